"""Declarations, evidence, submissions, receipts (rules C4 to C8)."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any

from dasai.registration.v1 import (
    declarations_pb2,
    declarations_pb2_grpc,
    materials_pb2,
    submissions_pb2,
    supplements_pb2,
    supplements_pb2_grpc,
    teams_pb2_grpc,
)
from fastapi import APIRouter, Request, Response
from pydantic import Field

from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel, signed_in

from ..body import Body, LongText, Moment, PageSize, PageToken, Sha256, Text, page, to_message

router = APIRouter(prefix="/api/v1", tags=["registration"])


RichText = Annotated[str, Field(max_length=60_000)]
Version = Annotated[int, Field(ge=0, le=10_000)]


class Section(Body):
    """A section of the declaration (rule C4)."""

    id: Text
    text: LongText = ""
    # HTML; kept in a safe form without attributes, and `text` is then its words
    rich: RichText = ""


class DraftSave(Body):
    """Sections, and the revision of the draft that their writer read."""

    draft_revision: Annotated[int, Field(ge=0, le=2**31 - 1)]
    sections: Annotated[list[Section], Field(max_length=100)]
    # a name of the open editor, drawn by the client for each, so that an answer that was lost is not taken for a change by others
    editor_id: Annotated[str, Field(max_length=100)] = ""


class Evidence(Body):
    """Material that the team has uploaded, by its content (rules C5 to C7)."""

    kind: Text
    file_name: Text
    sha256: Sha256
    owner_uscc: Text


class SupplementAnswer(Body):
    """What the team answers, and material for it (rule C11)."""

    text: LongText = ""
    evidence: Annotated[list[Evidence], Field(max_length=60)] = []


class Submission(Body):
    """The revision of the draft that the submitter saw; what changed since must be looked at first."""

    draft_revision: Annotated[int, Field(ge=0, le=2**31 - 1)]


def _teams() -> teams_pb2_grpc.TeamsAsyncStub:
    return teams_pb2_grpc.TeamsStub(channel("registration"))


def _projects() -> declarations_pb2_grpc.ProjectsAsyncStub:
    return declarations_pb2_grpc.ProjectsStub(channel("registration"))


def _supplements() -> supplements_pb2_grpc.SupplementsAsyncStub:
    return supplements_pb2_grpc.SupplementsStub(channel("registration"))


@router.put("/teams/{team_id}/declaration")
async def save_declaration(team_id: Text, body: DraftSave, request: Request) -> dict[str, Any]:
    """Save sections of the draft (rule C4).

    Where someone else wrote a section meanwhile, both are put together if they touched different paragraphs
    (`merged_sections`); else 409 `C4_DRAFT_MOVED_ON` with the section as it stands (`current`), and what was sent is kept.
    """
    signed_in(request)
    message = to_message(body, declarations_pb2.SaveDeclarationRequest(), team_id=team_id)
    try:
        return as_json(await call(_teams().SaveDeclaration, message, request))
    except ProblemError as problem:
        if problem.code == "C4_DRAFT_MOVED_ON":
            asked = declarations_pb2.GetDeclarationRequest(team_id=team_id, since_revision=body.draft_revision)
            with suppress(ProblemError):  # the reason stands, also where what stands there now can't be read
                problem.extra["current"] = as_json(await call(_projects().GetDeclaration, asked, request))
        raise


@router.get("/teams/{team_id}/declaration")
async def get_declaration(
    team_id: Text,
    request: Request,
    since: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0,
    kept_since: Moment | None = None,
) -> dict[str, Any]:
    """The draft, or what was written after revision `since`, with who wrote it.

    `kept` names the newest texts that were refused and kept (after the moment `kept_since`), without their words: see
    `kept-texts`.
    """
    signed_in(request)
    message = declarations_pb2.GetDeclarationRequest(team_id=team_id, since_revision=since)
    if kept_since is not None:
        message.kept_since.FromDatetime(kept_since)
    return as_json(await call(_projects().GetDeclaration, message, request))


@router.get("/teams/{team_id}/kept-texts")
async def list_kept_texts(
    team_id: Text, request: Request, page_token: PageToken = "", page_size: PageSize = 50
) -> dict[str, Any]:
    """Texts that were refused and kept, newest first, without their words (rule C4)."""
    signed_in(request)
    message = page(declarations_pb2.ListKeptTextsRequest(team_id=team_id), page_token, page_size)
    return as_json(await call(_projects().ListKeptTexts, message, request))


@router.get("/teams/{team_id}/kept-texts/{kept_id}")
async def get_kept_text(team_id: Text, kept_id: Text, request: Request) -> dict[str, Any]:
    """A text that was refused and kept, whole (rule C4)."""
    signed_in(request)
    message = declarations_pb2.GetKeptTextRequest(team_id=team_id, kept_id=kept_id)
    return as_json(await call(_projects().GetKeptText, message, request))


@router.delete("/teams/{team_id}/kept-texts/{kept_id}", status_code=204)
async def delete_kept_text(team_id: Text, kept_id: Text, request: Request) -> Response:
    """Whoever wrote a kept text removes it (rule C4)."""
    signed_in(request)
    message = declarations_pb2.DeleteKeptTextRequest(team_id=team_id, kept_id=kept_id)
    await call(_projects().DeleteKeptText, message, request)
    return Response(status_code=204)


@router.get("/teams/{team_id}/completeness")
async def get_completeness(team_id: Text, request: Request) -> dict[str, Any]:
    """What is done, missing and in the way, what reviewers look at, whether the caller may submit (C4, K1)."""
    signed_in(request)
    message = declarations_pb2.GetCompletenessRequest(team_id=team_id)
    return as_json(await call(_projects().GetCompleteness, message, request))


@router.get("/teams/{team_id}/versions")
async def list_versions(team_id: Text, request: Request) -> dict[str, Any]:
    """Every version that was submitted (rule C10)."""
    signed_in(request)
    return as_json(await call(_projects().ListVersions, submissions_pb2.ListVersionsRequest(team_id=team_id), request))


@router.get("/teams/{team_id}/versions/{left}/difference/{right}")
async def compare_versions(team_id: Text, left: Version, right: Version, request: Request) -> dict[str, Any]:
    """Two versions side by side, word by word (rule C10); 0 is the draft."""
    signed_in(request)
    message = submissions_pb2.CompareVersionsRequest(team_id=team_id, left=left, right=right)
    return as_json(await call(_projects().CompareVersions, message, request))


@router.get("/teams/{team_id}/supplements")
async def list_supplements(team_id: Text, request: Request) -> dict[str, Any]:
    """What review asked the team for, until when, and what became of it (rule C11)."""
    signed_in(request)
    message = supplements_pb2.ListSupplementsRequest(team_id=team_id)
    return as_json(await call(_supplements().ListSupplements, message, request))


@router.post("/teams/{team_id}/supplements/{number}/answer")
async def answer_supplement(
    team_id: Text, number: Annotated[int, Field(ge=1, le=10_000)], body: SupplementAnswer, request: Request
) -> dict[str, Any]:
    """Answer a request for supplementary material, once and in time; submission may have closed (rule C11)."""
    signed_in(request)
    message = to_message(body, supplements_pb2.AnswerSupplementRequest(), team_id=team_id, number=number)
    return as_json(await call(_supplements().AnswerSupplement, message, request))


@router.post("/teams/{team_id}/evidence", status_code=201)
async def attach_evidence(team_id: Text, body: Evidence, request: Request) -> dict[str, Any]:
    """Attach material that was uploaded before, as another kind perhaps (rules C5 to C7)."""
    signed_in(request)
    message = materials_pb2.AttachEvidenceRequest(team_id=team_id)
    to_message(body, message.evidence)
    return as_json(await call(_teams().AttachEvidence, message, request))


@router.delete("/teams/{team_id}/evidence/{evidence_id}")
async def remove_evidence(team_id: Text, evidence_id: Text, request: Request) -> dict[str, Any]:
    """Take evidence out of the draft (rule C7)."""
    signed_in(request)
    message = materials_pb2.RemoveEvidenceRequest(team_id=team_id, evidence_id=evidence_id)
    return as_json(await call(_teams().RemoveEvidence, message, request))


@router.post("/teams/{team_id}/submissions", status_code=201)
async def submit_project(team_id: Text, body: Submission, request: Request) -> dict[str, Any]:
    """Submit; the answer is the receipt (rule C8)."""
    signed_in(request)
    message = to_message(body, submissions_pb2.SubmitProjectRequest(), team_id=team_id)
    return as_json(await call(_teams().SubmitProject, message, request))


@router.get("/teams/{team_id}/submissions/{number}")
async def get_submission(
    team_id: Text, number: Annotated[int, Field(ge=1, le=10_000)], request: Request
) -> dict[str, Any]:
    """A version as it was submitted (rule C7)."""
    signed_in(request)
    message = submissions_pb2.GetSubmissionRequest(team_id=team_id, number=number)
    return as_json(await call(_teams().GetSubmission, message, request))
