"""A hit of the national check: two projects that may be the same (rule F5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Decimal

from chassis.facts.teams import TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from ...cases import rules as cases_rules
from ...cases.model.case import team_disqualified
from .. import rules
from ..events import DuplicateSettled, DuplicateSuspected
from .duplicates import Ground, Suspicion


class HitState(enum.StrEnum):
    """open -> confirmed or dismissed, or lapsed if a team lost its place first; more alike than before it is open again."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    LAPSED = "lapsed"


@dataclass(kw_only=True)
class Hit(Aggregate):
    """Two recommended projects that may be the same, on a ground; a person settles it."""

    kind: str
    teams: tuple[TeamFacts, ...]
    likeness: str
    state: HitState
    reason: str = ""
    disqualified_team_ids: tuple[str, ...] = ()

    @classmethod
    def suspect(cls, identifier: str, suspicion: Suspicion, teams: tuple[TeamFacts, ...], *, at: Instant) -> Hit:
        """Return the hit for a suspicion of the check; by itself it takes no place away (rule F5)."""
        hit = cls(
            id=identifier, kind=suspicion.ground.value, teams=teams, likeness=suspicion.likeness, state=HitState.OPEN
        )
        hit._raise_suspected(at)
        return hit

    @property
    def team_ids(self) -> frozenset[str]:
        """Return the ids of both teams."""
        return frozenset(team.team_id for team in self.teams)

    def suspect_again(self, likeness: str, *, at: Instant) -> bool:
        """Open a hit that lapsed, or was dismissed for projects that are more alike by now; return True if that changed it.

        A hit that is open, confirmed, or dismissed at no less a likeness stays as it is.
        """
        grown = Decimal(likeness) > Decimal(self.likeness)
        rises = self.state is HitState.LAPSED or (self.state is HitState.DISMISSED and grown)
        if rises:
            self.state, self.likeness, self.reason = HitState.OPEN, likeness, ""
            self._raise_suspected(at)
        return rises

    def lapse(self) -> bool:
        """Leave an open hit unsettled, because one of its teams lost its place; return True if that changed it."""
        if self.state is not HitState.OPEN:
            return False
        self.state = HitState.LAPSED
        return True

    def settle(self, *, confirmed: bool, losers: tuple[str, ...], reason: str, at: Instant) -> None:
        """Confirm the hit and disqualify the teams that are named, or dismiss it (rules F5, H5)."""
        refuse_unless(self.state is HitState.OPEN, rules.F5_SETTLED_BEFORE)
        refuse_unless(bool(reason.strip()), cases_rules.D1_REASON_MISSING)
        refuse_unless(set(losers) <= self.team_ids and bool(losers) == confirmed, rules.F5_NOT_OF_THE_HIT)
        self.state = HitState.CONFIRMED if confirmed else HitState.DISMISSED
        self.reason, self.disqualified_team_ids = reason, losers
        self.raise_event(
            DuplicateSettled(hit_id=self.id, confirmed=confirmed, disqualified_team_ids=losers, reason=reason), at
        )
        code = rules.F5_DUPLICATE_PERSON if self.kind == Ground.PERSON else rules.F5_DUPLICATE_PROJECT
        for team in self.teams:
            if team.team_id in losers:
                self.raise_event(team_disqualified(team, code, reason), at)

    def _raise_suspected(self, at: Instant) -> None:
        team_ids = tuple(team.team_id for team in self.teams)
        self.raise_event(
            DuplicateSuspected(hit_id=self.id, kind=self.kind, team_ids=team_ids, likeness=self.likeness), at
        )
