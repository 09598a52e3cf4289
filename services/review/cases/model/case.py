"""A review case: findings first, then a person's decision (rules D1 to D5)."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from chassis.facts.persons import SamePerson, keys_of
from chassis.facts.submissions import Evidence, Section
from chassis.facts.teams import TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant, days_end
from chassis.kernel.refusal import RefusedTogether, Term, refuse_unless
from chassis.text.folding import FOLDING, folded

from ...desks import rules as desks_rules
from ...desks.model import Conflicts
from .. import rules
from ..events import (
    AppealLapsed,
    AppealLodged,
    AppealSettled,
    CaseAssigned,
    CaseDecided,
    CaseOpened,
    CaseReopened,
    Finding,
    Judgements,
    Outcome,
    ReopeningReason,
    ReviewerRecused,
    SupplementRequest,
    TeamDisqualified,
)
from .decision import AppealSettlement, CaseRecusal, Deadlines, Decision, Reopening, names_rule
from .findings import LaterFinding
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

    @property
    def term(self) -> Term:
        """Return the state as a refusal names it."""
        return Term(self.value, *_STATE_WORDS[self])


_STATE_WORDS = {
    CaseState.WAITING: ("待分配", "waiting for a reviewer"),
    CaseState.ASSIGNED: ("待审查", "waiting for a decision"),
    CaseState.DECIDED: ("已决定", "decided"),
    CaseState.APPEALED: ("申诉中", "under appeal"),
    CaseState.WITHDRAWN: ("团队已退出", "closed, for its team withdrew"),
    CaseState.DISQUALIFIED: ("已取消参赛资格", "closed, for its team is disqualified"),
}


@dataclass(frozen=True, kw_only=True)
class Disqualification:
    """By which rule and why a team is disqualified that review has not heard of yet."""

    code: str
    reason: str


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
    # counts how often reviewer and due date were set; 0 if only an earlier release has set them
    assignments: int = 0
    decisions: tuple[Decision, ...] = ()
    reopenings: tuple[Reopening, ...] = ()
    # counts decisions and reopenings, so that the newest of them counts wherever it is heard
    sequence: int = 0
    supplements: tuple[Supplement, ...] = ()
    # why, by whom and when the team appealed; until when it may, while it may; and the answer (rule D3)
    appeal: str = ""
    appealed_by: str = ""
    appealed_at: Instant | None = None
    # a newer submission came before the appeal was settled, so that it is not used up
    appeal_replaced: bool = False
    appeal_until: Instant | None = None
    settlement: AppealSettlement | None = None
    # accounts whose rejection was appealed with success: they do not review the case again
    barred_reviewers: tuple[str, ...] = ()
    # who withdrew because of a conflict of interest: they do not review the case again either
    recusals: tuple[CaseRecusal, ...] = ()
    # of a team that was disqualified before its first submission was heard of
    disqualification: Disqualification | None = None
    # if an objection that the finalist list left the team off was upheld, and the team is not recommended yet (rule F8)
    admitted: bool = False
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
        if submission.number <= self.number or self.state is CaseState.WITHDRAWN:
            return
        if self.state is CaseState.DISQUALIFIED:
            self._apply_disqualification(submission, at)
            return
        self._identify(submission)
        self.declaration, self.evidence, self.findings = submission.declaration, submission.evidence, findings
        # the submission brings all findings on its names
        self.later_findings = tuple(later for later in self.later_findings if later.finding.code != "B9_NAME")
        self.project_key = project_key(submission.team)
        self.person_keys = tuple(sorted(keys_of(submission.persons)))
        if self.state is CaseState.APPEALED:
            # the appeal was against the decision on the submission that this one replaces
            self.appeal_replaced = True
        self.raise_event(
            CaseOpened(
                case_id=self.id, team_id=self.id, division_code=self.division_code, submission_number=self.number
            ),
            at,
        )
        self._return_to_reviewer(ReopeningReason.NEW_SUBMISSION, days, at)

    def _identify(self, submission: Submission) -> None:
        """Keep which team this is, and which of its submissions."""
        self.team, self.number, self.digest = submission.team, submission.number, submission.digest
        self.division_code = self.division_code or submission.team.division_code
        self.record_accounts(submission.team)

    def assign(self, reviewer_id: str, *, days: int, at: Instant) -> None:
        """Give the case to a reviewer, due at the end of so many whole days (rule D2)."""
        refuse_unless(
            self.state in (CaseState.WAITING, CaseState.ASSIGNED), rules.D1_WRONG_STATE, state=self.state.term
        )
        refuse_unless(reviewer_id not in self.barred_reviewers, desks_rules.D3_OWN_DECISION)
        refuse_unless(reviewer_id not in self.recused, desks_rules.D2_RECUSED)
        self._give_to(reviewer_id, days_end(at, days), at)

    def release(self, *, at: Instant) -> None:
        """Let a case wait for another reviewer, if its own may not decide it any more (rule D2)."""
        if self.state is CaseState.ASSIGNED:
            self._give_to("", None, at)

    def recuse(self, account_id: str, reason: str, *, at: Instant) -> None:
        """Let the case's reviewer withdraw because of a conflict of interest; it waits for another reviewer (rule D2)."""
        refuse_unless(self.state is CaseState.ASSIGNED, rules.D1_WRONG_STATE, state=self.state.term)
        refuse_unless(account_id == self.reviewer_id, desks_rules.D2_NOT_A_REVIEWER)
        refuse_unless(bool(reason.strip()), rules.D1_REASON_MISSING)
        self.recusals = (*self.recusals, CaseRecusal(account_id=account_id, reason=reason, recused_at=at))
        self.raise_event(
            ReviewerRecused(
                case_id=self.id,
                division_code=self.division_code,
                submission_number=self.number,
                reviewer_id=account_id,
                reason=reason,
                recused_at=at,
                number=len(self.recusals),
            ),
            at,
        )
        self._give_to("", None, at)

    @property
    def recused(self) -> frozenset[str]:
        """Return the accounts that withdrew from the case (rule D2)."""
        return frozenset(recusal.account_id for recusal in self.recusals)

    def _give_to(self, reviewer_id: str, due_at: Instant | None, at: Instant) -> None:
        former, self.reviewer_id, self.due_at = self.reviewer_id, reviewer_id, due_at
        self.state = CaseState.ASSIGNED if reviewer_id else CaseState.WAITING
        self.waiting_in = "" if reviewer_id else self.division_code
        if reviewer_id or former:
            self.assignments += 1
            self.raise_event(
                CaseAssigned(
                    case_id=self.id,
                    division_code=self.division_code,
                    submission_number=self.number,
                    reviewer_id=reviewer_id,
                    former_reviewer_id=former,
                    due_at=due_at,
                    sequence=self.assignments,
                ),
                at,
            )

    @property
    def conflicts(self) -> Conflicts:
        """Return who may not review the case (rules D2, D3)."""
        return Conflicts(
            usccs=self.team.usccs if self.team is not None else frozenset(),
            members=frozenset(self.account_ids),
            accounts=frozenset(self.barred_reviewers),
            recused=self.recused,
        )

    def decide(
        self,
        number: int,
        outcome: Outcome,
        judgements: Judgements,
        reason: str,
        *,
        deadlines: Deadlines,
        by: str,
        at: Instant,
        late_reason: str = "",
    ) -> None:
        """Pass, return, request a supplement or reject, with the three judgements and a reason (rules D1, D4).

        After the division's review has closed, a decision is late and says why (rule A5); it is never impossible. What is wrong
        with the outcome and with the reasons is refused together.
        """
        refuse_unless(
            self.state in (CaseState.WAITING, CaseState.ASSIGNED), rules.D1_WRONG_STATE, state=self.state.term
        )
        refuse_unless(number == self.number, rules.D1_NEWER_SUBMISSION, number=self.number)
        refuse_unless(by not in self.barred_reviewers, desks_rules.D3_OWN_DECISION)
        refuse_unless(by not in self.recused, desks_rules.D2_RECUSED)
        late = deadlines.review_closes is not None and at > deadlines.review_closes
        together = RefusedTogether()
        with together.at("reason"):
            refuse_unless(bool(reason.strip()), rules.D1_REASON_MISSING)
        with together.at("outcome"):
            _require_possible(outcome, judgements, reason, deadlines.submission_closes, at)
        with together.at("late_reason"):
            explained = not late or bool(late_reason.strip())
            refuse_unless(explained, rules.D1_LATE_REASON_MISSING, closes=deadlines.review_closes)
        together.refuse()
        assert self.team is not None  # noqa: S101 - a case with a number has its team
        self._count()
        decision = Decision(
            submission_number=number,
            outcome=outcome,
            judgements=judgements,
            reason=reason,
            decided_by=by,
            decided_at=at,
            sequence=self.sequence,
            findings=self.current_findings,
            digest=self.digest,
            late=late,
            late_reason=late_reason if late else "",
        )
        self.decisions = (*self.decisions, decision)
        self.state, self.waiting_in = CaseState.DECIDED, ""
        appealable = outcome is Outcome.REJECTED and not self.appeal_used
        self.appeal_until = deadlines.appeal_until if appealable else None
        supplements = outcome is Outcome.SUPPLEMENT
        supplement = self._request_supplement(reason, deadlines.supplement_due) if supplements else None
        self.raise_event(
            CaseDecided(
                case_id=self.id,
                team=self.team,
                supplement=supplement,
                appeal_until=self.appeal_until,
                **vars(decision),
            ),
            at,
        )

    def _request_supplement(self, reason: str, due_at: Instant) -> SupplementRequest:
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

    @property
    def appeal_used(self) -> bool:
        """Return True if the team has appealed and its appeal was not overtaken by a newer submission (rule D3)."""
        return bool(self.appeal) and not self.appeal_replaced

    @property
    def rejection_is_final(self) -> bool:
        """Return True if the team is rejected, and has neither an appeal nor time for one left (rules D3, F6)."""
        return self.rejected and self.state is CaseState.DECIDED and self.appeal_until is None

    def is_overdue(self, now: Instant) -> bool:
        """Return True if the reviewer should have decided by now (rule D2)."""
        return self.state is CaseState.ASSIGNED and self.due_at is not None and now > self.due_at

    def lodge_appeal(self, reason: str, *, days: int, by: str, at: Instant) -> None:
        """Appeal a rejection for the team, once and within so many whole days (rule D3)."""
        refuse_unless(not self.appeal_used, rules.D3_APPEALED_BEFORE)
        refuse_unless(self.rejected, rules.D1_WRONG_STATE, state=self.state.term)
        # a rejection of an earlier release has no stored end
        until = self.appeal_until or days_end(self.decisions[-1].decided_at, days)
        refuse_unless(at <= until, rules.D3_APPEAL_LATE, until=until)
        refuse_unless(bool(reason.strip()), rules.D1_REASON_MISSING)
        assert self.team is not None  # noqa: S101 - a decided case has its team
        self.appeal, self.appealed_by, self.appealed_at, self.appeal_replaced = reason, by, at, False
        self.state, self.appeal_until = CaseState.APPEALED, None
        self.raise_event(
            AppealLodged(
                case_id=self.id,
                team=self.team,
                submission_number=self.number,
                reason=reason,
                lodged_by=by,
                lodged_at=at,
            ),
            at,
        )

    def settle_appeal(self, *, granted: bool, reason: str, days: int, by: str, at: Instant) -> None:
        """Let another person review the case again if the appeal is granted; else the rejection is final (rule D3)."""
        refuse_unless(self.state is CaseState.APPEALED, rules.D1_WRONG_STATE, state=self.state.term)
        rejection = self.decisions[-1]
        rejected_by = rejection.decided_by
        refuse_unless(by != rejected_by, desks_rules.D3_OWN_DECISION)
        refuse_unless(by not in self.recused, desks_rules.D2_RECUSED)
        refuse_unless(bool(reason.strip()), rules.D1_REASON_MISSING)
        assert self.team is not None  # noqa: S101 - a decided case has its team
        self.settlement = AppealSettlement(granted=granted, reason=reason, settled_by=by, settled_at=at)
        self.raise_event(
            AppealSettled(
                case_id=self.id,
                team=self.team,
                submission_number=self.number,
                granted=granted,
                reason=reason,
                settled_by=by,
                settled_at=at,
                sequence=rejection.sequence,
            ),
            at,
        )
        if granted:
            self.barred_reviewers = (*self.barred_reviewers, rejected_by)
            self._return_to_reviewer(ReopeningReason.APPEAL_GRANTED, days, at)
        else:
            self.state = CaseState.DECIDED

    def lapse_appeal(self, *, at: Instant) -> bool:
        """Let a rejection become final if its time to appeal was over by `at`, and return True if it did (rules D3, F6)."""
        until = self.appeal_until
        if until is None or at <= until or not self.rejected:
            return False
        assert self.team is not None  # noqa: S101 - a decided case has its team
        self.appeal_until = None
        self.raise_event(
            AppealLapsed(
                case_id=self.id,
                team=self.team,
                submission_number=self.number,
                appeal_until=until,
                sequence=self.decisions[-1].sequence,
            ),
            at,
        )
        return True

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
        self.appeal_until = None
        reviewer_id = "" if self.reviewer_id in self.barred_reviewers else self.reviewer_id
        self._give_to(reviewer_id, days_end(at, days) if reviewer_id else None, at)

    def withdraw(self) -> None:
        """Close the case of a team that withdrew (rule C12)."""
        if self.state is not CaseState.DISQUALIFIED:
            self.state, self.waiting_in, self.appeal_until = CaseState.WITHDRAWN, "", None

    def disqualify(self, code: str, reason: str, *, at: Instant) -> None:
        """Take the team's place away for a proven breach, once (rules B10, H4, H5).

        If no submission was heard of yet, it is remembered and published with the first.
        """
        if self.state is CaseState.DISQUALIFIED:
            return
        self.record_disqualification()
        if self.team is None:
            self.disqualification = Disqualification(code=code, reason=reason)
        else:
            self.raise_event(team_disqualified(self.team, code, reason), at)

    def _apply_disqualification(self, submission: Submission, at: Instant) -> None:
        """Publish a disqualification that came before the team's first submission."""
        if self.team is not None or self.disqualification is None:
            return
        self._identify(submission)
        assert self.team is not None  # noqa: S101 - the submission has it
        self.raise_event(team_disqualified(self.team, self.disqualification.code, self.disqualification.reason), at)

    def record_admission(self, *, pending: bool) -> None:
        """Keep if an upheld objection admits the team to the final, until it is recommended: at once, or when it passes (F8)."""
        self.admitted = pending

    def record_disqualification(self) -> None:
        """Close the case of a team whose disqualification another aggregate has raised already (rule F5)."""
        self.state, self.waiting_in, self.appeal_until = CaseState.DISQUALIFIED, "", None


def _require_possible(
    outcome: Outcome, judgements: Judgements, reason: str, submission_closes: Instant | None, at: Instant
) -> None:
    """Refuse an outcome that the judgements do not bear out, or a return after submission has closed (rules D1, D4)."""
    refuse_unless(outcome is not Outcome.PASSED or judgements.all_hold, rules.D4_JUDGEMENT_AGAINST)
    founded = not judgements.all_hold or names_rule(reason)
    refuse_unless(outcome is not Outcome.REJECTED or founded, rules.D4_NOTHING_AGAINST)
    in_time = submission_closes is None or at <= submission_closes
    refuse_unless(outcome is not Outcome.RETURNED or in_time, rules.D1_RETURN_TOO_LATE, closes=submission_closes)


def project_key(team: TeamFacts) -> str:
    """Return the key of a project, from its lead and name: the same for one that is registered again (rule B7).

    It says by which folding it was made, so that a migration sees what is left to bring to a newer one.
    """
    return f"{FOLDING}:{team.lead.uscc}/{folded(team.project_name)}"


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
