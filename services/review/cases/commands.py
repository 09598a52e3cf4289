"""Open, assign, decide and close the review case of a team, and keep what becomes known of it."""

from __future__ import annotations

from dasai.review.v1 import cases_pb2

from chassis.actor import Actor
from chassis.arrivals import arrival_lag
from chassis.edition.current import edition
from chassis.edition.published import require_no_identity_numbers
from chassis.idempotency import answer_kept_elsewhere, idempotent
from chassis.kernel.clock import Instant, days_end
from chassis.permissions import review as permissions

from ..desks import store as desks_store
from ..desks.commands import follow_accounts
from . import checks, requests, store, wire
from .model.case import Case
from .model.decision import Deadlines
from .model.findings import OtherTeam, check, later_finding


def open_case(request: requests.OpenCase, actor: Actor, at: Instant) -> None:
    """Open the team's case, or bring it to the new submission, with the automatic findings (rule D1)."""
    submission, team = request.submission, request.submission.team
    terms = desks_store.scheme_terms(team.division_code)
    case = store.cases.find(team.team_id) or Case.empty(team.team_id, team.division_code)
    findings = check(
        submission,
        organisers=frozenset(terms.organisers) if terms is not None else frozenset(),
        sections=tuple(section.id for section in edition().sections),
        evidence_kinds=tuple(kind.id for kind in edition().evidence.required),
        same_persons=checks.teams_with_same_person(submission),
        same_project=checks.teams_with_same_project(submission),
    )
    case.receive(submission, findings, days=_review_days(), at=at)
    _release_if_conflicting(case, at)
    store.cases.save(case)


def record_finding(request: requests.RecordFinding, actor: Actor, at: Instant) -> None:
    """Show the reviewer what registration found after the submission, or lifted since (rules B3, B8, C7, D1)."""
    case = store.cases.find(request.team_id) or Case.empty(request.team_id, request.division_code)
    other = OtherTeam(team_id=request.other_team_id, division_code=request.other_team_division_code)
    later = later_finding(
        request.code, request.key, request.evidence, sequence=request.sequence, lifted=request.lifted, other=other
    )
    case.record_finding(later, days=_review_days(), at=at)
    _release_if_conflicting(case, at)
    store.cases.save(case)


def record_accounts(request: requests.RecordAccounts, actor: Actor, at: Instant) -> None:
    """Let the accounts that act for the team now read its case and appeal, and no others; none reviews it (B2, D2, D3, K1)."""
    team = request.team
    case = store.cases.find(team.team_id) or Case.empty(team.team_id, team.division_code)
    case.record_accounts(team)
    _release_if_conflicting(case, at)
    store.cases.save(case)


def add_person_keys(request: requests.AddPersonKeys, actor: Actor, at: Instant) -> None:
    """Add the further hashes that people got while keys rotate to each case that knows one of theirs (rules B5, F5)."""
    keys = sorted({key for person in request.persons for key in person.keys})
    for known in list(store.cases.every({"state.person_keys": {"$in": keys}})):
        with store.cases.once():
            case = store.cases.get(known.id)
            if case.add_person_keys(request.persons):
                store.cases.save(case)


def withdraw_case(request: requests.WithdrawCase, actor: Actor, at: Instant) -> None:
    """Close the case of a team that withdrew; if it never submitted, it has none and may come back (rule C12)."""
    if request.unsubmitted:
        return
    case = store.cases.find(request.team_id) or Case.empty(request.team_id, request.division_code)
    case.withdraw()
    store.cases.save(case)


def assign_waiting_cases(actor: Actor, at: Instant) -> None:
    """Give waiting cases to reviewers, evenly (rule D2), with one write of the desk for all cases of a division.

    This runs every second: a desk without reviewers costs nothing however many cases wait.
    """
    for listed in desks_store.desks.every():
        waiting = store.waiting_cases(listed.id) if listed.reviewers else {}
        desk = desks_store.desks.find(listed.id) if waiting else None
        if desk is None:
            continue
        assigned = desk.assign(waiting)
        if assigned:
            desks_store.desks.save(desk)
        for case_id, reviewer_id in assigned.items():
            case = store.cases.find(case_id)
            if case is not None and case.waiting_in:
                case.assign(reviewer_id, days=_review_days(), at=at)
                store.cases.save(case)
        if assigned and desks_store.desks.look(listed.id).appointments != desk.appointments:
            # other reviewers were appointed meanwhile, and who heard of it could not see the cases that were assigned after that
            _release_conflicting_cases(listed.id, at)


def release_cases(request: requests.ReleaseCases, actor: Actor, at: Instant) -> None:
    """Let cases wait for another reviewer whose own is dismissed, lost the role, or belongs to the team by now (rule D2)."""
    follow_accounts(request.division_code, at)
    _release_conflicting_cases(request.division_code, at)


def _release_conflicting_cases(division_code: str, at: Instant) -> None:
    desk = desks_store.desks.look(division_code)
    for case_id, assignment in store.assigned_cases(division_code).items():
        if not desk.is_eligible(assignment.reviewer_id, assignment.conflicts):
            with store.cases.once():
                case = store.cases.get(case_id)
                _release_if_conflicting(case, at)
                store.cases.save(case)


def lapse_appeals(actor: Actor, at: Instant) -> None:
    """Let rejections become final that nobody appealed in time (rules D3, F6).

    An appeal that arrived in time may still be on its way to this service, as long as the gateway's word for it holds.
    """
    over_by = at - arrival_lag()
    for case_id in store.appealable_until(over_by):
        case = store.cases.find(case_id)
        if case is not None and case.lapse_appeal(at=over_by):
            store.cases.save(case)


@idempotent
def decide_case(request: requests.DecideCase, actor: Actor, at: Instant) -> cases_pb2.Case:
    """Decide on the case, as its reviewer or the division's host (rules D1, D4)."""
    case = store.cases.get(request.case_id)
    checks.require_decider(case, actor)
    require_no_identity_numbers(reason=request.reason, late_reason=request.late_reason)
    case.decide(
        request.submission_number,
        request.outcome,
        request.judgements,
        request.reason,
        deadlines=_deadlines(case.division_code, at),
        by=actor.account_id,
        at=at,
        late_reason=request.late_reason,
    )
    return _save_and_show(case, actor)


def _deadlines(division_code: str, at: Instant) -> Deadlines:
    """Return what the division's scheme and the edition say for a decision at this instant (rules A5, C11, D3)."""
    terms = desks_store.scheme_terms(division_code)
    durations = edition().durations
    return Deadlines(
        submission_closes=terms.submission_closes if terms is not None else None,
        review_closes=terms.review_closes if terms is not None else None,
        supplement_due=days_end(at, durations.supplement.days),
        appeal_until=days_end(at, durations.appeal.days),
    )


def record_answer(request: requests.RecordAnswer, actor: Actor, at: Instant) -> None:
    """Return the case to its reviewer with the team's supplementary material (rule C11)."""
    case = store.cases.find(request.team_id)
    if case is not None:
        case.record_answer(
            request.number, request.text, request.evidence, answered_at=request.answered_at, days=_review_days(), at=at
        )
        _release_if_conflicting(case, at)
        store.cases.save(case)


def record_lapse(request: requests.RecordLapse, actor: Actor, at: Instant) -> None:
    """Return the case to its reviewer without supplementary material, since its time is over (rule C11)."""
    case = store.cases.find(request.team_id)
    if case is not None:
        case.record_lapse(request.number, days=_review_days(), at=at)
        _release_if_conflicting(case, at)
        store.cases.save(case)


@idempotent
def reassign_case(request: requests.ReassignCase, actor: Actor, at: Instant) -> cases_pb2.Case:
    """Give the case to another reviewer, as the division's host or the secretariat (rule D2)."""
    case = store.cases.get(request.case_id)
    checks.require_overseer(case, actor, permissions.REASSIGN_CASE)
    desk = desks_store.desks.look(case.division_code)
    desk.require_eligible(request.reviewer_id, case.conflicts)
    former = case.reviewer_id
    case.assign(request.reviewer_id, days=_review_days(), at=at)
    answer = _save_and_show(case, actor)
    if former != request.reviewer_id:
        with answer_kept_elsewhere():
            counted = desks_store.desks.get(case.division_code)
            counted.move_case(former, request.reviewer_id)
            desks_store.desks.save(counted)
    return answer


@idempotent
def recuse_from_case(request: requests.RecuseFromCase, actor: Actor, at: Instant) -> cases_pb2.RecuseFromCaseResponse:
    """Withdraw from the case as its reviewer; another reviewer gets it within a second (rule D2)."""
    case = store.cases.get(request.case_id)
    permissions.RECUSE_FROM_CASE.require(actor, checks.target(case))
    require_no_identity_numbers(reason=request.reason)
    case.recuse(actor.account_id, request.reason, at=at)
    answer = cases_pb2.RecuseFromCaseResponse()
    store.cases.save(case, answer=answer)
    return answer


@idempotent
def appeal_case(request: requests.AppealCase, actor: Actor, at: Instant) -> cases_pb2.Case:
    """Appeal a rejection as the team, once and in time (rule D3)."""
    case = store.cases.get(request.case_id)
    permissions.APPEAL_CASE.require(actor, checks.target(case))
    require_no_identity_numbers(reason=request.reason)
    case.lodge_appeal(request.reason, days=edition().durations.appeal.days, by=actor.account_id, at=at)
    return _save_and_show(case, actor)


@idempotent
def settle_appeal(request: requests.SettleAppeal, actor: Actor, at: Instant) -> cases_pb2.Case:
    """Grant or dismiss an appeal, as the division's host or the secretariat, but not as who rejected (rule D3)."""
    case = store.cases.get(request.case_id)
    checks.require_overseer(case, actor, permissions.SETTLE_APPEAL)
    require_no_identity_numbers(reason=request.reason)
    case.settle_appeal(granted=request.granted, reason=request.reason, days=_review_days(), by=actor.account_id, at=at)
    _release_if_conflicting(case, at)
    return _save_and_show(case, actor)


def _review_days() -> int:
    return edition().durations.review.days


def _release_if_conflicting(case: Case, at: Instant) -> None:
    """Let the case wait for another reviewer if its own is dismissed, or belongs to the team by now (rule D2)."""
    if case.reviewer_id:
        desk = desks_store.desks.peek(case.division_code)
        if desk is None or not desk.is_eligible(case.reviewer_id, case.conflicts):
            case.release(at=at)


def _save_and_show(case: Case, actor: Actor) -> cases_pb2.Case:
    audience = permissions.GET_CASE.require(actor, checks.target(case)).audience
    answer = wire.case_view(case, audience, overdue=False, whole=False)
    store.cases.save(case, answer=answer)
    return answer
