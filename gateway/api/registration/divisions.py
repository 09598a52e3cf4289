"""Divisions (rules A2 to A5)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from dasai.registration.v1 import service_pb2 as pb
from dasai.registration.v1 import service_pb2_grpc as stubs
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import Body, DivisionCode, Empty, LongText, Moment, PageSize, PageToken, Text, page, to_message

router = APIRouter(prefix="/api/v1", tags=["registration"])


class TopicChoice(Body):
    """A topic direction, as it is or refined."""

    topic_id: Text
    refined_title: Text = ""
    refined_text: LongText = ""


class TrackChoice(Body):
    """A track that the division runs."""

    track: Text
    topics: Annotated[list[TopicChoice], Field(max_length=50)]


class Criterion(Body):
    """A criterion; its weight is a decimal in text."""

    id: Text
    name: Text
    weight: Text


class LocalAward(Body):
    """A local award."""

    category: Text
    quota: Annotated[int, Field(ge=0, le=10_000)]
    prize: Text = ""


class OrganisingBody(Body):
    """A body that organises the division."""

    name: Text
    uscc: Text
    role: Literal["host", "co_host", "organiser", "guide"]


class Fee(Body):
    """A fee; a scheme with one is refused (rule A3)."""

    purpose: Text
    amount_fen: Annotated[int, Field(ge=0, le=2**53)]


class Scheme(Body):
    """The division's detailed scheme (rule A5)."""

    tracks: Annotated[list[TrackChoice], Field(max_length=50)]
    rubric: Annotated[list[Criterion], Field(max_length=50)]
    scale: Text
    experts_per_project: Annotated[int, Field(ge=1, le=50)]
    aggregation: Literal["mean", "trimmed_mean", "normalised"]
    decimals: Annotated[int, Field(ge=0, le=6)]
    tie_breakers: Annotated[list[Text], Field(max_length=50)] = []
    registration_opens: Moment
    registration_closes: Moment
    submission_closes: Moment
    review_closes: Moment
    scoring_closes: Moment
    recommended_per_track: Annotated[int, Field(ge=0, le=100)]
    local_awards: Annotated[list[LocalAward], Field(max_length=100)] = []
    organising_bodies: Annotated[list[OrganisingBody], Field(max_length=100)]
    fees: Annotated[list[Fee], Field(max_length=100)] = []


class Application(Body):
    """An application to host."""

    scheme: Scheme


class Reasons(Body):
    """Why an application is returned."""

    reasons: Annotated[list[LongText], Field(min_length=1, max_length=50)]


def _divisions() -> Any:
    return stubs.DivisionsStub(channel("registration"))


@router.put("/divisions/{code}/application")
async def apply_for_division(code: DivisionCode, body: Application, request: Request) -> dict[str, Any]:
    """A host files its application and scheme, or files it again (rules A3, A4, A5)."""
    signed_in(request)
    message = to_message(body, pb.ApplyForDivisionRequest(), division_code=code)
    return as_json(await call(_divisions().ApplyForDivision, message, request))


@router.post("/divisions/{code}/return")
async def return_division(code: DivisionCode, body: Reasons, request: Request) -> dict[str, Any]:
    """The secretariat returns an application (rule A4)."""
    signed_in(request)
    message = to_message(body, pb.ReturnDivisionRequest(), division_code=code)
    return as_json(await call(_divisions().ReturnDivision, message, request))


@router.post("/divisions/{code}/approval")
async def approve_division(code: DivisionCode, body: Empty, request: Request) -> dict[str, Any]:
    """The secretariat approves an application (rule A4)."""
    signed_in(request)
    return as_json(await call(_divisions().ApproveDivision, pb.ApproveDivisionRequest(division_code=code), request))


@router.post("/divisions/{code}/publication")
async def publish_scheme(code: DivisionCode, body: Empty, request: Request) -> dict[str, Any]:
    """The host publishes the approved scheme (rule A5)."""
    signed_in(request)
    return as_json(await call(_divisions().PublishScheme, pb.PublishSchemeRequest(division_code=code), request))


@router.get("/divisions")
async def list_divisions(request: Request, page_token: PageToken = "", page_size: PageSize = 50) -> dict[str, Any]:
    """Divisions that have applied."""
    message = page(pb.ListDivisionsRequest(), page_token, page_size)
    return as_json(await call(_divisions().ListDivisions, message, request))


@router.get("/divisions/{code}")
async def get_division(code: DivisionCode, request: Request) -> dict[str, Any]:
    """A division with its published scheme (rule A5)."""
    return as_json(await call(_divisions().GetDivision, pb.GetDivisionRequest(division_code=code), request))
