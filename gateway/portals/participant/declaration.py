"""The pages on which a team writes its declaration, section by section as the edition describes it (rules C4, C10)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any

from dasai.registration.v1 import declarations_pb2, teams_pb2
from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from chassis.edition.current import edition
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import refuse
from chassis.refusals import NOT_FOUND
from gateway.api.body import to_message
from gateway.api.registration.declarations import DraftSave, Section
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import call

from ..forms import Form as PageForm
from ..forms import body_of
from ..pages import render
from . import project
from .own_team import teams

router = Router(include_in_schema=False)
# refusals of a save because of what others wrote meanwhile: both texts are shown
_MOVED_ON = ("C4_DRAFT_MOVED_ON", "C4_DRAFT_CHANGED", "C4_REVISION_UNKNOWN")
_FIELDS = {"sections[*].text": "text", "sections[*].rich": "text", "sections[*].id": "text"}
Words = Annotated[str, Form()]
Name = Annotated[str, Form(max_length=100)]
Revision = Annotated[int, Form(ge=0, le=2**31 - 1)]


@router.get("/teams/{team_id}/declaration")
async def overview(team_id: str, request: Request) -> Response:
    """Return the declaration's parts with their sections: how far each is, and the texts that were kept (rule C4)."""
    team_id = team_id[:100]
    team, progress, kept, editors = await asyncio.gather(
        project.team(team_id, request),
        project.completeness(team_id, request),
        project.kept_texts(team_id, request),
        project.editors(team_id, request),
    )
    values: dict[str, Any] = {"progress": progress, "kept": kept, "editors": editors}
    return render(request, "participant/declaration.html", team=team, **values)


@router.get("/teams/{team_id}/declaration/{section}")
async def section_page(
    team_id: str, section: str, request: Request, done: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Return the editor of a section; `done` says what led here (rule C4)."""
    return await _editor(team_id[:100], section, request, done=done)


@router.get("/teams/{team_id}/editors")
async def editors_part(team_id: str, request: Request, here: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Return who else is editing which section, as a part of the page of the declaration or of the section `here` (C4)."""
    team_id = team_id[:100]
    return _editors(team_id, request, await project.editors(team_id, request), here)


@router.post("/teams/{team_id}/editors/{section}")
async def note_editing(team_id: str, section: str, request: Request) -> Response:
    """Note that the caller is editing a section, and return who else is, as a part of the section's page (rule C4).

    The script of the editor asks for it once somebody writes: to open the page is to read it.
    """
    team_id = team_id[:100]
    editors = await project.note_editing(team_id, section, request)
    return _editors(team_id, request, editors, section, is_noted=True)


def _editors(
    team_id: str, request: Request, editors: list[project.Shown], here: str, *, is_noted: bool = False
) -> Response:
    values: dict[str, Any] = {"team_id": team_id, "editors": editors, "here": here, "is_noted": is_noted}
    return render(request, "participant/editors.html", part="editors", **values)


@router.post("/teams/{team_id}/declaration/{section}")
async def save_section(
    team_id: str,
    section: str,
    request: Request,
    text: Words = "",
    rich: Words = "",
    draft_revision: Revision = 0,
    editor_id: Name = "",
    then: Name = "",
    formatted: Name = "",
) -> Response:
    """Save a section and lead on; after a refusal show the text again, and beside it what is there now (rule C4)."""
    team_id, text = team_id[:100], text.replace("\r\n", "\n")
    if project.part_of(section) is None:
        refuse(NOT_FOUND, what="section")
    merged: Sequence[str] = ()
    try:
        # without scripts only words come back: formatted text whose words nobody changed keeps its formatting
        if not (formatted and not rich and await _has_words(team_id, section, text, request)):
            merged = (await _save(team_id, section, text, rich, draft_revision, editor_id, request)).merged_sections
    except ProblemError as problem:
        given = {"text": text, "rich": rich, "draft_revision": draft_revision, "editor_id": editor_id}
        return await _editor(team_id, section, request, problem=problem, given=given)
    _, following = project.beside(section)
    if then == "next" and following is not None:
        return RedirectResponse(f"/teams/{team_id}/declaration/{following.id}?done=before", 303)
    if then == "overview":
        return RedirectResponse(f"/teams/{team_id}/declaration", 303)
    done = "merged" if section in merged else "saved"
    return RedirectResponse(f"/teams/{team_id}/declaration/{section}?done={done}", 303)


@router.get("/teams/{team_id}/kept-texts/{kept_id}")
async def kept_page(team_id: str, kept_id: str, request: Request) -> Response:
    """Return a kept text beside what is in the draft now, to put it back or delete it (rule C4)."""
    team_id = team_id[:100]
    team, draft, kept = await asyncio.gather(
        project.team(team_id, request),
        project.draft(team_id, request),
        project.kept_text(team_id, kept_id, request),
    )
    now = next((written for written in draft["sections"] if written["id"] == kept["section"]), None)
    values = {"kept": kept, "now": now, "revision": draft["revision"], "of_part": project.part_of(kept["section"])}
    return render(request, "participant/kept_text.html", team=team, **values)


@router.post("/teams/{team_id}/kept-texts/{kept_id}/return")
async def put_back(team_id: str, kept_id: str, request: Request, draft_revision: Revision = 0) -> Response:
    """Put a kept text into the draft in place of what the reader saw there; it is kept no more once it is in the draft (C4)."""
    team_id = team_id[:100]
    kept = await project.kept_text(team_id, kept_id, request)
    section, editor_id = kept["section"], new_id()
    try:
        await _save(team_id, section, kept["text"], kept["rich"], draft_revision, editor_id, request)
    except ProblemError as problem:
        given = {"text": kept["text"], "rich": kept["rich"], "draft_revision": draft_revision, "editor_id": editor_id}
        return await _editor(team_id, section, request, problem=problem, given=given)
    with suppress(ProblemError):  # a teammate's stays until its writer deletes it
        await _delete(team_id, kept_id, request)
    return RedirectResponse(f"/teams/{team_id}/declaration/{section}?done=returned", 303)


@router.post("/teams/{team_id}/kept-texts/{kept_id}/removal")
async def delete_kept(team_id: str, kept_id: str, request: Request) -> Response:
    """Delete a kept text, by its writer, and lead to the declaration (rule C4)."""
    team_id = team_id[:100]
    try:
        await _delete(team_id, kept_id, request)
    except ProblemError as problem:
        if problem.status != 404:  # it was deleted meanwhile, or the form was sent twice
            raise
    return RedirectResponse(f"/teams/{team_id}/declaration", 303)


async def _delete(team_id: str, kept_id: str, request: Request) -> None:
    message = declarations_pb2.DeleteKeptTextRequest(team_id=team_id, kept_id=kept_id[:100])
    await call(project.projects().DeleteKeptText, message, request)


async def _has_words(team_id: str, section: str, text: str, request: Request) -> bool:
    """Return True if the draft's section has these words."""
    sections = (await project.draft(team_id, request))["sections"]
    return any(written["id"] == section and written["text"] == text for written in sections)


async def _save(
    team_id: str, section: str, text: str, rich: str, revision: int, editor_id: str, request: Request
) -> teams_pb2.Team:
    """Save a section as rich text, or as plain text if that is all there is; raise ProblemError."""
    written = body_of(Section, id=section, text="" if rich else text, rich=rich)
    body = body_of(DraftSave, draft_revision=revision, sections=[written], editor_id=editor_id)
    message = to_message(body, declarations_pb2.SaveDeclarationRequest(), team_id=team_id)
    return await call(teams().SaveDeclaration, message, request)


async def _editor(
    team_id: str,
    section: str,
    request: Request,
    *,
    problem: ProblemError | None = None,
    given: dict[str, Any] | None = None,
    done: str = "",
) -> Response:
    """Return the editor with the draft's text, or after a refusal with the text that was given."""
    part = project.part_of(section)
    if part is None:
        refuse(NOT_FOUND, what="section")
    try:
        team, draft, progress, editors = await asyncio.gather(
            project.team(team_id, request),
            project.draft(team_id, request),
            project.completeness(team_id, request),
            project.editors(team_id, request),
        )
    except ProblemError as refusal:
        raise (problem or refusal) from None
    now = next((written for written in draft["sections"] if written["id"] == section), None)
    conflict = problem is not None and problem.code in _MOVED_ON
    # from here on the writer has read what is there now
    revision = draft["revision"] if conflict or given is None else given["draft_revision"]
    written = given or {"text": now["text"] if now else "", "rich": now["rich"] if now else "", "editor_id": new_id()}
    before, following = project.beside(section)
    values: dict[str, Any] = {
        "team": team,
        "progress": progress,
        "of_part": part,
        "section": edition().section(section),
        "state": next(each for known in progress["parts"] for each in known["sections"] if each["id"] == section),
        "now": now,
        "written": written,
        "revision": revision,
        "conflict": conflict,
        "editors": editors,
        "kept": [text for text in draft["kept"] if text["section"] == section],
        "before": before,
        "following": following,
        "done": done,
        "form": PageForm(written, None if conflict else problem, _FIELDS),
    }
    shown = render(
        request,
        "participant/section.html",
        200 if problem is None else problem.status,
        conflict_problem=problem,
        **values,
    )
    shown.headers.update(problem.headers if problem is not None else {})
    return shown
