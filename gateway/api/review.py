"""Review over REST: cases, recommendations, the national check (rules D and F)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from dasai.review.v1 import (
    cases_pb2,
    cases_pb2_grpc,
    desks_pb2,
    desks_pb2_grpc,
    national_check_pb2,
    national_check_pb2_grpc,
    recommendations_pb2,
    recommendations_pb2_grpc,
)
from fastapi import APIRouter, Request
from pydantic import Field

from chassis.mapping import enum_number
from gateway.rpc import as_json, call, channel, signed_in

from .body import Body, DivisionCode, Empty, LongText, PageSize, PageToken, Text, page, to_message

router = APIRouter(prefix="/api/v1", tags=["review"])


class Reviewer(Body):
    """A reviewer of the division, and its own organisation."""

    account_id: Text
    organisation_uscc: Text


class Reviewers(Body):
    """All reviewers of the division."""

    reviewers: Annotated[list[Reviewer], Field(max_length=500)]


class Judgements(Body):
    """The three named judgements (rule D4)."""

    compliance: bool
    authenticity: bool
    lawfulness: bool


class Decision(Body):
    """What is decided of the submission that was read."""

    submission_number: Annotated[int, Field(ge=1, le=10_000)]
    outcome: Literal["passed", "returned", "supplement", "rejected"]
    judgements: Judgements
    reason: LongText


class Reassignment(Body):
    """Who takes the case."""

    reviewer_id: Text


class Reason(Body):
    """Why."""

    reason: LongText


class AppealSettlement(Body):
    """Whether the appeal is granted, and why."""

    granted: bool
    reason: LongText


class NewRecommendation(Body):
    """What the division recommends, with its report (rule F1)."""

    team_ids: Annotated[list[Text], Field(max_length=200)]
    report: LongText


class Substitution(Body):
    """Which project takes whose place (rule F6)."""

    lost_team_id: Text
    substitute_team_id: Text


class HitSettlement(Body):
    """Whether it is one, and who loses the place (rule F5)."""

    confirmed: bool
    disqualified_team_ids: Annotated[list[Text], Field(max_length=10)] = []
    reason: LongText


CaseState = Literal["", "waiting", "assigned", "decided", "appealed", "withdrawn", "disqualified"]
HitState = Literal["", "open", "confirmed", "dismissed"]


def _cases() -> cases_pb2_grpc.CasesAsyncStub:
    return cases_pb2_grpc.CasesStub(channel("review"))


def _desks() -> desks_pb2_grpc.DesksAsyncStub:
    return desks_pb2_grpc.DesksStub(channel("review"))


def _recommendations() -> recommendations_pb2_grpc.RecommendationsAsyncStub:
    return recommendations_pb2_grpc.RecommendationsStub(channel("review"))


def _check() -> national_check_pb2_grpc.NationalCheckAsyncStub:
    return national_check_pb2_grpc.NationalCheckStub(channel("review"))


@router.put("/divisions/{code}/reviewers")
async def appoint_reviewers(code: DivisionCode, body: Reviewers, request: Request) -> dict[str, Any]:
    """The host appoints its reviewers (rule D2)."""
    signed_in(request)
    message = to_message(body, desks_pb2.AppointReviewersRequest(), division_code=code)
    return as_json(await call(_desks().AppointReviewers, message, request))


@router.get("/divisions/{code}/reviewers")
async def get_desk(code: DivisionCode, request: Request) -> dict[str, Any]:
    """The reviewers and their loads."""
    signed_in(request)
    return as_json(await call(_desks().GetDesk, desks_pb2.GetDeskRequest(division_code=code), request))


@router.get("/cases")
async def list_cases(
    request: Request,
    division_code: Annotated[str, Field(pattern=r"^([0-9]{6})?$")] = "",
    state: CaseState = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    """A reviewer's own cases, a host's division, all for the secretariat."""
    signed_in(request)
    message = cases_pb2.ListCasesRequest(division_code=division_code)
    message.state = enum_number(state, cases_pb2.CaseState.DESCRIPTOR)  # type: ignore[assignment]
    return as_json(await call(_cases().ListCases, page(message, page_token, page_size), request))


@router.get("/cases/{case_id}")
async def get_case(case_id: Text, request: Request) -> dict[str, Any]:
    """A case with findings, decisions and what was submitted."""
    signed_in(request)
    return as_json(await call(_cases().GetCase, cases_pb2.GetCaseRequest(case_id=case_id), request))


@router.post("/cases/{case_id}/decision")
async def decide_case(case_id: Text, body: Decision, request: Request) -> dict[str, Any]:
    """Decide (rules D1, D4)."""
    signed_in(request)
    message = to_message(body, cases_pb2.DecideCaseRequest(), case_id=case_id)
    return as_json(await call(_cases().DecideCase, message, request))


@router.post("/cases/{case_id}/reassignment")
async def reassign_case(case_id: Text, body: Reassignment, request: Request) -> dict[str, Any]:
    """Give the case to another reviewer (rule D2)."""
    signed_in(request)
    message = to_message(body, cases_pb2.ReassignCaseRequest(), case_id=case_id)
    return as_json(await call(_cases().ReassignCase, message, request))


@router.post("/cases/{case_id}/appeal")
async def appeal_case(case_id: Text, body: Reason, request: Request) -> dict[str, Any]:
    """The team appeals, once (rule D3)."""
    signed_in(request)
    message = to_message(body, cases_pb2.AppealCaseRequest(), case_id=case_id)
    return as_json(await call(_cases().AppealCase, message, request))


@router.post("/cases/{case_id}/appeal/settlement")
async def settle_appeal(case_id: Text, body: AppealSettlement, request: Request) -> dict[str, Any]:
    """The host settles an appeal (rule D3)."""
    signed_in(request)
    message = to_message(body, cases_pb2.SettleAppealRequest(), case_id=case_id)
    return as_json(await call(_cases().SettleAppeal, message, request))


@router.put("/divisions/{code}/recommendation")
async def file_recommendation(code: DivisionCode, body: NewRecommendation, request: Request) -> dict[str, Any]:
    """The host recommends projects to the final (rule F1)."""
    signed_in(request)
    message = to_message(body, recommendations_pb2.FileRecommendationRequest(), division_code=code)
    return as_json(await call(_recommendations().FileRecommendation, message, request))


@router.get("/divisions/{code}/recommendation")
async def get_recommendation(code: DivisionCode, request: Request) -> dict[str, Any]:
    """What the division recommends."""
    signed_in(request)
    message = recommendations_pb2.GetRecommendationRequest(division_code=code)
    return as_json(await call(_recommendations().GetRecommendation, message, request))


@router.post("/divisions/{code}/recommendation/substitutions")
async def substitute_project(code: DivisionCode, body: Substitution, request: Request) -> dict[str, Any]:
    """Fill a fallen place within a week (rule F6)."""
    signed_in(request)
    message = to_message(body, recommendations_pb2.SubstituteProjectRequest(), division_code=code)
    return as_json(await call(_recommendations().SubstituteProject, message, request))


@router.post("/national-check")
async def run_national_check(body: Empty, request: Request) -> dict[str, Any]:
    """Compare all candidates (rule F5)."""
    signed_in(request)
    return as_json(await call(_check().RunNationalCheck, national_check_pb2.RunNationalCheckRequest(), request))


@router.get("/national-check/hits")
async def list_hits(
    request: Request, state: HitState = "", page_token: PageToken = "", page_size: PageSize = 50
) -> dict[str, Any]:
    """What the check found (rule F5)."""
    signed_in(request)
    message = national_check_pb2.ListHitsRequest()
    message.state = enum_number(state, national_check_pb2.HitState.DESCRIPTOR)  # type: ignore[assignment]
    return as_json(await call(_check().ListHits, page(message, page_token, page_size), request))


@router.post("/national-check/hits/{hit_id}/settlement")
async def settle_hit(hit_id: Text, body: HitSettlement, request: Request) -> dict[str, Any]:
    """Confirm or dismiss (rule F5)."""
    signed_in(request)
    message = to_message(body, national_check_pb2.SettleHitRequest(), hit_id=hit_id)
    return as_json(await call(_check().SettleHit, message, request))


@router.post("/finalists", status_code=201)
async def propose_finalists(body: Empty, request: Request) -> dict[str, Any]:
    """Propose the finalist list; its notice runs by itself (rule F8)."""
    signed_in(request)
    return as_json(await call(_check().ProposeFinalists, national_check_pb2.ProposeFinalistsRequest(), request))


@router.get("/finalists")
async def get_finalists(request: Request) -> dict[str, Any]:
    """The finalist list."""
    signed_in(request)
    return as_json(await call(_check().GetFinalists, national_check_pb2.GetFinalistsRequest(), request))
