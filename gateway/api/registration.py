"""Registration over REST: divisions, organisations, teams, declarations, submissions (rules A, B, C)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from dasai.common.v1 import probe_pb2, probe_pb2_grpc
from dasai.registration.v1 import service_pb2 as pb
from dasai.registration.v1 import service_pb2_grpc as stubs
from fastapi import APIRouter, Request
from pydantic import Field

from chassis.settings import settings
from gateway.rpc import as_json, call, channel, signed_in

from .body import Body, DivisionCode, Empty, LongText, Moment, PageSize, PageToken, Sha256, Text, page, to_message

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


class CreditListEntry(Body):
    """An organisation on a list."""

    uscc: Text
    name: Text


class CreditList(Body):
    """A credit list as of a date (rule B3)."""

    list_: Annotated[
        Literal["dishonest_judgment_debtor", "major_tax_violation", "government_procurement_violation"],
        Field(alias="list"),
    ]
    as_of: Moment
    source: Text
    entries: Annotated[list[CreditListEntry], Field(min_length=1, max_length=5_000)]


class Organisation(Body):
    """A participating organisation (rule B1)."""

    uscc: Text
    name: Text
    kind: Literal["enterprise", "public_institution", "research_institute", "university"]


class NewRepresentative(Body):
    """A representative (rule B5)."""

    name: Annotated[str, Field(max_length=60, repr=False)]
    identity_kind: Literal["resident", "passport"]
    identity_number: Annotated[str, Field(max_length=40, repr=False)]
    organisation_uscc: Text


People = Annotated[list[NewRepresentative], Field(max_length=50)]


class NewTeam(Body):
    """A team that registers."""

    division_code: DivisionCode
    track: Text
    topic_id: Text
    team_name: Text
    project_name: Text
    lead: Organisation
    co_organisations: Annotated[list[Organisation], Field(max_length=20)] = []
    representatives: People
    declared_true: bool


class TeamChange(Body):
    """What changes; what is left out stays."""

    team_name: Text = ""
    project_name: Text = ""
    representatives: People = []


class Section(Body):
    """A section of the declaration (rule C4)."""

    id: Text
    text: LongText


class DraftSave(Body):
    """Sections, and the revision of the draft that their writer read."""

    draft_revision: Annotated[int, Field(ge=0, le=2**31 - 1)]
    sections: Annotated[list[Section], Field(max_length=100)]


class Evidence(Body):
    """A file by reference (rules C5 to C7)."""

    kind: Text
    file_name: Text
    sha256: Sha256
    size_bytes: Annotated[int, Field(ge=1, le=2**40)]
    media_type: Text
    owner_uscc: Text


class Submission(Body):
    """The revision of the draft that the submitter saw."""

    draft_revision: Annotated[int, Field(ge=0, le=2**31 - 1)]


class Probe(Body):
    """What the bare path inserts."""

    text: LongText


def _divisions() -> Any:
    return stubs.DivisionsStub(channel("registration"))


def _teams() -> Any:
    return stubs.TeamsStub(channel("registration"))


def _organisations() -> Any:
    return stubs.OrganisationsStub(channel("registration"))


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


@router.post("/credit-lists", status_code=201)
async def import_credit_list(body: CreditList, request: Request) -> dict[str, Any]:
    """The secretariat imports a credit list (rule B3)."""
    signed_in(request)
    message = to_message(body, pb.ImportCreditListRequest())
    return as_json(await call(_organisations().ImportCreditList, message, request))


@router.get("/organisations/{uscc}")
async def get_organisation(uscc: Text, request: Request) -> dict[str, Any]:
    """An organisation and its listings, for staff (rule B3)."""
    signed_in(request)
    return as_json(await call(_organisations().GetOrganisation, pb.GetOrganisationRequest(uscc=uscc), request))


@router.post("/teams", status_code=201)
async def register_team(body: NewTeam, request: Request) -> dict[str, Any]:
    """Register a team with its project (rules A2, B1 to B8, B10, C1)."""
    signed_in(request)
    return as_json(await call(_teams().RegisterTeam, to_message(body, pb.RegisterTeamRequest()), request))


@router.get("/teams")
async def list_teams(
    request: Request,
    division_code: Annotated[str, Field(pattern=r"^([0-9]{6})?$")] = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    """The caller's teams; a host's division; any for the secretariat."""
    signed_in(request)
    message = page(pb.ListTeamsRequest(division_code=division_code), page_token, page_size)
    return as_json(await call(_teams().ListTeams, message, request))


@router.get("/teams/{team_id}")
async def get_team(team_id: Text, request: Request) -> dict[str, Any]:
    """A team: draft, what is missing, receipts, review."""
    signed_in(request)
    return as_json(await call(_teams().GetTeam, pb.GetTeamRequest(team_id=team_id), request))


@router.patch("/teams/{team_id}")
async def change_team(team_id: Text, body: TeamChange, request: Request) -> dict[str, Any]:
    """Names and representatives before the deadline (rules B4 to B6, C10)."""
    signed_in(request)
    message = to_message(body, pb.ChangeTeamRequest(), team_id=team_id)
    return as_json(await call(_teams().ChangeTeam, message, request))


@router.post("/teams/{team_id}/withdrawal")
async def withdraw_team(team_id: Text, body: Empty, request: Request) -> dict[str, Any]:
    """Leave before the deadline (rule C12)."""
    signed_in(request)
    return as_json(await call(_teams().WithdrawTeam, pb.WithdrawTeamRequest(team_id=team_id), request))


@router.put("/teams/{team_id}/declaration")
async def save_declaration(team_id: Text, body: DraftSave, request: Request) -> dict[str, Any]:
    """Save sections of the draft (rule C4)."""
    signed_in(request)
    message = to_message(body, pb.SaveDeclarationRequest(), team_id=team_id)
    return as_json(await call(_teams().SaveDeclaration, message, request))


@router.post("/teams/{team_id}/evidence", status_code=201)
async def attach_evidence(team_id: Text, body: Evidence, request: Request) -> dict[str, Any]:
    """Attach evidence by reference (rules C5 to C7)."""
    signed_in(request)
    message = pb.AttachEvidenceRequest(team_id=team_id)
    to_message(body, message.evidence)
    return as_json(await call(_teams().AttachEvidence, message, request))


@router.delete("/teams/{team_id}/evidence/{evidence_id}")
async def remove_evidence(team_id: Text, evidence_id: Text, request: Request) -> dict[str, Any]:
    """Take evidence out of the draft (rule C7)."""
    signed_in(request)
    message = pb.RemoveEvidenceRequest(team_id=team_id, evidence_id=evidence_id)
    return as_json(await call(_teams().RemoveEvidence, message, request))


@router.post("/teams/{team_id}/submissions", status_code=201)
async def submit_project(team_id: Text, body: Submission, request: Request) -> dict[str, Any]:
    """Submit; the answer is the receipt (rule C8)."""
    signed_in(request)
    message = to_message(body, pb.SubmitProjectRequest(), team_id=team_id)
    return as_json(await call(_teams().SubmitProject, message, request))


@router.get("/teams/{team_id}/submissions/{number}")
async def get_submission(
    team_id: Text, number: Annotated[int, Field(ge=1, le=10_000)], request: Request
) -> dict[str, Any]:
    """A version as it was submitted (rule C7)."""
    signed_in(request)
    message = pb.GetSubmissionRequest(team_id=team_id, number=number)
    return as_json(await call(_teams().GetSubmission, message, request))


@router.get("/receipts/{number}")
async def get_receipt(number: Text, request: Request) -> dict[str, Any]:
    """A receipt by its number (rule C8)."""
    return as_json(await call(_teams().GetReceipt, pb.GetReceiptRequest(number=number), request))


if settings().probe:

    @router.post("/probe", status_code=201)
    async def probe(body: Probe, request: Request) -> dict[str, Any]:
        """The bare path, for benches only."""
        stub = probe_pb2_grpc.ProbeStub(channel("registration"))
        return as_json(await call(stub.Insert, to_message(body, probe_pb2.InsertRequest()), request))
