"""A hit of the national check: two projects that may be the same (rule F5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.facts.teams import TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from ...cases import rules as cases_rules
from ...cases.model.case import team_disqualified
from .. import rules
from ..events import DuplicateSettled, DuplicateSuspected
from .duplicates import Suspicion


class HitState(enum.StrEnum):
    """open -> confirmed or dismissed."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


@dataclass(kw_only=True)
class Hit(Aggregate):
    """Two recommended projects that may be the same; a person settles it."""

    kind: str
    teams: tuple[TeamFacts, ...]
    likeness: str
    state: HitState
    reason: str = ""
    disqualified_team_ids: tuple[str, ...] = ()

    @classmethod
    def suspect(cls, identifier: str, suspicion: Suspicion, teams: tuple[TeamFacts, ...], *, at: Instant) -> Hit:
        """Return the hit for a suspicion of the check; by itself it takes no place away (rule F5)."""
        hit = cls(id=identifier, kind=suspicion.kind, teams=teams, likeness=suspicion.likeness, state=HitState.OPEN)
        hit.raise_event(
            DuplicateSuspected(
                hit_id=identifier, kind=hit.kind, team_ids=suspicion.team_ids, likeness=suspicion.likeness
            ),
            at,
        )
        return hit

    def settle(self, *, confirmed: bool, losers: tuple[str, ...], reason: str, at: Instant) -> None:
        """Confirm the hit and disqualify the teams that are named, or dismiss it (rules F5, H5)."""
        refuse_unless(self.state is HitState.OPEN, rules.F5_SETTLED_BEFORE)
        refuse_unless(bool(reason.strip()), cases_rules.D1_REASON_MISSING)
        known = {team.team_id for team in self.teams}
        refuse_unless(set(losers) <= known and bool(losers) == confirmed, rules.F5_NOT_OF_THE_HIT)
        self.state = HitState.CONFIRMED if confirmed else HitState.DISMISSED
        self.reason, self.disqualified_team_ids = reason, losers
        self.raise_event(
            DuplicateSettled(hit_id=self.id, confirmed=confirmed, disqualified_team_ids=losers, reason=reason), at
        )
        code = rules.F5_DUPLICATE_PERSON if self.kind == "person" else rules.F5_DUPLICATE_PROJECT
        for team in self.teams:
            if team.team_id in losers:
                self.raise_event(team_disqualified(team, code, reason), at)
