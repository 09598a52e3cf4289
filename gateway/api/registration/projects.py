"""Declarations, evidence, submissions, receipts (rules C4 to C8)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.registration.v1 import service_pb2 as pb
from dasai.registration.v1 import service_pb2_grpc as stubs
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import Body, LongText, Sha256, Text, to_message

router = APIRouter(prefix="/api/v1", tags=["registration"])


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


def _teams() -> Any:
    return stubs.TeamsStub(channel("registration"))


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
