"""A round: the projects of one track, in a division or in the final (rules E2, E6, G1)."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass, replace

from chassis.facts.schemes import Stage
from chassis.facts.teams import TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from ...panels.model import FINAL, Expert, division_panel_id
from ...shared.rules import E3_REASON_MISSING
from ...shared.scheme import Scheme
from .. import rules
from ..events import ExpertsAssigned, RankingReopened, RoundOpened
from .assignment import Assignment, admissible, assign, drawn_order


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
    """Return the identifier of a round: `division-<code>-<track>` or `final-<track>`."""
    return f"division-{division_code}-{track}" if stage is Stage.DIVISION else f"final-{track}"


@dataclass(kw_only=True)
class Round(Aggregate):
    """Projects come and go until the round freezes; one that leaves later is struck from the ranking."""

    stage: Stage
    division_code: str
    track: str
    state: RoundState = RoundState.COLLECTING
    entries: tuple[TeamFacts, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    # teams that left the contest, also before their entry came
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
        """Make a round of which nothing is known yet."""
        code = division_code if stage is Stage.DIVISION else ""
        return cls(id=round_id(stage, code, track), stage=stage, division_code=code, track=track)

    @property
    def panel_id(self) -> str:
        """Return the identifier of the panel that scores it."""
        return FINAL if self.stage is Stage.FINAL else division_panel_id(self.division_code)

    @property
    def contenders(self) -> tuple[TeamFacts, ...]:
        """Return the entries that are to be scored: neither rejected since nor out of the contest."""
        out = {*self.gone, *(verdict.team_id for verdict in self.verdicts if not verdict.passed)}
        return tuple(team for team in self.entries if team.team_id not in out)

    def entry(self, team_id: str) -> TeamFacts | None:
        """Return the entry of a team, or None."""
        return next((team for team in self.entries if team.team_id == team_id), None)

    def submission_number(self, team_id: str) -> int:
        """Return the number of the submission that passed review; 0 if this round knows of none."""
        return next((verdict.number for verdict in self.verdicts if verdict.team_id == team_id), 0)

    def judge(self, team: TeamFacts, number: int, *, passed: bool, at: Instant) -> None:
        """Take in what review decided of a submission; the newest submission's counts, in whatever order they arrive.

        Of one submission the pass is the last word: an appeal can only turn a rejection.
        """
        known = next((verdict for verdict in self.verdicts if verdict.team_id == team.team_id), None)
        if known is not None and (number, passed) <= (known.number, known.passed):
            return
        others = tuple(verdict for verdict in self.verdicts if verdict.team_id != team.team_id)
        self.verdicts = (*others, Verdict(team_id=team.team_id, number=number, passed=passed))
        if passed:
            self.enter(team, at=at)

    def enter(self, team: TeamFacts, *, at: Instant) -> None:
        """Add a project that passed review or is a finalist; a late one is scored once experts are assigned again."""
        if self.entry(team.team_id) is not None:
            self.entries = tuple(team if entry.team_id == team.team_id else entry for entry in self.entries)
            return
        if not self.entries:
            opened = RoundOpened(round_id=self.id, stage=self.stage, division_code=self.division_code, track=self.track)
            self.raise_event(opened, at)
        self.entries = (*self.entries, team)

    def drop(self, team_id: str, reason: str, *, at: Instant) -> None:
        """Take out a project (rule C12); from a frozen ranking it is struck, and another ranking follows (rule H4)."""
        if team_id in self.gone:
            return
        self.gone = (*self.gone, team_id)
        if self.state is RoundState.FROZEN and self.frozen is not None and team_id in self.frozen.team_ids:
            self.rankings += 1
            strike = Strike(team_id=team_id, reason=reason, number=self.rankings, at=at)
            self.frozen = replace(self.frozen, strikes=(*self.frozen.strikes, strike))

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

        Earlier assignments stay if they are still admissible. In the final the order is drawn as well (rule G1).
        """
        assignable = self.state in (RoundState.COLLECTING, RoundState.SCORING)
        refuse_unless(assignable, rules.E6_WRONG_STATE, state=self.state)
        refuse_unless(bool(self.contenders), rules.E2_NO_PROJECTS)
        known = {team.team_id for team in self.contenders}
        refuse_unless(known.issuperset(further), rules.E5_UNKNOWN_PROJECT)
        all_further = (*self.further, *further)
        # a round once begun is judged as it began, whatever is published later (rule A5)
        scheme = self.scheme or scheme
        self.assignments = assign(
            self.contenders,
            experts,
            self.track,
            scheme.experts_per_project,
            seed,
            kept=self.assignments,
            further=all_further,
        )
        if self.stage is Stage.FINAL:
            self.entries = drawn_order(self.entries, seed)
        self.scheme, self.seed, self.further, self.state = scheme, seed, all_further, RoundState.SCORING
        assigned = ExpertsAssigned(
            round_id=self.id, seed=seed, sheets=len(self.assignments), division_code=self.division_code
        )
        self.raise_event(assigned, at)

    def admissible_assignments(self, experts: tuple[Expert, ...]) -> tuple[Assignment, ...]:
        """Return the assignments that count now: the project is a contender, and no interest has come between (rule E2)."""
        return admissible(self.assignments, self.contenders, experts, self.track)

    def count_barred(self, experts: tuple[Expert, ...]) -> int:
        """Count the assignments of contenders whose expert may not score them any more (rule E2)."""
        contenders = {team.team_id for team in self.contenders}
        assigned = sum(1 for assignment in self.assignments if assignment.team_id in contenders)
        return assigned - len(self.admissible_assignments(experts))

    def count_unassigned(self, experts: tuple[Expert, ...]) -> int:
        """Count the sheets that are missing because nobody is assigned to them."""
        each = self.scheme.experts_per_project if self.scheme is not None else 1
        assigned = Counter(assignment.team_id for assignment in self.admissible_assignments(experts))
        extra = Counter(self.further)
        return sum(max(each + extra[team.team_id] - assigned[team.team_id], 0) for team in self.contenders)

    def begin_freeze(self) -> None:
        """Let nothing of the round change from here on; its sheets are sealed for this attempt (rule E6)."""
        refuse_unless(self.state is RoundState.SCORING, rules.E6_WRONG_STATE, state=self.state)
        self.state, self.attempt = RoundState.FREEZING, self.attempt + 1

    def thaw(self) -> None:
        """Let experts go on: what the sealed sheets come to may not be frozen."""
        if self.state is RoundState.FREEZING:
            self.state = RoundState.SCORING

    def freeze(self, team_ids: tuple[str, ...], *, at: Instant) -> None:
        """Settle the ranking by the sheets that are sealed (rule E6)."""
        refuse_unless(self.state is RoundState.FREEZING, rules.E6_WRONG_STATE, state=self.state)
        self.state, self.rankings = RoundState.FROZEN, self.rankings + 1
        self.frozen = Freeze(number=self.rankings, team_ids=team_ids, at=at)

    def reopen(self, reason: str, *, at: Instant) -> None:
        """Let experts go on at the committee's word; the frozen ranking stays on record (rule E6)."""
        refuse_unless(self.state is RoundState.FROZEN, rules.E6_WRONG_STATE, state=self.state)
        refuse_unless(bool(reason.strip()), E3_REASON_MISSING)
        self.state = RoundState.SCORING
        ranking_id = f"{self.id}-{self.rankings}"
        self.raise_event(RankingReopened(ranking_id=ranking_id, round_id=self.id, reason=reason), at)
