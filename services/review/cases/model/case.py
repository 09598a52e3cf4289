"""A review case: automatic findings first, then a human's decision (rules D1 to D4)."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from ...shared.facts import Evidence, Section, TeamFacts
from ...shared.text import plain
from .. import rules
from ..events import CaseDecided, CaseOpened, Outcome, SupplementRequest, TeamDisqualified
from .findings import Finding, LaterFinding
from .submission import Submitted
from .supplement import Supplement


class CaseState(enum.StrEnum):
    """waiting -> assigned -> decided -> appealed -> assigned or decided; withdrawn and disqualified end it."""

    WAITING = "waiting"
    ASSIGNED = "assigned"
    DECIDED = "decided"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


@dataclass(frozen=True, kw_only=True)
class Judgements:
    """The three named judgements (rule D4)."""

    compliance: bool
    authenticity: bool
    lawfulness: bool

    @property
    def all_hold(self) -> bool:
        """Whether nothing speaks against the submission."""
        return self.compliance and self.authenticity and self.lawfulness


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision: by whom, when, on which submission (rule D5)."""

    submission_number: int
    outcome: Outcome
    judgements: Judgements
    reason: str
    decided_by: str
    decided_at: Instant


@dataclass(kw_only=True)
class Case(Aggregate):
    """By team id: a team has one project and one case, which follows its versions."""

    state: CaseState
    division_code: str
    team: TeamFacts | None = None
    number: int = 0
    digest: str = ""
    declaration: tuple[Section, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    # what became known later, lifted or not
    later: tuple[LaterFinding, ...] = ()
    # the division while nobody is assigned, so that waiting cases are found by one equality
    waiting_in: str = ""
    reviewer_id: str = ""
    due_at: Instant | None = None
    decisions: tuple[Decision, ...] = ()
    supplements: tuple[Supplement, ...] = ()
    appeal: str = ""
    # what other cases are compared by
    project_key: str = ""
    # which accounts act for the team by the newest word of registration, also one that came before its submission
    account_ids: tuple[str, ...] = ()
    accounts_changed: int = 0

    @classmethod
    def empty(cls, team_id: str, division_code: str) -> Case:
        """A case of which nothing is known yet; events may come in any order."""
        return cls(id=team_id, state=CaseState.WAITING, division_code=division_code)

    def take(self, submitted: Submitted, findings: tuple[Finding, ...], *, days: int, at: Instant) -> None:
        """A submission came; an older one than the case knows changes nothing. A returned case is open again."""
        if submitted.number <= self.number or self.state in (CaseState.WITHDRAWN, CaseState.DISQUALIFIED):
            return
        self.team, self.number, self.digest = submitted.team, submitted.number, submitted.digest
        self.learn_accounts(submitted.team)
        self.declaration, self.evidence, self.findings = submitted.declaration, submitted.evidence, findings
        # a submission brings all that is said of its names
        self.later = tuple(one for one in self.later if one.finding.code != "B9_NAME")
        self.project_key = project_key(submitted.team)
        self._open_again(days, at)
        self.raise_event(
            CaseOpened(
                case_id=self.id, team_id=self.id, division_code=self.division_code, submission_number=self.number
            ),
            at,
        )

    def assign(self, reviewer_id: str, *, days: int, at: Instant) -> None:
        """A reviewer has it from here, with a due date (rule D2)."""
        refuse_unless(self.state in (CaseState.WAITING, CaseState.ASSIGNED), rules.D1_WRONG_STATE, state=self.state)
        self.state, self.reviewer_id, self.waiting_in = CaseState.ASSIGNED, reviewer_id, ""
        self.due_at = at + timedelta(days=days)

    def decide(
        self,
        number: int,
        outcome: Outcome,
        judgements: Judgements,
        reason: str,
        *,
        submission_closes: Instant | None,
        by: str,
        at: Instant,
        supplement_due: Instant | None = None,
    ) -> None:
        """Pass, return, ask for a supplement or reject, with the three judgements and a reason (rules D1, D4)."""
        refuse_unless(self.state in (CaseState.WAITING, CaseState.ASSIGNED), rules.D1_WRONG_STATE, state=self.state)
        refuse_unless(number == self.number, rules.D1_NEWER_SUBMISSION, number=self.number)
        refuse_unless(bool(reason.strip()), rules.D1_REASON_MISSING)
        refuse_unless(outcome is not Outcome.PASSED or judgements.all_hold, rules.D4_JUDGEMENT_AGAINST)
        in_time = submission_closes is None or at <= submission_closes
        refuse_unless(outcome is not Outcome.RETURNED or in_time, rules.D1_RETURN_TOO_LATE, closes=submission_closes)
        assert self.team is not None  # noqa: S101 - a case with a number has its team
        self.decisions = (
            *self.decisions,
            Decision(
                submission_number=number,
                outcome=outcome,
                judgements=judgements,
                reason=reason,
                decided_by=by,
                decided_at=at,
            ),
        )
        self.state, self.waiting_in = CaseState.DECIDED, ""
        self.raise_event(
            CaseDecided(
                case_id=self.id,
                team=self.team,
                submission_number=number,
                outcome=outcome,
                reason=reason,
                sequence=len(self.decisions),
                supplement=self._ask(reason, supplement_due) if outcome is Outcome.SUPPLEMENT else None,
            ),
            at,
        )

    def _ask(self, reason: str, due_at: Instant | None) -> SupplementRequest | None:
        if due_at is None:
            return None
        asked = Supplement(number=len(self.supplements) + 1, submission_number=self.number, asked=reason, due_at=due_at)
        self.supplements = (*self.supplements, asked)
        return SupplementRequest(number=asked.number, asked=asked.asked, due_at=asked.due_at)

    def learn_supplement(
        self, number: int, change: Callable[[Supplement], Supplement], *, days: int, at: Instant
    ) -> None:
        """An answer came, or the time for it is over (rule C11): the case is with its reviewer again.

        Told in any order and twice it ends alike. Where the reviewer decided on or a newer version came, it is only noted.
        """
        before = next((one for one in self.supplements if one.number == number), None)
        after = change(before) if before is not None else None
        if before is None or after is None or after == before:
            return
        self.supplements = tuple(after if one.number == number else one for one in self.supplements)
        last = self.decisions[-1]
        waits = self.state is CaseState.DECIDED and last.outcome is Outcome.SUPPLEMENT
        if waits and last.submission_number == self.number and number == len(self.supplements):
            self._open_again(days, at)

    def learn_finding(self, told: LaterFinding, *, days: int, at: Instant) -> None:
        """Something became known of the team, or does not hold any more (rules B3, D1).

        A case that had passed is with its reviewer again: a human decides, not the list. What is lifted closes nothing.
        Told in any order and twice it ends alike.
        """
        known = next((one for one in self.later if one.key == told.key), None)
        if known is not None and known.sequence >= told.sequence:
            return
        self.later = (*(one for one in self.later if one.key != told.key), told)
        if not told.lifted and self.passed:
            self._open_again(days, at)

    def learn_accounts(self, told: TeamFacts) -> None:
        """Which accounts read the case and appeal (rules D3, K1); an older word changes nothing."""
        if told.accounts_changed >= self.accounts_changed:
            self.account_ids, self.accounts_changed = told.account_ids, told.accounts_changed
        if self.team is not None:
            self.team = replace(self.team, account_ids=self.account_ids, accounts_changed=self.accounts_changed)

    def know_persons(self, groups: tuple[frozenset[str], ...]) -> bool:
        """Its people are known by further hashes of theirs (rule B5); whether any is new.

        `groups` holds the hashes of one person each; of people who are not in the case nothing is taken.
        """
        if self.team is None:
            return False
        known = set(self.team.person_keys)
        more = sorted({key for group in groups if group & known for key in group} - known)
        self.team = replace(self.team, person_keys=(*self.team.person_keys, *more))
        return bool(more)

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """Of the newest submission, and what became known since and holds."""
        return (*self.findings, *(one.finding for one in self.later if not one.lifted))

    @property
    def passed(self) -> bool:
        """Whether the last word on its newest submission is a pass."""
        last = self.decisions[-1] if self.decisions else None
        return (
            self.state is CaseState.DECIDED
            and last is not None
            and last.outcome is Outcome.PASSED
            and last.submission_number == self.number
        )

    @property
    def rejected(self) -> bool:
        """Whether the last word on it is a rejection, appealed against or not."""
        decided = self.state in (CaseState.DECIDED, CaseState.APPEALED)
        return decided and self.decisions[-1].outcome is Outcome.REJECTED

    def lodge_appeal(self, reason: str, *, days: int, at: Instant) -> None:
        """The team appeals a rejection, once and in time (rule D3)."""
        refuse_unless(not self.appeal, rules.D3_APPEALED_BEFORE)
        refuse_unless(self.rejected, rules.D1_WRONG_STATE, state=self.state)
        until = self.decisions[-1].decided_at + timedelta(days=days)
        refuse_unless(at <= until, rules.D3_APPEAL_LATE, until=until)
        refuse_unless(bool(reason.strip()), rules.D1_REASON_MISSING)
        self.appeal, self.state = reason, CaseState.APPEALED

    def settle_appeal(self, *, granted: bool, days: int, at: Instant) -> None:
        """The host settles it; granted, the case is reviewed again (rule D3)."""
        refuse_unless(self.state is CaseState.APPEALED, rules.D1_WRONG_STATE, state=self.state)
        if granted:
            self._open_again(days, at)
        else:
            self.state = CaseState.DECIDED

    def _open_again(self, days: int, at: Instant) -> None:
        """To its reviewer with a new due date, or to wait for one (rule D2)."""
        self.state = CaseState.ASSIGNED if self.reviewer_id else CaseState.WAITING
        self.waiting_in = "" if self.reviewer_id else self.division_code
        self.due_at = at + timedelta(days=days) if self.reviewer_id else None

    def withdraw(self) -> None:
        """The team left (rule C12)."""
        if self.state is not CaseState.DISQUALIFIED:
            self.state, self.waiting_in = CaseState.WITHDRAWN, ""

    def disqualify(self, code: str, reason: str, *, at: Instant) -> None:
        """A proven breach takes the place away; told once (rules B10, H4, H5)."""
        if self.state is CaseState.DISQUALIFIED or self.team is None:
            return
        self.state, self.waiting_in = CaseState.DISQUALIFIED, ""
        self.raise_event(disqualified(self.team, code, reason), at)

    def learn_disqualification(self) -> None:
        """Told by another aggregate of this service."""
        self.state, self.waiting_in = CaseState.DISQUALIFIED, ""


def project_key(team: TeamFacts) -> str:
    """Lead and name: the same project registered again has the same key (rule B7)."""
    return f"{team.lead.uscc}/{plain(team.project_name)}"


def disqualified(team: TeamFacts, code: str, reason: str) -> TeamDisqualified:
    """The event of a lost place."""
    return TeamDisqualified(
        team_id=team.team_id,
        division_code=team.division_code,
        track=team.track,
        project_name=team.project_name,
        code=code,
        reason=reason,
    )
