"""Review cases: decisions and appeals (rules D1 to D5)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from dasai.review.v1 import cases_pb2, cases_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import DivisionFilter, LongText, PageSize, PageToken, RequestBody, Text, TypedId, fill, page, to_message

router = APIRouter(prefix="/api/v1", tags=["review"])
CaseState = Literal["", "waiting", "assigned", "decided", "appealed", "withdrawn", "disqualified"]


class Judgements(RequestBody):
    """The three named judgements (rule D4)."""

    compliance: bool
    authenticity: bool
    lawfulness: bool


class Decision(RequestBody):
    """A decision on the submission that the reviewer read."""

    submission_number: Annotated[int, Field(ge=1, le=10_000)]
    outcome: Literal["passed", "returned", "supplement", "rejected"]
    judgements: Judgements
    reason: LongText
    # once the division's review has closed: why it is decided only now
    late_reason: LongText = ""


class Reassignment(RequestBody):
    """The reviewer who takes the case."""

    reviewer_id: TypedId


class Appeal(RequestBody):
    """The team's reason for its appeal."""

    reason: LongText


class AppealSettlement(RequestBody):
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
    page_token: PageToken = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    """List cases: a reviewer's own, a division's to its host by `division_code`, all to the secretariat."""
    signed_in(request)
    message = fill(cases_pb2.ListCasesRequest(division_code=division_code), state=state)
    return as_json(await call(_cases().ListCases, page(message, page_token, page_size), request))


@router.get("/cases/{case_id}")
async def get_case(case_id: Text, request: Request) -> dict[str, Any]:
    """Return a case with its findings, its decisions and the submission."""
    signed_in(request)
    return as_json(await call(_cases().GetCase, cases_pb2.GetCaseRequest(case_id=case_id), request))


@router.post("/cases/{case_id}/decision")
async def decide_case(case_id: Text, body: Decision, request: Request) -> dict[str, Any]:
    """Decide a case, by its reviewer or the host; by the secretariat if no reviewer of the division may (rules D1, D4)."""
    signed_in(request)
    message = to_message(body, cases_pb2.DecideCaseRequest(), case_id=case_id)
    return as_json(await call(_cases().DecideCase, message, request))


@router.post("/cases/{case_id}/reassignment")
async def reassign_case(case_id: Text, body: Reassignment, request: Request) -> dict[str, Any]:
    """Assign a case to another reviewer (rule D2)."""
    signed_in(request)
    message = to_message(body, cases_pb2.ReassignCaseRequest(), case_id=case_id)
    return as_json(await call(_cases().ReassignCase, message, request))


@router.post("/cases/{case_id}/appeal")
async def appeal_case(case_id: Text, body: Appeal, request: Request) -> dict[str, Any]:
    """Appeal, by the team, once (rule D3)."""
    signed_in(request)
    message = to_message(body, cases_pb2.AppealCaseRequest(), case_id=case_id)
    return as_json(await call(_cases().AppealCase, message, request))


@router.post("/cases/{case_id}/appeal/settlement")
async def settle_appeal(case_id: Text, body: AppealSettlement, request: Request) -> dict[str, Any]:
    """Settle an appeal, by the host or the secretariat, and never by who rejected (rule D3)."""
    signed_in(request)
    message = to_message(body, cases_pb2.SettleAppealRequest(), case_id=case_id)
    return as_json(await call(_cases().SettleAppeal, message, request))
