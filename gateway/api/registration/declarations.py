"""Declarations: the draft, texts that were refused and kept, completeness (rules C4, K1)."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any

from dasai.registration.v1 import declarations_pb2, declarations_pb2_grpc, teams_pb2_grpc
from fastapi import APIRouter, Request, Response
from pydantic import Field

from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel, signed_in

from ..body import Count, Moment, PageSize, PageToken, RawLongText, RequestBody, Text, fill, page, to_message

router = APIRouter(prefix="/api/v1", tags=["registration"])
RichText = Annotated[str, Field(max_length=60_000)]


class Section(RequestBody):
    """A section of the declaration (rule C4)."""

    id: Text
    text: RawLongText = ""
    # HTML; kept in a safe form without attributes, and `text` is then its words
    rich: RichText = ""


class DraftSave(RequestBody):
    """Sections, and the revision of the draft that their writer had read."""

    draft_revision: Count
    sections: Annotated[list[Section], Field(max_length=100)]
    # an identifier that the client draws for each open editor, so that the writer's own lost answer is not taken for a
    # change by somebody else
    editor_id: Annotated[str, Field(max_length=100)] = ""


def _teams() -> teams_pb2_grpc.TeamsAsyncStub:
    return teams_pb2_grpc.TeamsStub(channel("registration"))


def _projects() -> declarations_pb2_grpc.ProjectsAsyncStub:
    return declarations_pb2_grpc.ProjectsStub(channel("registration"))


@router.put("/teams/{team_id}/declaration")
async def save_declaration(team_id: Text, body: DraftSave, request: Request) -> dict[str, Any]:
    """Save sections of the draft (rule C4).

    If somebody else wrote a section meanwhile and touched other paragraphs, both texts are merged (`merged_sections`). If
    they touched the same paragraphs, the answer is 409 `C4_DRAFT_MOVED_ON` with the section as it is now (`current`), and
    the refused text is kept.
    """
    signed_in(request)
    message = to_message(body, declarations_pb2.SaveDeclarationRequest(), team_id=team_id)
    try:
        return as_json(await call(_teams().SaveDeclaration, message, request))
    except ProblemError as problem:
        if problem.code == "C4_DRAFT_MOVED_ON":
            newer = declarations_pb2.GetDeclarationRequest(team_id=team_id, since_revision=body.draft_revision)
            with suppress(ProblemError):  # the refusal is the answer, also if the current text can't be read
                problem.extra["current"] = as_json(await call(_projects().GetDeclaration, newer, request))
        raise


@router.get("/teams/{team_id}/declaration")
async def get_declaration(
    team_id: Text, request: Request, since: Count = 0, kept_since: Moment | None = None
) -> dict[str, Any]:
    """Return the draft, or only the sections written after revision `since`, each with its writer.

    `kept` lists the newest texts that were refused and kept (after the moment `kept_since`), without the texts themselves:
    see `kept-texts`.
    """
    signed_in(request)
    message = declarations_pb2.GetDeclarationRequest(team_id=team_id, since_revision=since)
    return as_json(await call(_projects().GetDeclaration, fill(message, kept_since=kept_since), request))


@router.get("/teams/{team_id}/kept-texts")
async def list_kept_texts(
    team_id: Text, request: Request, page_token: PageToken = "", page_size: PageSize = 50
) -> dict[str, Any]:
    """List the texts that were refused and kept, newest first, without the texts themselves (rule C4)."""
    signed_in(request)
    message = page(declarations_pb2.ListKeptTextsRequest(team_id=team_id), page_token, page_size)
    return as_json(await call(_projects().ListKeptTexts, message, request))


@router.get("/teams/{team_id}/kept-texts/{kept_id}")
async def get_kept_text(team_id: Text, kept_id: Text, request: Request) -> dict[str, Any]:
    """Return a text that was refused and kept, whole (rule C4)."""
    signed_in(request)
    message = declarations_pb2.GetKeptTextRequest(team_id=team_id, kept_id=kept_id)
    return as_json(await call(_projects().GetKeptText, message, request))


@router.delete("/teams/{team_id}/kept-texts/{kept_id}", status_code=204)
async def delete_kept_text(team_id: Text, kept_id: Text, request: Request) -> Response:
    """Delete a kept text, by its writer (rule C4)."""
    signed_in(request)
    message = declarations_pb2.DeleteKeptTextRequest(team_id=team_id, kept_id=kept_id)
    await call(_projects().DeleteKeptText, message, request)
    return Response(status_code=204)


@router.get("/teams/{team_id}/completeness")
async def get_completeness(team_id: Text, request: Request) -> dict[str, Any]:
    """Return what is done and missing, what a submission would be refused for, and if the caller may submit (rules C4, K1)."""
    signed_in(request)
    message = declarations_pb2.GetCompletenessRequest(team_id=team_id)
    return as_json(await call(_projects().GetCompleteness, message, request))
