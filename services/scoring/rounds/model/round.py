"""A round: the projects of one track, in a division or in the final (rules D1, E2, E6, G1)."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar

from chassis.facts.schemes import Stage
from chassis.facts.teams import TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Term, refuse_unless

from ...panels.model import FINAL, Expert, division_panel_id
from ...shared.rules import E3_REASON_MISSING
from ...shared.scheme import Scheme
from .. import rules
from ..events import ExpertAssignment, ExpertsAssigned, RankingReopened, RoundOpened, SeedCommitted, SeedDrawn
from .assignment import Assignment, admissible, assign
from .drawing import Draw, drawn_order, hash_of
from .standing import ReviewEvent, Standing, TeamAccounts, Verdict


class RoundState(enum.StrEnum):
    """collecting -> scoring -> freezing -> frozen; reopened by the committee it is scoring again.

    `freezing` lasts as long as one command: nothing of the round changes while its sheets are sealed. A crash there is
    healed by freezing again.
    """

    COLLECTING = "collecting"
    SCORING = "scoring"
    FREEZING = "freezing"
    FROZEN = "frozen"

    @property
    def term(self) -> Term:
        """Return the state as a refusal names it."""
        return Term(self.value, *_STATE_WORDS[self])


_STATE_WORDS = {
    RoundState.COLLECTING: ("尚未指派专家", "has no experts assigned yet"),
    RoundState.SCORING: ("正在评分，排名尚未冻结", "is being scored, and its ranking is not frozen yet"),
    RoundState.FREEZING: ("正在冻结排名，请稍后重试", "is being frozen: try again shortly"),
    RoundState.FROZEN: (
        "排名已冻结，如需更改须由组委会重新开启排名",
        "is frozen, and only the committee can reopen its ranking",
    ),
}


# why a ranking follows a frozen one, by what review says of the project now (rule D1)
AMENDED_BECAUSE = {
    Standing.STRUCK: "D1_REJECTED",
    Standing.SUSPENDED: "D1_CASE_REOPENED",
    Standing.ELIGIBLE: "D1_PASSED_ANEW",
}


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """A change of a frozen ranking for a project; `number` is that of the ranking that follows (rules D1, H4)."""

    team_id: str
    reason: str
    number: int
    at: Instant


@dataclass(frozen=True, kw_only=True)
class Freeze:
    """A frozen round: with the sealed sheets and the amendments, all that rankings are computed from."""

    number: int
    team_ids: tuple[str, ...]
    at: Instant
    strikes: tuple[Amendment, ...] = ()
    suspensions: tuple[Amendment, ...] = ()
    reinstatements: tuple[Amendment, ...] = ()
    # those of the projects whose case was open when it froze
    suspended: tuple[str, ...] = ()
    # the number of the ranking that was reopened before; 0 if none was
    follows: int = 0

    @property
    def amendments(self) -> tuple[tuple[Standing, Amendment], ...]:
        """Return what changed since, in the order of the rankings that followed, each with the project's standing."""
        changes = (
            *((Standing.STRUCK, strike) for strike in self.strikes),
            *((Standing.SUSPENDED, suspension) for suspension in self.suspensions),
            *((Standing.ELIGIBLE, reinstatement) for reinstatement in self.reinstatements),
        )
        return tuple(sorted(changes, key=lambda change: change[1].number))

    def standing_of(self, team_id: str) -> Standing:
        """Return the standing with which the newest ranking shows a project."""
        standings = [standing for standing, amendment in self.amendments if amendment.team_id == team_id]
        first = Standing.SUSPENDED if team_id in self.suspended else Standing.ELIGIBLE
        return standings[-1] if standings else first

    def amended(self, standing: Standing, amendment: Amendment) -> Freeze:
        """Return the freeze with a further amendment."""
        if standing is Standing.STRUCK:
            return replace(self, strikes=(*self.strikes, amendment))
        if standing is Standing.SUSPENDED:
            return replace(self, suspensions=(*self.suspensions, amendment))
        return replace(self, reinstatements=(*self.reinstatements, amendment))


@dataclass(frozen=True, kw_only=True)
class Reopening:
    """The committee reopened the ranking of this number (rule E6)."""

    number: int
    reason: str
    at: Instant


def round_id(stage: Stage, division_code: str, track: str) -> str:
    """Return the identifier of a round: `division-<code>-<track>` or `final-<track>`."""
    return f"division-{division_code}-{track}" if stage is Stage.DIVISION else f"final-{track}"


@dataclass(kw_only=True)
class Round(Aggregate):
    """Projects come and go until the round freezes; what becomes of them later amends the ranking."""

    DECIDED: ClassVar[tuple[str, ...]] = ("assignments", "further", "seed")

    stage: Stage
    division_code: str
    track: str
    state: RoundState = RoundState.COLLECTING
    entries: tuple[TeamFacts, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    # teams that left the contest, also before their entry came
    gone: tuple[str, ...] = ()
    # the newest accounts of teams that have not entered yet
    accounts: tuple[TeamAccounts, ...] = ()
    scheme: Scheme | None = None
    draws: tuple[Draw, ...] = ()
    # all that lots of the last draw are drawn from: its seed and the platform's nonce
    seed: str = ""
    assignments: tuple[Assignment, ...] = ()
    # a team once for every expert beyond the scheme's number (rule E5)
    further: tuple[str, ...] = ()
    # counts the attempts to freeze; a sheet is sealed for one of them
    attempt: int = 0
    frozen: Freeze | None = None
    rankings: int = 0
    reopenings: tuple[Reopening, ...] = ()

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
        out = {*self.gone, *(verdict.team_id for verdict in self.verdicts if verdict.standing is Standing.STRUCK)}
        return tuple(team for team in self.entries if team.team_id not in out)

    @property
    def suspended(self) -> tuple[str, ...]:
        """Return the contenders whose case is open again: they are scored, and get no award until it is decided (rule D1)."""
        open_cases = {verdict.team_id for verdict in self.verdicts if verdict.standing is Standing.SUSPENDED}
        return tuple(team.team_id for team in self.contenders if team.team_id in open_cases)

    @property
    def vacant(self) -> bool:
        """Return True if every project that entered has left or was rejected."""
        return bool(self.entries) and not self.contenders

    @property
    def reopened(self) -> bool:
        """Return True if it had a ranking, and has none that counts until it is frozen again (rule E6)."""
        return self.frozen is not None and self.state is not RoundState.FROZEN

    @property
    def tie_seed(self) -> str:
        """Return the seed from which ties are drawn: that of the first draw, fixed before anything was scored (rule E4)."""
        return next((draw.source for draw in self.draws if draw.seed), self.seed)

    def entry(self, team_id: str) -> TeamFacts | None:
        """Return the entry of a team, or None."""
        return next((team for team in self.entries if team.team_id == team_id), None)

    def verdict(self, team_id: str) -> Verdict | None:
        """Return what review said of a team, or None if nothing has come."""
        return next((verdict for verdict in self.verdicts if verdict.team_id == team_id), None)

    def standing_of(self, team_id: str) -> Standing:
        """Return if a project may be ranked and awarded, by review's newest event and by what took it out of the contest."""
        if team_id in self.gone:
            return Standing.STRUCK
        verdict = self.verdict(team_id)
        return verdict.standing if verdict is not None else Standing.ELIGIBLE

    def submission_number(self, team_id: str) -> int:
        """Return the number of the newest submission that passed review; 0 if this round knows of none."""
        verdict = self.verdict(team_id)
        return verdict.newest_passed if verdict is not None else 0

    def judge(self, team: TeamFacts, event: ReviewEvent, *, at: Instant) -> None:
        """Take in what review says of a team; its newest event counts, in whatever order they arrive (rules D1, D3).

        A project enters once a submission of it passed. If its case is opened again it stays, and is ranked as suspended; if it
        is rejected it leaves.
        """
        known = self.verdict(team.team_id) or Verdict.none(team.team_id)
        verdict = known.after(event)
        self._keep_verdict(verdict)
        if verdict.passed_sequence != known.passed_sequence or (event.passes and self.entry(team.team_id) is None):
            self.enter(team, at=at)
        if self.entry(team.team_id) is not None:
            self.record_accounts(TeamAccounts.of(team))
        self._amend(team.team_id, AMENDED_BECAUSE[self.standing_of(team.team_id)], at=at)

    def adopt(self, division_round: Round, team_id: str, *, at: Instant) -> bool:
        """Take in what a finalist's division round knows: review's newest event, its accounts (rules D1, E2).

        Return True if anything changed.
        """
        if self.entry(team_id) is None:
            return False
        before = (self.verdicts, self.entries)
        verdict, known = division_round.verdict(team_id), self.verdict(team_id)
        if verdict is not None and (known is None or verdict.age > known.age):
            self._keep_verdict(verdict)
            self._amend(team_id, AMENDED_BECAUSE[self.standing_of(team_id)], at=at)
        entry = division_round.entry(team_id)
        if entry is not None:
            self.record_accounts(TeamAccounts.of(entry))
        return before != (self.verdicts, self.entries)

    def _keep_verdict(self, verdict: Verdict) -> None:
        others = tuple(other for other in self.verdicts if other.team_id != verdict.team_id)
        self.verdicts = (*others, verdict)

    def enter(self, team: TeamFacts, *, at: Instant) -> None:
        """Add a project that passed review or is a finalist; a late one is scored once experts are assigned again.

        None enters the final once its order is drawn (rules F8, G1): review, which hears of the order, strikes it.
        """
        if self.stage is Stage.FINAL and self.seed and self.entry(team.team_id) is None:
            return
        known = (TeamAccounts.of(entry) for entry in self.entries if entry.team_id == team.team_id)
        waiting = (accounts for accounts in self.accounts if accounts.team_id == team.team_id)
        for accounts in (*known, *waiting):
            team = accounts.applied_to(team)
        self.accounts = tuple(accounts for accounts in self.accounts if accounts.team_id != team.team_id)
        if self.entry(team.team_id) is not None:
            self.entries = tuple(team if entry.team_id == team.team_id else entry for entry in self.entries)
            return
        if not self.entries:
            opened = RoundOpened(round_id=self.id, stage=self.stage, division_code=self.division_code, track=self.track)
            self.raise_event(opened, at)
        self.entries = (*self.entries, team)

    def record_accounts(self, accounts: TeamAccounts) -> bool:
        """Keep the accounts that act for a team, unless newer ones are known (rules B2, E2); return True if anything changed.

        Those of a team that has not entered wait for its entry.
        """
        if self.entry(accounts.team_id) is not None:
            before = self.entries
            self.entries = tuple(
                accounts.applied_to(team) if team.team_id == accounts.team_id else team for team in self.entries
            )
            return self.entries != before
        known = next((waiting for waiting in self.accounts if waiting.team_id == accounts.team_id), None)
        if known is not None and known.changes >= accounts.changes:
            return False
        others = tuple(waiting for waiting in self.accounts if waiting.team_id != accounts.team_id)
        self.accounts = (*others, accounts)
        return True

    def drop(self, team_id: str, reason: str, *, at: Instant) -> None:
        """Take out a project (rule C12); from a frozen ranking it is struck, and another ranking follows (rule H4)."""
        if team_id in self.gone:
            return
        self.gone = (*self.gone, team_id)
        self._amend(team_id, reason, at=at)

    def _amend(self, team_id: str, reason: str, *, at: Instant) -> None:
        """Let another ranking follow if the frozen one shows the project with another standing than it has (rules D1, H4)."""
        if self.state is not RoundState.FROZEN or self.frozen is None or team_id not in self.frozen.team_ids:
            return
        standing = self.standing_of(team_id)
        if standing is not self.frozen.standing_of(team_id):
            self.rankings += 1
            amendment = Amendment(team_id=team_id, reason=reason, number=self.rankings, at=at)
            self.frozen = self.frozen.amended(standing, amendment)

    def commit_seed(self, seed_hash: str, reason: str, *, nonce: str, at: Instant) -> Draw:
        """Fix the seed of the next draw by its hash (rules E2, G1); once there is a seed, another needs a reason.

        `nonce` is random; it stays with the platform until the seed is revealed, and its hash is published now.
        """
        open_round = self.state in (RoundState.COLLECTING, RoundState.SCORING)
        refuse_unless(open_round, rules.E6_WRONG_STATE, state=self.state.term)
        hashes = {draw.seed_hash for draw in self.draws} | ({hash_of(self.seed)} if self.seed else set())
        refuse_unless(seed_hash not in hashes, rules.G1_SEED_USED)
        refuse_unless(not hashes or bool(reason.strip()), rules.G1_REDRAW_REASON_MISSING)
        number = len(self.draws) + 1
        draw = Draw(
            number=number,
            seed_hash=seed_hash,
            reason=reason.strip() if hashes else "",
            nonce=nonce,
            nonce_hash=hash_of(nonce),
            committed_at=at,
        )
        self.draws = (*self.draws, draw)
        self.raise_event(
            SeedCommitted(
                round_id=self.id,
                number=number,
                seed_hash=seed_hash,
                reason=draw.reason,
                nonce_hash=draw.nonce_hash,
            ),
            at,
        )
        return draw

    def assign(
        self,
        experts: tuple[Expert, ...],
        scheme: Scheme,
        seed: str,
        further: tuple[str, ...] = (),
        *,
        submitted: Collection[Assignment] = (),
        blind: bool = True,
        blind_sheets: Mapping[Assignment, bool] = MappingProxyType({}),
        at: Instant,
    ) -> None:
        """Give every project its experts (rule E2), and those in `further` one more (rule E5).

        With a committed seed it is drawn, and in the final the order too (rule G1); without, the last draw stays as it is, and
        what is missing is filled up by its seed. Earlier assignments stay if they are still admissible; `submitted` are those
        of experts without the role by now that are submitted. `blind` says if new assignments are scored blind, `blind_sheets` of
        each that has its sheet already if that is blind (rule E3).
        """
        assignable = self.state in (RoundState.COLLECTING, RoundState.SCORING)
        refuse_unless(assignable, rules.E6_WRONG_STATE, state=self.state.term)
        refuse_unless(bool(self.contenders), rules.E2_NO_PROJECTS)
        known = {team.team_id for team in self.contenders}
        refuse_unless(known.issuperset(further), rules.E5_UNKNOWN_PROJECT)
        draws_anew = self._draws_anew(seed)
        source = self.draws[-1].source_of(seed) if draws_anew else self.seed
        all_further = (*self.further, *further)
        # a round once begun is judged as it began, whatever is published later (rule A5)
        scheme = self.scheme or scheme
        self.assignments = assign(
            self.contenders,
            experts,
            self.track,
            scheme.experts_per_project,
            source,
            kept=self.assignments,
            further=all_further,
            submitted=submitted,
        )
        if draws_anew:
            self._draw(seed, at)
        self.scheme, self.further, self.state = scheme, all_further, RoundState.SCORING
        assigned = ExpertsAssigned(
            round_id=self.id,
            seed=self.seed,
            sheets=len(self.assignments),
            division_code=self.division_code,
            assignments=tuple(
                ExpertAssignment(
                    team_id=assignment.team_id,
                    account_id=assignment.account_id,
                    not_blind=not blind_sheets.get(assignment, blind),
                )
                for assignment in self.assignments
            ),
        )
        self.raise_event(assigned, at)

    def draws_again(self, seed: str) -> bool:
        """Return True if the round was drawn, and would be drawn from a seed that was committed since."""
        return (
            bool(self.seed)
            and bool(self.draws)
            and hash_of(seed) == self.draws[-1].seed_hash
            and not self.draws[-1].seed
        )

    def _draws_anew(self, seed: str) -> bool:
        """Return True if the seed is to be drawn from, False if it was before; refuse any that was not committed (rule G1)."""
        revealed = next((draw.seed for draw in reversed(self.draws) if draw.seed), self.seed)
        if self.seed and seed in ("", revealed):
            return False
        pending = self.draws[-1] if self.draws and not self.draws[-1].seed else None
        refuse_unless(pending is not None or not self.seed, rules.G1_DRAWN_BEFORE)
        refuse_unless(pending is not None, rules.E2_SEED_NOT_COMMITTED)
        refuse_unless(pending is not None and hash_of(seed) == pending.seed_hash, rules.G1_SEED_DIFFERS)
        return True

    def _draw(self, seed: str, at: Instant) -> None:
        """Reveal the committed seed; in the final the order of the contenders is drawn from it (rule G1)."""
        order: tuple[str, ...] = ()
        if self.stage is Stage.FINAL:
            contenders = self.contenders
            drawn = drawn_order(contenders, self.draws[-1].source_of(seed))
            self.entries = (*drawn, *(team for team in self.entries if team not in contenders))
            order = tuple(team.team_id for team in drawn)
        draw = replace(self.draws[-1], seed=seed, drawn_at=at, order=order)
        self.draws, self.seed = (*self.draws[:-1], draw), draw.source
        self.raise_event(
            SeedDrawn(
                round_id=self.id,
                number=draw.number,
                seed=seed,
                seed_hash=draw.seed_hash,
                reason=draw.reason,
                team_ids=order,
                nonce=draw.nonce,
            ),
            at,
        )

    def admissible_assignments(
        self, experts: tuple[Expert, ...], submitted: Collection[Assignment] = ()
    ) -> tuple[Assignment, ...]:
        """Return the assignments that count now: the project is a contender, and no interest has come between (rule E2).

        Of experts without the role by now those count that are `submitted`.
        """
        return admissible(self.assignments, self.contenders, experts, self.track, submitted)

    def count_barred(self, experts: tuple[Expert, ...], submitted: Collection[Assignment] = ()) -> int:
        """Count the assignments of contenders whose expert may not score them any more (rule E2)."""
        contenders = {team.team_id for team in self.contenders}
        assigned = sum(1 for assignment in self.assignments if assignment.team_id in contenders)
        return assigned - len(self.admissible_assignments(experts, submitted))

    def count_unassigned(self, experts: tuple[Expert, ...], submitted: Collection[Assignment] = ()) -> int:
        """Count the sheets that are missing because nobody is assigned to them."""
        each = self.scheme.experts_per_project if self.scheme is not None else 1
        assigned = Counter(assignment.team_id for assignment in self.admissible_assignments(experts, submitted))
        extra = Counter(self.further)
        return sum(max(each + extra[team.team_id] - assigned[team.team_id], 0) for team in self.contenders)

    def begin_freeze(self, scheme: Scheme | None = None) -> None:
        """Let nothing of the round change from here on; its sheets are sealed for this attempt (rule E6).

        A round of which nothing is left needs no experts: it is frozen empty, by `scheme` if it never got one.
        """
        ready = self.state is RoundState.SCORING or (self.state is RoundState.COLLECTING and self.vacant)
        refuse_unless(ready, rules.E6_WRONG_STATE, state=self.state.term)
        self.state, self.attempt, self.scheme = RoundState.FREEZING, self.attempt + 1, self.scheme or scheme

    def thaw(self) -> None:
        """Let experts go on: what the sealed sheets come to may not be frozen."""
        if self.state is RoundState.FREEZING:
            self.state = RoundState.SCORING

    def freeze(self, *, at: Instant) -> None:
        """Settle the ranking of the contenders by the sheets that are sealed (rule E6)."""
        refuse_unless(self.state is RoundState.FREEZING, rules.E6_WRONG_STATE, state=self.state.term)
        follows, self.rankings = self.rankings, self.rankings + 1
        self.frozen = Freeze(
            number=self.rankings,
            team_ids=tuple(team.team_id for team in self.contenders),
            suspended=self.suspended,
            follows=follows,
            at=at,
        )
        self.state = RoundState.FROZEN

    def reopen(self, reason: str, *, at: Instant) -> None:
        """Let experts go on at the committee's order; the frozen ranking stays on record and counts no more (rule E6)."""
        refuse_unless(self.state is RoundState.FROZEN, rules.E6_WRONG_STATE, state=self.state.term)
        refuse_unless(bool(reason.strip()), E3_REASON_MISSING)
        self.state = RoundState.SCORING
        self.reopenings = (*self.reopenings, Reopening(number=self.rankings, reason=reason, at=at))
        self.raise_event(
            RankingReopened(
                ranking_id=f"{self.id}-{self.rankings}",
                round_id=self.id,
                reason=reason,
                stage=self.stage,
                division_code=self.division_code,
                track=self.track,
                number=self.rankings,
            ),
            at,
        )

    def reopening_of(self, number: int) -> Reopening | None:
        """Return when and why the ranking of this number was reopened, or None if it was not."""
        return next((reopening for reopening in self.reopenings if reopening.number == number), None)
