"""A round: the projects of one track, in a division or in the final (rules E2, E6, G1)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from . import rules
from .events import ExpertsAssigned, RankingReopened, RoundOpened
from .facts import Scheme, Stage, TeamFacts
from .panel import Assignment, Expert, assign, drawn_order


class RoundState(enum.StrEnum):
    """collecting -> scoring -> frozen; reopened by the committee it is scoring again."""

    COLLECTING = "collecting"
    SCORING = "scoring"
    FROZEN = "frozen"


def round_id(stage: Stage, division_code: str, track: str) -> str:
    """`division-<code>-<track>` or `final-<track>`."""
    return f"division-{division_code}-{track}" if stage is Stage.DIVISION else f"final-{track}"


@dataclass(kw_only=True)
class Round(Aggregate):
    """Entries come and go until experts are assigned; what falls out later is struck from the ranking."""

    stage: Stage
    division_code: str
    track: str
    state: RoundState = RoundState.COLLECTING
    entries: tuple[TeamFacts, ...] = ()
    # teams that fell out; one may fall out before it was heard of
    gone: tuple[str, ...] = ()
    scheme: Scheme | None = None
    seed: str = ""
    assignments: tuple[Assignment, ...] = ()
    rankings: int = 0

    @classmethod
    def empty(cls, stage: Stage, division_code: str, track: str) -> Round:
        """A round of which nothing is known yet."""
        code = division_code if stage is Stage.DIVISION else ""
        return cls(id=round_id(stage, code, track), stage=stage, division_code=code, track=track)

    @property
    def standing(self) -> tuple[TeamFacts, ...]:
        """Entries that have not fallen out."""
        return tuple(team for team in self.entries if team.team_id not in self.gone)

    def enter(self, team: TeamFacts, *, at: Instant) -> None:
        """A project passed review, or is a finalist; a late one is still scored once experts are assigned again."""
        if any(one.team_id == team.team_id for one in self.entries):
            return
        if not self.entries:
            opened = RoundOpened(round_id=self.id, stage=self.stage, division_code=self.division_code, track=self.track)
            self.raise_event(opened, at)
        self.entries = (*self.entries, team)

    def drop(self, team_id: str) -> None:
        """A project fell out (rules C12, H4)."""
        if team_id not in self.gone:
            self.gone = (*self.gone, team_id)

    def assign(self, experts: tuple[Expert, ...], scheme: Scheme, seed: str, *, at: Instant) -> None:
        """Give every project its experts (rule E2); in the final also draw the order (rule G1)."""
        refuse_unless(self.state is not RoundState.FROZEN, rules.E6_WRONG_STATE, state=self.state)
        refuse_unless(bool(self.standing), rules.E2_NO_PROJECTS)
        scheme = (
            self.scheme or scheme
        )  # a round once begun is judged as it began, whatever is published later (rule A5)
        self.assignments = assign(self.standing, experts, self.track, scheme.experts_per_project, seed)
        if self.stage is Stage.FINAL:
            self.entries = drawn_order(self.entries, seed)
        self.scheme, self.seed, self.state = scheme, seed, RoundState.SCORING
        assigned = ExpertsAssigned(
            round_id=self.id, seed=seed, sheets=len(self.assignments), division_code=self.division_code
        )
        self.raise_event(assigned, at)

    def require_scoring(self) -> None:
        """Refuse unless experts score now."""
        refuse_unless(self.state is RoundState.SCORING, rules.E6_WRONG_STATE, state=self.state)

    def barred(self, experts: tuple[Expert, ...]) -> int:
        """Assignments of standing projects whose expert may not score them any more (rule E2)."""
        teams, able = {team.team_id: team for team in self.standing}, {one.account_id: one for one in experts}
        counted = [one for one in self.assignments if one.team_id in teams]
        return sum(
            1 for one in counted if one.account_id not in able or not able[one.account_id].may_score(teams[one.team_id])
        )

    def freeze(self, number: int) -> None:
        """The ranking of that number stands (rule E6)."""
        self.require_scoring()
        self.state, self.rankings = RoundState.FROZEN, number

    def amend(self, number: int) -> None:
        """A frozen ranking is followed by one without a struck project (rule H4)."""
        self.rankings = number

    def reopen(self, reason: str, *, at: Instant) -> None:
        """The committee reopens it; the frozen ranking stays on record (rule E6)."""
        refuse_unless(self.state is RoundState.FROZEN, rules.E6_WRONG_STATE, state=self.state)
        refuse_unless(bool(reason.strip()), rules.E3_REASON_MISSING)
        self.state = RoundState.SCORING
        ranking_id = f"{self.id}-{self.rankings}"
        self.raise_event(RankingReopened(ranking_id=ranking_id, round_id=self.id, reason=reason), at)
