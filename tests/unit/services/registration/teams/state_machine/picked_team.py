"""The team that a step picks, and what the steps remember; see `team_steps`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition

from chassis.kernel.clock import Instant
from services.registration.organisations.model import CreditList
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

from .invariants import TeamInvariants

KNOWN = tuple(a.code(number) for number in range(1, 4))
ORGANISATIONS, PICK = st.integers(1, 3), st.integers(0, 9)
somebody = precondition(lambda self: self.stored)


class PickedTeam(TeamInvariants):
    """Steps on one picked team."""

    def __init__(self) -> None:
        super().__init__()
        # every colleague code that was ever open, with its team and organisation; and the code that is valid now
        self.codes: dict[str, tuple[str, str]] = {}
        self.valid_codes: dict[tuple[str, str], str] = {}
        # the date of the newest whole list of each kind
        self.heads: dict[CreditList, Instant] = {}
        # SHA-256 of the files of each team's last version
        self.handed_in: dict[str, tuple[str, ...]] = {}

    def _picked(self, pick: int) -> str:
        return sorted(self.stored)[pick % len(self.stored)]

    def change_one(self, pick: int, change: Callable[[Team], Any]) -> bool:
        """Change a team; as every command does, ask the division first if the team's own deadline has passed (rule A5)."""

        def act(team: Team | None) -> Team:
            assert team is not None
            if self.at > min(team.registration_closes, team.submission_closes):
                self._prolong(team)
            change(team)
            return team

        return self.write(self._picked(pick), act)

    def _prolong(self, team: Team) -> None:
        scheme = self.divisions[team.division_code].scheme
        team.prolong(scheme.registration_closes, scheme.submission_closes)
