"""Show cases to those who may see them (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.review.v1 import cases_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.mapping import asked, enum_value, list_response
from chassis.mongo.lists import Part, moment
from chassis.permissions import Audience, Scope, Target
from chassis.permissions import review as permissions
from chassis.personal_data import Record

from . import checks, store, wire
from .model.case import Case, CaseState


def get_case(case_id: str, actor: Actor, now: Instant) -> cases_pb2.Case:
    """Return a case to its reviewer, its host, secretariat and committee, and to its team without the reviewer's name."""
    case = store.cases.look(case_id)
    return _view(case, permissions.GET_CASE.require(actor, checks.target(case)).audience, now, whole=True)


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the cases that are the caller's to review, its decisions, its appeals and those that it settled (rules D5, K4)."""
    for case in store.cases_of_account(actor.account_id):
        if case.reviewer_id == actor.account_id:
            due = case.due_at.isoformat(timespec="seconds") if case.due_at else ""
            yield Record(kind="case", values={"team_id": case.id, "division": case.division_code, "due_at": due})
        for decision in case.decisions:
            if decision.decided_by == actor.account_id:
                values = {
                    "team_id": case.id,
                    "submission": str(decision.submission_number),
                    "outcome": decision.outcome,
                    "reason": decision.reason,
                }
                yield Record(kind="decision", at=decision.decided_at, values=values)
        for recusal in case.recusals:
            if recusal.account_id == actor.account_id:
                values = {"team_id": case.id, "reason": recusal.reason}
                yield Record(kind="recusal", at=recusal.recused_at, values=values)
        if case.appealed_by == actor.account_id:
            yield Record(kind="appeal", at=case.appealed_at, values={"team_id": case.id, "reason": case.appeal})
        settled = case.settlement
        if settled is not None and settled.settled_by == actor.account_id:
            outcome = "granted" if settled.granted else "refused"
            values = {"team_id": case.id, "outcome": outcome, "reason": settled.reason}
            yield Record(kind="settled_appeal", at=settled.settled_at, values=values)


def list_cases(request: cases_pb2.ListCasesRequest, actor: Actor, now: Instant) -> cases_pb2.ListCasesResponse:
    """Return a page of cases by due date: all to the secretariat, a division's to its host, their own to reviewers."""
    listed = Target(division=request.division_code, assignee=actor.account_id)
    allowance = permissions.LIST_CASES.require(actor, listed)
    reviewer_id = actor.account_id if allowance.scope is Scope.CASE else request.reviewer_id
    page = store.cases.listed(_parts(request, reviewer_id, now), asked(request.page))
    return cases_pb2.ListCasesResponse(
        cases=[
            _view(case, permissions.GET_CASE.require(actor, checks.target(case)).audience, now)
            for case in page.aggregates
        ],
        page=list_response(page),
    )


def count_cases(division_code: str, actor: Actor) -> cases_pb2.CaseCounts:
    """Return how many cases a division has in each state, to its host and the secretariat (rule D2)."""
    permissions.COUNT_CASES.require(actor, Target(division=division_code))
    counts = store.count_by_state(division_code)
    return cases_pb2.CaseCounts(
        division_code=division_code,
        counts=[
            cases_pb2.CaseCount(state=f"CASE_STATE_{state.upper()}", cases=counts.get(state, 0)) for state in CaseState
        ],
    )


def _parts(request: cases_pb2.ListCasesRequest, reviewer_id: str, now: Instant) -> list[Part[Case]]:
    """Return what is to be listed: nothing for another reviewer than the one whose cases may be, or overdue in a wrong state."""
    state = enum_value(request.state, cases_pb2.CaseState.DESCRIPTOR) if request.state else ""
    if request.overdue and state not in ("", CaseState.ASSIGNED.value):
        return []
    if request.reviewer_id not in ("", reviewer_id):
        return []
    values = {"state": CaseState.ASSIGNED.value if request.overdue else state, "reviewer": reviewer_id}
    rest: dict[str, str] = {}
    if request.division_code and reviewer_id:
        rest["state.division_code"] = request.division_code
    elif request.division_code:
        values["division"] = request.division_code
    filters = {name: value for name, value in values.items() if value}
    return [Part(store.BY_DUE_DATE, filters, until=moment(now) if request.overdue else "", rest=rest)]


def _view(case: Case, audience: Audience, now: Instant, *, whole: bool = False) -> cases_pb2.Case:
    return wire.case_view(case, audience, overdue=case.is_overdue(now), whole=whole)
