"""Declarations: the draft, texts that were refused and kept, completeness (rules C4, K1)."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import declarations_pb2, declarations_pb2_grpc, teams_pb2, teams_pb2_grpc
from fastapi import Request, Response
from pydantic import Field

from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel

from ..body import Count, Moment, PageSize, PageToken, RawLongText, RequestBody, Text, fill, page, to_message
from ..conditions import ETAG, IF_MATCH, etag_of, fail_condition, is_conditional
from ..router import ApiRouter

router = ApiRouter(__name__)
RichText = Annotated[str, Field(max_length=60_000)]


class Section(RequestBody, of=contest_pb2.Section):
    """A section of the declaration (rule C4)."""

    id: Text
    text: RawLongText = ""
    # HTML; kept in a safe form without attributes, and `text` is then its words
    rich: RichText = ""


class DraftSave(RequestBody, of=declarations_pb2.SaveDeclarationRequest):
    """Sections, and the revision of the draft that their writer had read."""

    draft_revision: Count
    sections: Annotated[list[Section], Field(max_length=100)]
    # an identifier that the client draws for each open editor, so that the writer's own lost answer is not taken for a
    # change by somebody else
    editor_id: Annotated[str, Field(max_length=100)] = ""


class Editing(RequestBody, of=declarations_pb2.NoteEditingRequest):
    """The section that the caller is editing."""

    section: Text


def _teams() -> teams_pb2_grpc.TeamsAsyncStub:
    return teams_pb2_grpc.TeamsStub(channel("registration"))


def _projects() -> declarations_pb2_grpc.ProjectsAsyncStub:
    return declarations_pb2_grpc.ProjectsStub(channel("registration"))


@router.put("/teams/{team_id}/declaration", openapi_extra=IF_MATCH, responses={200: ETAG})
async def save_declaration(team_id: Text, body: DraftSave, request: Request, response: Response) -> teams_pb2.Team:
    """Save sections of the draft (rule C4).

    If somebody else wrote a section meanwhile and touched other paragraphs, both texts are merged (`merged_sections`). If
    they touched the same paragraphs, the answer is 409 `C4_DRAFT_MOVED_ON` with the section as it is now (`current`), and
    the refused text is kept. With If-Match nothing is merged: 412 `C4_DRAFT_CHANGED` if anything changed.
    """
    conditional = is_conditional(request, body.draft_revision)
    message = to_message(body, declarations_pb2.SaveDeclarationRequest(only_unchanged=conditional), team_id=team_id)
    try:
        team: teams_pb2.Team = await call(_teams().SaveDeclaration, message, request)
    except ProblemError as problem:
        if conditional:
            fail_condition(problem, ("C4_DRAFT_CHANGED", "C4_DRAFT_MOVED_ON"))
        if problem.code in ("C4_DRAFT_MOVED_ON", "C4_DRAFT_CHANGED"):
            newer = declarations_pb2.GetDeclarationRequest(team_id=team_id, since_revision=body.draft_revision)
            with suppress(ProblemError):  # the refusal is the answer, also if the current text can't be read
                problem.extra["current"] = as_json(await call(_projects().GetDeclaration, newer, request))
        raise
    response.headers.update(etag_of(team.draft_revision))
    return team


@router.get("/teams/{team_id}/declaration", responses={200: ETAG})
async def get_declaration(
    team_id: Text, request: Request, response: Response, since: Count = 0, kept_since: Moment | None = None
) -> declarations_pb2.Declaration:
    """Return the draft, or only the sections written after revision `since`, each with its writer.

    `kept` lists the newest texts that were refused and kept (after the moment `kept_since`), without the texts themselves:
    see `kept-texts`.
    """
    message = declarations_pb2.GetDeclarationRequest(team_id=team_id, since_revision=since)
    draft: declarations_pb2.Declaration = await call(
        _projects().GetDeclaration, fill(message, kept_since=kept_since), request
    )
    response.headers.update(etag_of(draft.revision))
    return draft


@router.get("/teams/{team_id}/kept-texts")
async def list_kept_texts(
    team_id: Text, request: Request, page_token: PageToken = "", page_size: PageSize = 50
) -> declarations_pb2.ListKeptTextsResponse:
    """List the texts that were refused and kept, newest first, without the texts themselves (rule C4)."""
    message = page(declarations_pb2.ListKeptTextsRequest(team_id=team_id), page_token, page_size)
    return await call(_projects().ListKeptTexts, message, request)


@router.get("/teams/{team_id}/kept-texts/{kept_id}")
async def get_kept_text(team_id: Text, kept_id: Text, request: Request) -> declarations_pb2.KeptText:
    """Return a text that was refused and kept, whole (rule C4)."""
    message = declarations_pb2.GetKeptTextRequest(team_id=team_id, kept_id=kept_id)
    return await call(_projects().GetKeptText, message, request)


@router.delete("/teams/{team_id}/kept-texts/{kept_id}", status_code=204)
async def delete_kept_text(team_id: Text, kept_id: Text, request: Request) -> Response:
    """Delete a kept text, by its writer (rule C4)."""
    message = declarations_pb2.DeleteKeptTextRequest(team_id=team_id, kept_id=kept_id)
    await call(_projects().DeleteKeptText, message, request)
    return Response(status_code=204)


@router.put("/teams/{team_id}/editors")
async def note_editing(team_id: Text, body: Editing, request: Request) -> declarations_pb2.Editors:
    """Note that the caller is editing a section, and return who else of the team is editing (rule C4).

    Note it again every ten seconds while the editor is open: after half a minute it is forgotten. Nothing is locked by it.
    """
    message = to_message(body, declarations_pb2.NoteEditingRequest(), team_id=team_id)
    return await call(_projects().NoteEditing, message, request)


@router.get("/teams/{team_id}/editors")
async def list_editors(team_id: Text, request: Request) -> declarations_pb2.Editors:
    """Return who of the team is editing which section now, apart from the caller (rule C4)."""
    return await call(_projects().ListEditors, declarations_pb2.ListEditorsRequest(team_id=team_id), request)


@router.get("/teams/{team_id}/completeness")
async def get_completeness(team_id: Text, request: Request) -> declarations_pb2.Completeness:
    """Return what is done and missing, what a submission would be refused for, and if the caller may submit (rules C4, K1)."""
    message = declarations_pb2.GetCompletenessRequest(team_id=team_id)
    return await call(_projects().GetCompleteness, message, request)
