"""Show cases to those who may see them (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.common.v1 import page_pb2
from dasai.review.v1 import cases_pb2

from chassis.actor import Actor, Role
from chassis.kernel.clock import Instant
from chassis.mapping import enum_value
from chassis.personal_data import Record

from . import checks, store, wire
from .model.case import Case
from .model.reader import Reader


def get_case(case_id: str, actor: Actor, now: Instant) -> cases_pb2.Case:
    """Return a case to its reviewer, its host, secretariat and committee, and to its team without the reviewer's name."""
    case = store.cases.look(case_id)
    return _view(case, checks.reader(case, actor), now, whole=True)


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the cases that are the caller's to review, its decisions and its appeals (rules D5, K4)."""
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
        if case.appealed_by == actor.account_id:
            yield Record(kind="appeal", at=case.appealed_at, values={"team_id": case.id, "reason": case.appeal})


def list_cases(request: cases_pb2.ListCasesRequest, actor: Actor, now: Instant) -> cases_pb2.ListCasesResponse:
    """Return a page of cases: all to the secretariat, a division's to its host, their own to reviewers."""
    filters: dict[str, str] = {}
    if request.division_code and actor.has(Role.HOST, request.division_code):
        filters["state.division_code"] = request.division_code
    elif actor.has(Role.SECRETARIAT):
        if request.division_code:
            filters["state.division_code"] = request.division_code
    else:
        actor.require(Role.REVIEWER, division=request.division_code)
        filters["state.reviewer_id"] = actor.account_id
        if request.division_code:
            filters["state.division_code"] = request.division_code
    if request.state:
        filters["state.state"] = enum_value(request.state, cases_pb2.CaseState.DESCRIPTOR)
    cases, next_page = store.cases.page(filters, request.page.page_token, request.page.page_size)
    return cases_pb2.ListCasesResponse(
        cases=[_view(case, checks.reader(case, actor), now, whole=False) for case in cases],
        page=page_pb2.PageResponse(next_page_token=next_page),
    )


def _view(case: Case, reader: Reader, now: Instant, *, whole: bool) -> cases_pb2.Case:
    return wire.case_view(case, reader, overdue=case.is_overdue(now), whole=whole)
