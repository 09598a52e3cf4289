"""A round: the projects of one track, in a division or in the final (rules E2, E6, G1)."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from . import rules
from .events import ExpertsAssigned, RankingReopened, RoundOpened
from .facts import Scheme, Stage, TeamFacts
from .panel import Assignment, Expert, admissible, assign, drawn_order


class RoundState(enum.StrEnum):
    """collecting -> scoring -> freezing -> frozen; reopened by the committee it is scoring again.

    `freezing` lasts as long as one command: nothing of the round changes while its sheets are sealed. A crash there is
    healed by freezing again.
    """

    COLLECTING = "collecting"
    SCORING = "scoring"
    FREEZING = "freezing"
    FROZEN = "frozen"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What review decided of a submission."""

    team_id: str
    number: int
    passed: bool


@dataclass(frozen=True, kw_only=True)
class Strike:
    """A project struck from a frozen ranking; `number` is that of the ranking that follows (rule H4)."""

    team_id: str
    reason: str
    number: int
    at: Instant


@dataclass(frozen=True, kw_only=True)
class Freeze:
    """What was frozen: with the sealed sheets and the strikes, all that rankings are computed from."""

    number: int
    team_ids: tuple[str, ...]
    at: Instant
    strikes: tuple[Strike, ...] = ()


def round_id(stage: Stage, division_code: str, track: str) -> str:
    """`division-<code>-<track>` or `final-<track>`."""
    return f"division-{division_code}-{track}" if stage is Stage.DIVISION else f"final-{track}"


@dataclass(kw_only=True)
class Round(Aggregate):
    """Entries come and go until the round freezes; what falls out later is struck from the ranking."""

    stage: Stage
    division_code: str
    track: str
    state: RoundState = RoundState.COLLECTING
    entries: tuple[TeamFacts, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    # teams that fell out; one may fall out before it was heard of
    gone: tuple[str, ...] = ()
    scheme: Scheme | None = None
    seed: str = ""
    assignments: tuple[Assignment, ...] = ()
    # a team once for every expert beyond the scheme's number (rule E5)
    further: tuple[str, ...] = ()
    # counts the attempts to freeze; a sheet is sealed for one of them
    attempt: int = 0
    frozen: Freeze | None = None
    rankings: int = 0

    @classmethod
    def empty(cls, stage: Stage, division_code: str, track: str) -> Round:
        """A round of which nothing is known yet."""
        code = division_code if stage is Stage.DIVISION else ""
        return cls(id=round_id(stage, code, track), stage=stage, division_code=code, track=track)

    @property
    def standing(self) -> tuple[TeamFacts, ...]:
        """Entries that have not fallen out."""
        out = {*self.gone, *(one.team_id for one in self.verdicts if not one.passed)}
        return tuple(team for team in self.entries if team.team_id not in out)

    def submission_number(self, team_id: str) -> int:
        """The submission that passed review; 0 where this round was not told."""
        return next((one.number for one in self.verdicts if one.team_id == team_id), 0)

    def judge(self, team: TeamFacts, number: int, *, passed: bool, at: Instant) -> None:
        """Review decided. Of several decisions that of the newest submission counts, in whatever order they arrive.

        Of one submission the pass is the last word: an appeal can only turn a rejection.
        """
        known = next((one for one in self.verdicts if one.team_id == team.team_id), None)
        if known is not None and (number, passed) <= (known.number, known.passed):
            return
        others = tuple(one for one in self.verdicts if one.team_id != team.team_id)
        self.verdicts = (*others, Verdict(team_id=team.team_id, number=number, passed=passed))
        if passed:
            self.enter(team, at=at)

    def enter(self, team: TeamFacts, *, at: Instant) -> None:
        """A project passed review, or is a finalist; a late one is still scored once experts are assigned again."""
        if any(one.team_id == team.team_id for one in self.entries):
            self.entries = tuple(team if one.team_id == team.team_id else one for one in self.entries)
            return
        if not self.entries:
            opened = RoundOpened(round_id=self.id, stage=self.stage, division_code=self.division_code, track=self.track)
            self.raise_event(opened, at)
        self.entries = (*self.entries, team)

    def drop(self, team_id: str, reason: str, *, at: Instant) -> None:
        """A project fell out (rule C12); from a frozen ranking it is struck, and another ranking follows (rule H4)."""
        if team_id in self.gone:
            return
        self.gone = (*self.gone, team_id)
        if self.state is RoundState.FROZEN and self.frozen is not None and team_id in self.frozen.team_ids:
            self.rankings += 1
            strike = Strike(team_id=team_id, reason=reason, number=self.rankings, at=at)
            old = self.frozen
            self.frozen = Freeze(number=old.number, team_ids=old.team_ids, at=old.at, strikes=(*old.strikes, strike))

    def assign(
        self,
        experts: tuple[Expert, ...],
        scheme: Scheme,
        seed: str,
        further: tuple[str, ...] = (),
        *,
        at: Instant,
    ) -> None:
        """Give every project its experts (rule E2), and those in `further` one more (rule E5).

        What is assigned already and may stand, stays. In the final also draws the order (rule G1).
        """
        open_ = self.state in (RoundState.COLLECTING, RoundState.SCORING)
        refuse_unless(open_, rules.E6_WRONG_STATE, state=self.state)
        refuse_unless(bool(self.standing), rules.E2_NO_PROJECTS)
        known = {team.team_id for team in self.standing}
        refuse_unless(known.issuperset(further), rules.E5_UNKNOWN_PROJECT)
        beyond = (*self.further, *further)
        # a round once begun is judged as it began, whatever is published later (rule A5)
        scheme = self.scheme or scheme
        self.assignments = assign(
            self.standing,
            experts,
            self.track,
            scheme.experts_per_project,
            seed,
            kept=self.assignments,
            further=beyond,
        )
        if self.stage is Stage.FINAL:
            self.entries = drawn_order(self.entries, seed)
        self.scheme, self.seed, self.further, self.state = scheme, seed, beyond, RoundState.SCORING
        assigned = ExpertsAssigned(
            round_id=self.id, seed=seed, sheets=len(self.assignments), division_code=self.division_code
        )
        self.raise_event(assigned, at)

    def counted(self, experts: tuple[Expert, ...]) -> tuple[Assignment, ...]:
        """Assignments that count now: the project stands, and no interest has come between (rule E2)."""
        return admissible(self.assignments, self.standing, experts, self.track)

    def barred(self, experts: tuple[Expert, ...]) -> int:
        """Assignments of standing projects whose expert may not score them any more (rule E2)."""
        standing = {team.team_id for team in self.standing}
        return sum(1 for one in self.assignments if one.team_id in standing) - len(self.counted(experts))

    def unassigned(self, experts: tuple[Expert, ...]) -> int:
        """How many sheets are missing because nobody is assigned to them."""
        each = self.scheme.experts_per_project if self.scheme is not None else 1
        has, beyond = Counter(one.team_id for one in self.counted(experts)), Counter(self.further)
        return sum(max(each + beyond[team.team_id] - has[team.team_id], 0) for team in self.standing)

    def begin_freeze(self) -> None:
        """From here nothing of the round changes, and its sheets are sealed for this attempt (rule E6)."""
        refuse_unless(self.state is RoundState.SCORING, rules.E6_WRONG_STATE, state=self.state)
        self.state, self.attempt = RoundState.FREEZING, self.attempt + 1

    def thaw(self) -> None:
        """What the sealed sheets came to may not be frozen: experts go on."""
        if self.state is RoundState.FREEZING:
            self.state = RoundState.SCORING

    def freeze(self, team_ids: tuple[str, ...], *, at: Instant) -> None:
        """The sheets are sealed: the ranking is settled by them (rule E6)."""
        refuse_unless(self.state is RoundState.FREEZING, rules.E6_WRONG_STATE, state=self.state)
        self.state, self.rankings = RoundState.FROZEN, self.rankings + 1
        self.frozen = Freeze(number=self.rankings, team_ids=team_ids, at=at)

    def reopen(self, reason: str, *, at: Instant) -> None:
        """The committee reopens it; the frozen ranking stays on record (rule E6)."""
        refuse_unless(self.state is RoundState.FROZEN, rules.E6_WRONG_STATE, state=self.state)
        refuse_unless(bool(reason.strip()), rules.E3_REASON_MISSING)
        self.state = RoundState.SCORING
        ranking_id = f"{self.id}-{self.rankings}"
        self.raise_event(RankingReopened(ranking_id=ranking_id, round_id=self.id, reason=reason), at)
