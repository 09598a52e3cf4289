"""Open, assign, decide and close the review case of a team, and keep what becomes known of it."""

from __future__ import annotations

from datetime import timedelta

from dasai.review.v1 import cases_pb2

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.idempotency import answer_kept_elsewhere, idempotent
from chassis.kernel.clock import BEIJING, Instant, day_end
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.refusals import FORBIDDEN, NOT_FOUND

from ..desks import store as desks_store
from . import checks, requests, store, wire
from .model.case import Case
from .model.findings import check, later_finding

# A case is due so many days after its reviewer got it.
REVIEW_DAYS = 5


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
    case.receive(submission, findings, days=REVIEW_DAYS, at=at)
    store.cases.save(case)


def record_finding(request: requests.RecordFinding, actor: Actor, at: Instant) -> None:
    """Show the reviewer what registration found after the submission, or lifted since (rules B3, B8, C7, D1)."""
    case = store.cases.find(request.team_id) or Case.empty(request.team_id, request.division_code)
    later = later_finding(request.code, request.key, request.evidence, sequence=request.sequence, lifted=request.lifted)
    case.record_finding(later, days=REVIEW_DAYS, at=at)
    store.cases.save(case)


def record_accounts(request: requests.RecordAccounts, actor: Actor, at: Instant) -> None:
    """Let the accounts that act for the team now read its case and appeal, and no others (rules B2, D3, K1)."""
    team = request.team
    case = store.cases.find(team.team_id) or Case.empty(team.team_id, team.division_code)
    case.record_accounts(team)
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
                case.assign(reviewer_id, days=REVIEW_DAYS, at=at)
                store.cases.save(case)


@idempotent
def decide_case(request: requests.DecideCase, actor: Actor, at: Instant) -> cases_pb2.Case:
    """Decide on the case, as its reviewer or the division's host (rules D1, D4)."""
    case = store.cases.get(request.case_id)
    _require_reviewer_or_host(case, actor)
    terms = desks_store.scheme_terms(case.division_code)
    case.decide(
        request.submission_number,
        request.outcome,
        request.judgements,
        request.reason,
        submission_closes=terms.submission_closes if terms is not None else None,
        by=actor.account_id,
        at=at,
        supplement_due=_supplement_due(at),
    )
    return _save_and_show(case)


def _supplement_due(at: Instant) -> Instant:
    """Return the end, in Beijing, of the last of the whole days that the edition gives for a supplement (rule C11)."""
    last = at.astimezone(BEIJING) + timedelta(days=edition().durations.supplement.days)
    return day_end(last.year, last.month, last.day)


def record_answer(request: requests.RecordAnswer, actor: Actor, at: Instant) -> None:
    """Return the case to its reviewer with the team's supplementary material (rule C11)."""
    case = store.cases.find(request.team_id)
    if case is not None:
        case.record_answer(
            request.number, request.text, request.evidence, answered_at=request.answered_at, days=REVIEW_DAYS, at=at
        )
        store.cases.save(case)


def record_lapse(request: requests.RecordLapse, actor: Actor, at: Instant) -> None:
    """Return the case to its reviewer without supplementary material, since its time is over (rule C11)."""
    case = store.cases.find(request.team_id)
    if case is not None:
        case.record_lapse(request.number, days=REVIEW_DAYS, at=at)
        store.cases.save(case)


@idempotent
def reassign_case(request: requests.ReassignCase, actor: Actor, at: Instant) -> cases_pb2.Case:
    """Give the case to another reviewer, as the division's host (rule D2)."""
    case = store.cases.get(request.case_id)
    actor.require(Role.HOST, division=case.division_code)
    desk = desks_store.desks.look(case.division_code)
    desk.require_eligible(request.reviewer_id, case.team.usccs if case.team else frozenset())
    former = case.reviewer_id
    case.assign(request.reviewer_id, days=REVIEW_DAYS, at=at)
    answer = _save_and_show(case)
    if former != request.reviewer_id:
        with answer_kept_elsewhere():
            counted = desks_store.desks.get(case.division_code)
            counted.move_case(former, request.reviewer_id)
            desks_store.desks.save(counted)
    return answer


@idempotent
def appeal_case(request: requests.AppealCase, actor: Actor, at: Instant) -> cases_pb2.Case:
    """Appeal a rejection as the team, once and in time (rule D3)."""
    case = store.cases.get(request.case_id)
    refuse_unless(case.team is not None and actor.account_id in case.team.account_ids, FORBIDDEN)
    case.lodge_appeal(request.reason, days=edition().durations.appeal.days, at=at)
    return _save_and_show(case)


@idempotent
def settle_appeal(request: requests.SettleAppeal, actor: Actor, at: Instant) -> cases_pb2.Case:
    """Grant or dismiss an appeal, as the division's host (rule D3)."""
    case = store.cases.get(request.case_id)
    actor.require(Role.HOST, division=case.division_code)
    case.settle_appeal(granted=request.granted, days=REVIEW_DAYS, at=at)
    return _save_and_show(case)


def _require_reviewer_or_host(case: Case, actor: Actor) -> None:
    host = actor.has(Role.HOST, case.division_code)
    assigned = actor.has(Role.REVIEWER, case.division_code) and actor.account_id == case.reviewer_id
    if not (host or assigned):
        # to an account of another division the case does not exist
        refuse(FORBIDDEN if actor.has(Role.REVIEWER, case.division_code) else NOT_FOUND, what="case")


def _save_and_show(case: Case) -> cases_pb2.Case:
    answer = wire.case_view(case, overdue=False, whole=False)
    store.cases.save(case, answer=answer)
    return answer
