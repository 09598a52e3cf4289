"""Teams as a step picks them, and what the steps remember; see `steps`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition

from chassis.kernel.clock import Instant
from services.registration.organisations.model import CreditList
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

from .oracle import Oracle

KNOWN = tuple(a.code(number) for number in range(1, 4))
ORGANISATIONS, PICK = st.integers(1, 3), st.integers(0, 9)
somebody = precondition(lambda self: self.stored)


class Picking(Oracle):
    """One of the teams does something."""

    def __init__(self) -> None:
        super().__init__()
        # every code for colleagues that was ever open, with its team and organisation; and the one that is good
        self.codes: dict[str, tuple[str, str]] = {}
        self.good: dict[tuple[str, str], str] = {}
        # as of when each credit list is known whole
        self.heads: dict[CreditList, Instant] = {}
        # SHA-256 of the files of each team's last version
        self.handed_in: dict[str, tuple[str, ...]] = {}

    def _picked(self, pick: int) -> str:
        return sorted(self.stored)[pick % len(self.stored)]

    def each(self, pick: int, change: Callable[[Team], Any]) -> bool:
        """One of the teams changes; as with every command, late by its own copy it asks the division first (rule A5)."""

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
