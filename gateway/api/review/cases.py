"""Review cases: decisions and appeals (rules D1 to D5)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.review.v1 import cases_pb2, cases_pb2_grpc, events_pb2
from fastapi import Request
from pydantic import Field

from gateway.rpc import call, channel

from ..body import (
    CountAsked,
    DivisionCode,
    DivisionFilter,
    IdFilter,
    LongText,
    PageSize,
    PageToken,
    RequestBody,
    Text,
    TypedId,
    fill,
    page,
    to_message,
)
from ..router import ApiRouter

router = ApiRouter(__name__)
CaseState = Literal["", "waiting", "assigned", "decided", "appealed", "withdrawn", "disqualified"]


class Judgements(RequestBody, of=events_pb2.Judgements):
    """The three named judgements (rule D4)."""

    compliance: bool
    authenticity: bool
    lawfulness: bool


class Decision(RequestBody, of=cases_pb2.DecideCaseRequest):
    """A decision on the submission that the reviewer read."""

    submission_number: Annotated[int, Field(ge=1, le=10_000)]
    outcome: Literal["passed", "returned", "supplement", "rejected"]
    judgements: Judgements
    reason: LongText
    # once the division's review has closed: why it is decided only now
    late_reason: LongText = ""


class Reassignment(RequestBody, of=cases_pb2.ReassignCaseRequest):
    """The reviewer who takes the case."""

    reviewer_id: TypedId


class CaseRecusal(RequestBody, of=cases_pb2.RecuseFromCaseRequest):
    """The conflict of interest because of which a reviewer withdraws."""

    reason: LongText


class Appeal(RequestBody, of=cases_pb2.AppealCaseRequest):
    """The team's reason for its appeal."""

    reason: LongText


class AppealSettlement(RequestBody, of=cases_pb2.SettleAppealRequest):
    """The settlement of an appeal, with the reason."""

    granted: bool
    reason: LongText


def _cases() -> cases_pb2_grpc.CasesAsyncStub:
    return cases_pb2_grpc.CasesStub(channel("review"))


@router.get("/cases")
async def list_cases(
    request: Request,
    division_code: DivisionFilter = "",
    state: CaseState = "",
    reviewer_id: IdFilter = "",
    overdue: bool = False,
    page_token: PageToken = "",
    page_size: PageSize = 50,
    count: CountAsked = False,
) -> cases_pb2.ListCasesResponse:
    """List cases by due date: a reviewer's own, a division's to its host by `division_code`, all to the secretariat."""
    message = cases_pb2.ListCasesRequest(division_code=division_code, reviewer_id=reviewer_id, overdue=overdue)
    listed = page(fill(message, state=state), page_token, page_size, count=count)
    return await call(_cases().ListCases, listed, request)


@router.get("/divisions/{code}/case-counts")
async def count_cases(code: DivisionCode, request: Request) -> cases_pb2.CaseCounts:
    """Return how many cases the division has in each state."""
    return await call(_cases().CountCases, cases_pb2.CountCasesRequest(division_code=code), request)


@router.get("/cases/{case_id}")
async def get_case(case_id: Text, request: Request) -> cases_pb2.Case:
    """Return a case with its findings, its decisions and the submission."""
    return await call(_cases().GetCase, cases_pb2.GetCaseRequest(case_id=case_id), request)


@router.post("/cases/{case_id}/decision")
async def decide_case(case_id: Text, body: Decision, request: Request) -> cases_pb2.Case:
    """Decide a case, by its reviewer or the host; by the secretariat if no reviewer of the division may (rules D1, D4)."""
    message = to_message(body, cases_pb2.DecideCaseRequest(), case_id=case_id)
    return await call(_cases().DecideCase, message, request)


@router.post("/cases/{case_id}/reassignment")
async def reassign_case(case_id: Text, body: Reassignment, request: Request) -> cases_pb2.Case:
    """Assign a case to another reviewer (rule D2)."""
    message = to_message(body, cases_pb2.ReassignCaseRequest(), case_id=case_id)
    return await call(_cases().ReassignCase, message, request)


@router.post("/cases/{case_id}/recusal")
async def recuse_from_case(case_id: Text, body: CaseRecusal, request: Request) -> cases_pb2.RecuseFromCaseResponse:
    """Withdraw from a case because of a conflict of interest, by its reviewer; another reviewer gets it (rule D2)."""
    message = to_message(body, cases_pb2.RecuseFromCaseRequest(), case_id=case_id)
    return await call(_cases().RecuseFromCase, message, request)


@router.post("/cases/{case_id}/appeal")
async def appeal_case(case_id: Text, body: Appeal, request: Request) -> cases_pb2.Case:
    """Appeal, by the team, once (rule D3)."""
    message = to_message(body, cases_pb2.AppealCaseRequest(), case_id=case_id)
    return await call(_cases().AppealCase, message, request)


@router.post("/cases/{case_id}/appeal/settlement")
async def settle_appeal(case_id: Text, body: AppealSettlement, request: Request) -> cases_pb2.Case:
    """Settle an appeal, by the host or the secretariat, and never by who rejected (rule D3)."""
    message = to_message(body, cases_pb2.SettleAppealRequest(), case_id=case_id)
    return await call(_cases().SettleAppeal, message, request)
