"""A review case: findings first, then a person's decision (rules D1 to D5)."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from chassis.facts.persons import SamePerson, keys_of
from chassis.facts.submissions import Evidence, Section
from chassis.facts.teams import TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from ...shared.text import comparable
from .. import rules
from ..events import (
    CaseDecided,
    CaseOpened,
    CaseReopened,
    Outcome,
    ReopeningReason,
    SupplementRequest,
    TeamDisqualified,
)
from .findings import Finding, LaterFinding
from .submission import Submission
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
    """The three named judgements on a submission (rule D4)."""

    compliance: bool
    authenticity: bool
    lawfulness: bool

    @property
    def all_hold(self) -> bool:
        """Return True if nothing speaks against the submission."""
        return self.compliance and self.authenticity and self.lawfulness


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision: on which submission, by whom and when (rule D5)."""

    submission_number: int
    outcome: Outcome
    judgements: Judgements
    reason: str
    decided_by: str
    decided_at: Instant
    # its place in the count of all decisions and reopenings of the case; 0 if it was decided before these were counted
    sequence: int = 0


@dataclass(frozen=True, kw_only=True)
class Reopening:
    """That a decided case is reviewed anew: on which submission, why and when (rule D5)."""

    sequence: int
    submission_number: int
    reason: ReopeningReason
    reopened_at: Instant
    finding_code: str = ""


@dataclass(kw_only=True)
class Case(Aggregate):
    """The review of a team's project, identified by the team's id; it follows the versions that the team submits."""

    state: CaseState
    division_code: str
    team: TeamFacts | None = None
    number: int = 0
    digest: str = ""
    declaration: tuple[Section, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    # what registration found after the submission, lifted findings included
    later_findings: tuple[LaterFinding, ...] = ()
    # the division while the case has no reviewer, so that waiting cases are found by one equality
    waiting_in: str = ""
    reviewer_id: str = ""
    due_at: Instant | None = None
    decisions: tuple[Decision, ...] = ()
    reopenings: tuple[Reopening, ...] = ()
    # counts decisions and reopenings, so that the newest of them counts wherever it is heard
    sequence: int = 0
    supplements: tuple[Supplement, ...] = ()
    appeal: str = ""
    # by these two, other cases with the same project or person are found (rules B5, B7)
    project_key: str = ""
    person_keys: tuple[str, ...] = ()
    # the accounts that act for the team by registration's newest event, even if that came before the submission
    account_ids: tuple[str, ...] = ()
    accounts_changed: int = 0

    @classmethod
    def empty(cls, team_id: str, division_code: str) -> Case:
        """Return the case of a team without a submission, since events may come in any order."""
        return cls(id=team_id, state=CaseState.WAITING, division_code=division_code)

    def receive(self, submission: Submission, findings: tuple[Finding, ...], *, days: int, at: Instant) -> None:
        """Review this submission, unless it is older than the case's; a decided case is open again (rule D1)."""
        if submission.number <= self.number or self.state in (CaseState.WITHDRAWN, CaseState.DISQUALIFIED):
            return
        self.team, self.number, self.digest = submission.team, submission.number, submission.digest
        self.record_accounts(submission.team)
        self.declaration, self.evidence, self.findings = submission.declaration, submission.evidence, findings
        # the submission brings all findings on its names
        self.later_findings = tuple(later for later in self.later_findings if later.finding.code != "B9_NAME")
        self.project_key = project_key(submission.team)
        self.person_keys = tuple(sorted(keys_of(submission.persons)))
        self._return_to_reviewer(ReopeningReason.NEW_SUBMISSION, days, at)
        self.raise_event(
            CaseOpened(
                case_id=self.id, team_id=self.id, division_code=self.division_code, submission_number=self.number
            ),
            at,
        )

    def assign(self, reviewer_id: str, *, days: int, at: Instant) -> None:
        """Give the case to a reviewer, due after so many days (rule D2)."""
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
        """Pass, return, request a supplement or reject, with the three judgements and a reason (rules D1, D4)."""
        refuse_unless(self.state in (CaseState.WAITING, CaseState.ASSIGNED), rules.D1_WRONG_STATE, state=self.state)
        refuse_unless(number == self.number, rules.D1_NEWER_SUBMISSION, number=self.number)
        refuse_unless(bool(reason.strip()), rules.D1_REASON_MISSING)
        refuse_unless(outcome is not Outcome.PASSED or judgements.all_hold, rules.D4_JUDGEMENT_AGAINST)
        in_time = submission_closes is None or at <= submission_closes
        refuse_unless(outcome is not Outcome.RETURNED or in_time, rules.D1_RETURN_TOO_LATE, closes=submission_closes)
        assert self.team is not None  # noqa: S101 - a case with a number has its team
        self._count()
        self.decisions = (
            *self.decisions,
            Decision(
                submission_number=number,
                outcome=outcome,
                judgements=judgements,
                reason=reason,
                decided_by=by,
                decided_at=at,
                sequence=self.sequence,
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
                sequence=self.sequence,
                supplement=self._request_supplement(reason, supplement_due) if outcome is Outcome.SUPPLEMENT else None,
            ),
            at,
        )

    def _request_supplement(self, reason: str, due_at: Instant | None) -> SupplementRequest | None:
        if due_at is None:
            return None
        supplement = Supplement(
            number=len(self.supplements) + 1, submission_number=self.number, asked=reason, due_at=due_at
        )
        self.supplements = (*self.supplements, supplement)
        return SupplementRequest(number=supplement.number, asked=supplement.asked, due_at=supplement.due_at)

    def record_answer(
        self, number: int, text: str, evidence: tuple[Evidence, ...], *, answered_at: Instant, days: int, at: Instant
    ) -> None:
        """Keep the team's answer to a request for a supplement; the reviewer decides again (rule C11)."""
        self._update_supplement(
            number,
            lambda supplement: supplement.answered(text, evidence, answered_at),
            ReopeningReason.SUPPLEMENT_ANSWERED,
            days,
            at,
        )

    def record_lapse(self, number: int, *, days: int, at: Instant) -> None:
        """Keep that the time for an answer is over; the reviewer decides on what there is (rule C11)."""
        self._update_supplement(number, Supplement.lapsed, ReopeningReason.SUPPLEMENT_LAPSED, days, at)

    def _update_supplement(
        self,
        number: int,
        update: Callable[[Supplement], Supplement],
        reason: ReopeningReason,
        days: int,
        at: Instant,
    ) -> None:
        """Update a request for a supplement; if the case still waits for it, its reviewer has it again.

        Answer and lapse may come twice and in any order and end alike. They reopen nothing that was decided or submitted since.
        """
        before = next((supplement for supplement in self.supplements if supplement.number == number), None)
        if before is None:
            return
        after = update(before)
        if after == before:
            return
        self.supplements = tuple(
            after if supplement.number == number else supplement for supplement in self.supplements
        )
        last = self.decisions[-1]
        waits = self.state is CaseState.DECIDED and last.outcome is Outcome.SUPPLEMENT
        if waits and last.submission_number == self.number and number == len(self.supplements):
            self._return_to_reviewer(reason, days, at)

    def record_finding(self, later: LaterFinding, *, days: int, at: Instant) -> None:
        """Keep what registration found after the submission, or lifted since (rules B3, D1).

        A case that had passed is with its reviewer again, since a person decides, not the finding. A lifted finding reopens
        nothing. Findings may come twice and in any order: the highest sequence of each key counts.
        """
        known = next((finding for finding in self.later_findings if finding.key == later.key), None)
        if known is not None and known.sequence >= later.sequence:
            return
        self.later_findings = (*(finding for finding in self.later_findings if finding.key != later.key), later)
        if not later.lifted and self.passed:
            self._return_to_reviewer(ReopeningReason.LATER_FINDING, days, at, finding_code=later.finding.code)

    def record_accounts(self, team: TeamFacts) -> None:
        """Keep the accounts that may read the case and appeal, unless newer ones are known (rules D3, K1)."""
        if team.accounts_changed >= self.accounts_changed:
            self.account_ids, self.accounts_changed = team.account_ids, team.accounts_changed
        if self.team is not None:
            self.team = replace(self.team, account_ids=self.account_ids, accounts_changed=self.accounts_changed)

    def add_person_keys(self, persons: Iterable[SamePerson]) -> bool:
        """Add further hashes of the case's own people, and return True if any is new (rule B5)."""
        known = set(self.person_keys)
        new = keys_of(person for person in persons if known & set(person.keys)) - known
        self.person_keys = (*self.person_keys, *sorted(new))
        return bool(new)

    @property
    def current_findings(self) -> tuple[Finding, ...]:
        """Return the findings on the newest submission, and those made since that are not lifted."""
        return (*self.findings, *(later.finding for later in self.later_findings if not later.lifted))

    @property
    def passed(self) -> bool:
        """Return True if the newest submission has passed."""
        last = self.decisions[-1] if self.decisions else None
        return (
            self.state is CaseState.DECIDED
            and last is not None
            and last.outcome is Outcome.PASSED
            and last.submission_number == self.number
        )

    @property
    def rejected(self) -> bool:
        """Return True if the last decision is a rejection, under appeal or not."""
        decided = self.state in (CaseState.DECIDED, CaseState.APPEALED)
        return decided and self.decisions[-1].outcome is Outcome.REJECTED

    def is_overdue(self, now: Instant) -> bool:
        """Return True if the reviewer should have decided by now (rule D2)."""
        return self.state is CaseState.ASSIGNED and self.due_at is not None and now > self.due_at

    def lodge_appeal(self, reason: str, *, days: int, at: Instant) -> None:
        """Appeal a rejection for the team, once and in time (rule D3)."""
        refuse_unless(not self.appeal, rules.D3_APPEALED_BEFORE)
        refuse_unless(self.rejected, rules.D1_WRONG_STATE, state=self.state)
        until = self.decisions[-1].decided_at + timedelta(days=days)
        refuse_unless(at <= until, rules.D3_APPEAL_LATE, until=until)
        refuse_unless(bool(reason.strip()), rules.D1_REASON_MISSING)
        self.appeal, self.state = reason, CaseState.APPEALED

    def settle_appeal(self, *, granted: bool, days: int, at: Instant) -> None:
        """Review the case again if the appeal is granted; else the rejection holds (rule D3)."""
        refuse_unless(self.state is CaseState.APPEALED, rules.D1_WRONG_STATE, state=self.state)
        if granted:
            self._return_to_reviewer(ReopeningReason.APPEAL_GRANTED, days, at)
        else:
            self.state = CaseState.DECIDED

    def _count(self) -> None:
        """Count a decision or a reopening, also after those that were decided before these were counted."""
        self.sequence = max(self.sequence, len(self.decisions)) + 1

    def _return_to_reviewer(self, reason: ReopeningReason, days: int, at: Instant, *, finding_code: str = "") -> None:
        """Return the case to its reviewer with a new due date, or let it wait for a reviewer (rule D2).

        If it was decided, publish that the decision counts no longer.
        """
        if self.state in (CaseState.DECIDED, CaseState.APPEALED):
            assert self.team is not None  # noqa: S101 - a decided case has its team
            self._count()
            reopening = Reopening(
                sequence=self.sequence,
                submission_number=self.number,
                reason=reason,
                reopened_at=at,
                finding_code=finding_code,
            )
            self.reopenings = (*self.reopenings, reopening)
            self.raise_event(
                CaseReopened(
                    case_id=self.id,
                    team=self.team,
                    submission_number=self.number,
                    reason=reason,
                    sequence=self.sequence,
                    finding_code=finding_code,
                ),
                at,
            )
        self.state = CaseState.ASSIGNED if self.reviewer_id else CaseState.WAITING
        self.waiting_in = "" if self.reviewer_id else self.division_code
        self.due_at = at + timedelta(days=days) if self.reviewer_id else None

    def withdraw(self) -> None:
        """Close the case of a team that withdrew (rule C12)."""
        if self.state is not CaseState.DISQUALIFIED:
            self.state, self.waiting_in = CaseState.WITHDRAWN, ""

    def disqualify(self, code: str, reason: str, *, at: Instant) -> None:
        """Take the team's place away for a proven breach, once (rules B10, H4, H5)."""
        if self.state is CaseState.DISQUALIFIED or self.team is None:
            return
        self.state, self.waiting_in = CaseState.DISQUALIFIED, ""
        self.raise_event(team_disqualified(self.team, code, reason), at)

    def record_disqualification(self) -> None:
        """Close the case of a team whose disqualification another aggregate has raised already (rule F5)."""
        self.state, self.waiting_in = CaseState.DISQUALIFIED, ""


def project_key(team: TeamFacts) -> str:
    """Return the key of a project, from its lead and name: the same for one that is registered again (rule B7)."""
    return f"{team.lead.uscc}/{comparable(team.project_name)}"


def team_disqualified(team: TeamFacts, code: str, reason: str) -> TeamDisqualified:
    """Return the event of a team that is disqualified."""
    return TeamDisqualified(
        team_id=team.team_id,
        division_code=team.division_code,
        track=team.track,
        project_name=team.project_name,
        code=code,
        reason=reason,
    )
