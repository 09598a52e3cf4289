"""Divisions and their schemes (rules A2 to A5)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import divisions_pb2, divisions_pb2_grpc
from fastapi import Request
from pydantic import Field

from gateway.rpc import call, channel

from ..body import (
    BriefAsked,
    DivisionCode,
    Empty,
    LongText,
    Moment,
    PageSize,
    PageToken,
    RawText,
    RequestBody,
    Text,
    TypedUscc,
    page,
    to_message,
)
from ..router import ApiRouter

router = ApiRouter(__name__)


class TopicChoice(RequestBody, of=contest_pb2.TopicChoice):
    """A topic direction of the edition, perhaps refined."""

    topic_id: Text
    refined_title: Text = ""
    refined_text: LongText = ""


class TrackChoice(RequestBody, of=contest_pb2.TrackChoice):
    """A track that the division runs."""

    track: Text
    topics: Annotated[list[TopicChoice], Field(max_length=50)]


class Criterion(RequestBody, of=contest_pb2.Criterion):
    """A criterion of the rubric; its weight is a decimal in text."""

    id: Text
    name: Text
    weight: Text
    text: LongText = ""


class SchemeStage(RequestBody, of=contest_pb2.SchemeStage):
    """A named stage of the review, with its own dates."""

    id: Text
    name: Text
    kind: Literal["documents", "roadshow"] = "documents"
    opens: Moment
    closes: Moment
    blind: bool = False
    experts_per_project: Annotated[int, Field(ge=1, le=50)]
    advancing_per_track: Annotated[int, Field(ge=0, le=10_000)] = 0
    text: LongText = ""


class LocalAward(RequestBody, of=contest_pb2.LocalAward):
    """An award that the division grants by itself (rule E7)."""

    category: Text
    quota: Annotated[int, Field(ge=0, le=10_000)]
    prize: Text = ""
    rights: LongText = ""


class DivisionOrganiser(RequestBody, of=contest_pb2.OrganisingBody):
    """An organisation that organises the division."""

    name: Text
    uscc: TypedUscc
    role: Literal["host", "co_host", "organiser", "guide"]


class Fee(RequestBody, of=contest_pb2.Fee):
    """A fee; a scheme with one is refused (rule A3)."""

    purpose: Text
    amount_fen: Annotated[int, Field(ge=0, le=2**53)]


class DivisionContact(RequestBody, of=contest_pb2.DivisionContact):
    """The public contact of the office that runs the division: its own, never a person's."""

    office: Annotated[Text, Field(max_length=100)]
    telephone: Annotated[Text, Field(max_length=100)] = ""
    email: Annotated[RawText, Field(max_length=254)] = ""
    address: Text = ""
    hours: Annotated[Text, Field(max_length=100)] = ""


class Scheme(RequestBody, of=contest_pb2.Scheme):
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
    organising_bodies: Annotated[list[DivisionOrganiser], Field(max_length=100)]
    fees: Annotated[list[Fee], Field(max_length=100)] = []
    stages: Annotated[list[SchemeStage], Field(max_length=20)] = []
    text: LongText = ""
    contact: DivisionContact | None = None


Version = Annotated[int, Field(ge=0, le=1_000_000)]


class SeenFilings(RequestBody, of=divisions_pb2.SeenFilings):
    """The filings of a scheme when the caller read them, by the version that was filed last."""

    version: Version


class Application(RequestBody, of=divisions_pb2.ApplyForDivisionRequest):
    """An application to host a division. With `seen` it is refused if another one was filed since."""

    scheme: Scheme
    seen: SeenFilings | None = None


class NewSchemeVersion(RequestBody, of=divisions_pb2.FileSchemeVersionRequest):
    """A new version of a published scheme, with the reason, which is published with it.

    With `seen` it is refused if another one was filed since.
    """

    scheme: Scheme
    reason: LongText
    seen: SeenFilings | None = None


class ReturnReasons(RequestBody, of=divisions_pb2.ReturnDivisionRequest):
    """The reasons for which an application or a new version is returned."""

    reasons: Annotated[list[LongText], Field(min_length=1, max_length=50)]
    # the version that was read; 0 for the newest
    scheme_version: Version = 0


class Approval(RequestBody, of=divisions_pb2.ApproveDivisionRequest):
    """The version that is approved."""

    # the version that was read; 0 for the newest
    scheme_version: Version = 0


def _divisions() -> divisions_pb2_grpc.DivisionsAsyncStub:
    return divisions_pb2_grpc.DivisionsStub(channel("registration"))


@router.put("/divisions/{code}/application")
async def apply_for_division(code: DivisionCode, body: Application, request: Request) -> divisions_pb2.Division:
    """File an application with its scheme, by the host, or file it again after a return (rules A3, A4, A5)."""
    message = to_message(body, divisions_pb2.ApplyForDivisionRequest(), division_code=code)
    return await call(_divisions().ApplyForDivision, message, request)


@router.post("/divisions/{code}/scheme-versions", status_code=201)
async def file_scheme_version(code: DivisionCode, body: NewSchemeVersion, request: Request) -> divisions_pb2.Division:
    """File a new version of a published scheme, by the host; it holds once it is approved and published (rule A5)."""
    message = to_message(body, divisions_pb2.FileSchemeVersionRequest(), division_code=code)
    return await call(_divisions().FileSchemeVersion, message, request)


@router.get("/divisions/{code}/scheme-versions")
async def list_scheme_versions(code: DivisionCode, request: Request) -> divisions_pb2.ListSchemeVersionsResponse:
    """List the published versions with their dates, for anyone; for host, secretariat and committee every filed one (A5, K1)."""
    message = divisions_pb2.ListSchemeVersionsRequest(division_code=code)
    return await call(_divisions().ListSchemeVersions, message, request)


@router.get("/divisions/{code}/scheme-versions/{version}")
async def get_scheme_version(
    code: DivisionCode, version: Annotated[int, Field(ge=1, le=1_000_000)], request: Request
) -> divisions_pb2.SchemeVersion:
    """Return one version of a scheme, whole (rules A5, K1)."""
    message = divisions_pb2.GetSchemeVersionRequest(division_code=code, version=version)
    return await call(_divisions().GetSchemeVersion, message, request)


@router.post("/divisions/{code}/return")
async def return_division(code: DivisionCode, body: ReturnReasons, request: Request) -> divisions_pb2.Division:
    """Return an application, by the secretariat, or a new version, by secretariat or committee (rules A4, A5)."""
    message = to_message(body, divisions_pb2.ReturnDivisionRequest(), division_code=code)
    return await call(_divisions().ReturnDivision, message, request)


@router.post("/divisions/{code}/approval")
async def approve_division(code: DivisionCode, body: Approval, request: Request) -> divisions_pb2.Division:
    """Approve an application, by the secretariat, or a new version, by secretariat or committee (rules A4, A5)."""
    message = to_message(body, divisions_pb2.ApproveDivisionRequest(), division_code=code)
    return await call(_divisions().ApproveDivision, message, request)


@router.post("/divisions/{code}/publication")
async def publish_scheme(code: DivisionCode, body: Empty, request: Request) -> divisions_pb2.Division:
    """Publish the approved scheme, or an approved new version of it, by the host (rule A5)."""
    return await call(_divisions().PublishScheme, divisions_pb2.PublishSchemeRequest(division_code=code), request)


@router.get("/divisions")
async def list_divisions(
    request: Request, page_token: PageToken = "", page_size: PageSize = 50, brief: BriefAsked = False
) -> divisions_pb2.ListDivisionsResponse:
    """List the divisions that have applied; with `brief` as summaries, without their schemes."""
    message = page(divisions_pb2.ListDivisionsRequest(brief=brief), page_token, page_size)
    return await call(_divisions().ListDivisions, message, request)


@router.get("/divisions/{code}")
async def get_division(code: DivisionCode, request: Request) -> divisions_pb2.Division:
    """Return a division with its published scheme (rule A5)."""
    return await call(_divisions().GetDivision, divisions_pb2.GetDivisionRequest(division_code=code), request)
