"""The pages of a team's material: what is there, uploading by a plain form, viewing a file (rules C5 to C7)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

from dasai.registration.v1 import materials_pb2
from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from chassis.edition.current import edition
from chassis.objects import objects
from gateway import tus
from gateway.api.body import to_message
from gateway.api.registration.materials import Evidence, complete
from gateway.form_with_files import File, FormWithFiles
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json, call
from gateway.settings import gateway_settings

from ..forms import body_of, form_key, number_typed, with_missing
from ..pages import form_again, render
from ..shown_files import SHOWN_AS, shown_as
from . import project
from .own_team import teams
from .supplement_form import AnswerForm, supplement_form

router = Router(include_in_schema=False)
_limits = gateway_settings()
# which field a refusal is about
_OF_UPLOADS = {
    "C5_FOREIGN_OWNER": "owner_uscc",
    "C5_UNKNOWN_KIND": "kind",
    "C7": "file",
    "FILE": "file",
    "FORM": "file",
    "TUS": "file",
    "STORAGE": "file",
}
Kind = Annotated[str, Query(max_length=100)]
Name = Annotated[str, Form(max_length=300)]
# of the number of a request of review
_DIGITS = 4


@router.get("/teams/{team_id}/material")
async def material_page(team_id: str, request: Request, done: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Return each kind of evidence with its files, their owners and states, and what else was uploaded (rules C5 to C7)."""
    team_id = team_id[:100]
    team, progress, files = await asyncio.gather(
        project.team(team_id, request), project.completeness(team_id, request), project.files(team_id, request)
    )
    values = _values(team, files) | {"progress": progress, "done": done, "key": form_key()}
    return render(request, "participant/material.html", team=team, **values)


def _values(team: project.Shown, files: Sequence[project.Shown]) -> dict[str, Any]:
    """Return the evidence by kind, each piece with its file's record, and the files that are no evidence."""
    records = {(file["sha256"], file["owner_uscc"]): file for file in files}
    pieces = [{**piece, "file": records.get((piece["sha256"], piece["owner_uscc"]))} for piece in team["evidence"]]
    used = {(piece["sha256"], piece["owner_uscc"]) for piece in team["evidence"]}
    kinds = [
        {
            "kind": kind,
            "required": kind in edition().evidence.required,
            "limits": project.limits_of(kind.id),
            "pieces": [piece for piece in pieces if piece["kind"] == kind.id],
        }
        for kind in project.evidence_kinds()
    ]
    return {
        "kinds": kinds,
        "others": [file for file in files if (file["sha256"], file["owner_uscc"]) not in used],
        "owners": {each["uscc"]: each["name"] for each in project.organisations(team)},
        "viewable": SHOWN_AS,
    }


@router.get("/teams/{team_id}/material/upload")
async def upload_page(
    team_id: str, request: Request, kind: Kind = "", replaces: Kind = "", supplement: Kind = ""
) -> Response:
    """Return the form to upload a file as evidence of a kind, or for an answer to review (rules C5, C6, C11)."""
    return await upload_form(team_id[:100], request, {"kind": kind, "replaces": replaces, "supplement": supplement})


@router.post("/teams/{team_id}/material")
async def upload(team_id: str, request: Request) -> Response:
    """Take a file of a plain form: begin the upload, store its bytes as they arrive, inspect and attach it (rules C5 to C7)."""
    team_id = team_id[:100]
    most = max(each.max_bytes for each in edition().files.formats) * 2
    form = FormWithFiles(request, most, _limits.body_seconds)
    try:
        file = await form.only_file()
        given = _given(form)
        done = await _store(team_id, given, file, request)
        replaced = given.get("replaces", "")
        is_replaced = replaced in ("", done.evidence_id) or await _is_removed(team_id, replaced, request)
    except ProblemError as problem:
        await form.drain()
        return await upload_form(team_id, request, _given(form), problem, answer=_answer(form))
    number = number_typed(given.get("supplement", ""), _DIGITS)
    if number is not None:
        answer = _answer(form)
        if answer.is_begun:
            chosen = answer.with_file(done.material_id, done.kind)
            return await supplement_form(team_id, number, request, chosen)
        page = f"/teams/{team_id}/supplements/{number}"
        return RedirectResponse(f"{page}?file={done.material_id}&kind={done.kind}", 303)
    said = "uploaded" if is_replaced else "uploaded_beside"
    return RedirectResponse(f"/teams/{team_id}/material?done={said}", 303)


async def _is_removed(team_id: str, evidence_id: str, request: Request) -> bool:
    """Take what a new file replaces out of the draft; return False if that is refused, so that both are evidence."""
    try:
        await _remove(team_id, evidence_id, request)
    except ProblemError as problem:
        return problem.status == HTTPStatus.NOT_FOUND  # it is gone already
    return True


def _given(form: FormWithFiles) -> dict[str, str]:
    """Return the fields of a form that have come, each within a bound."""
    return {name: values[0][:200] for name, values in form.fields.items()}


def _answer(form: FormWithFiles) -> AnswerForm:
    """Return the answer to review that a form to upload carries."""
    last = {name: values[-1] for name, values in form.fields.items()}
    return AnswerForm.of(last.get("text", ""), form.fields.get("files", []), last, last.get("key", ""))


async def _store(team_id: str, given: dict[str, str], file: File, request: Request) -> materials_pb2.Upload:
    """Return the complete upload of a form's file; an upload whose file did not arrive whole is given up."""
    message = materials_pb2.BeginUploadRequest(
        team_id=team_id,
        kind=given.get("kind", ""),
        owner_uscc=given.get("owner_uscc", ""),
        file_name=file.name,
        size_bytes=file.size or 0,
    )
    begun = await call(project.materials().BeginUpload, message, request)
    try:
        place = 0
        async for piece in file.pieces(objects().piece_bytes):
            await tus.threaded(objects().append, begun.id, place, piece)
            place += len(piece)
    except ProblemError:
        await call(project.materials().EndUpload, materials_pb2.EndUploadRequest(upload_id=begun.id), request)
        raise
    return await complete(begun, request)


async def upload_form(
    team_id: str,
    request: Request,
    given: dict[str, str],
    problem: ProblemError | None = None,
    *,
    answer: AnswerForm | None = None,
) -> Response:
    """Return the form to upload a file; it carries the answer to review that the file is for, as it was filled in."""
    try:
        team = await project.team(team_id, request)
    except ProblemError as refusal:
        raise (problem or refusal) from None
    kinds = project.evidence_kinds()
    values: dict[str, Any] = {
        "team": team,
        "kinds": kinds,
        "required": {kind.id for kind in edition().evidence.required},
        "limits": {kind.id: project.limits_of(kind.id) for kind in kinds},
        "replaced": next((piece for piece in team["evidence"] if piece["id"] == given.get("replaces")), None),
        "supplement": given.get("supplement", ""),
        "owners": project.organisations(team),
        "chosen": given,
        "answer": answer or AnswerForm(),
    }
    if problem is not None:
        if "owner_uscc" in given:  # the field has come; it is asked for if it is empty
            problem = with_missing(problem, given, {"owner_uscc": "upload.owner_missing"})
        return form_again(request, "participant/upload.html", problem, given=given, codes=_OF_UPLOADS, **values)
    return render(request, "participant/upload.html", **values)


@router.post("/teams/{team_id}/material/{evidence_id}/removal")
async def remove(team_id: str, evidence_id: str, request: Request, key: Name = "") -> Response:
    """Take a piece of evidence out of the draft; its file is kept (rule C7)."""
    team_id = team_id[:100]
    try:
        await _remove(team_id, evidence_id, request, key)
    except ProblemError as problem:
        if problem.status != HTTPStatus.NOT_FOUND:  # a colleague removed it meanwhile, or the form was sent twice
            raise
    return RedirectResponse(f"/teams/{team_id}/material?done=removed", 303)


async def _remove(team_id: str, evidence_id: str, request: Request, key: str = "") -> None:
    message = materials_pb2.RemoveEvidenceRequest(team_id=team_id, evidence_id=evidence_id[:100])
    await call(teams().RemoveEvidence, message, request, key=key)


@router.post("/teams/{team_id}/material/attachments")
async def attach(
    team_id: str,
    request: Request,
    kind: Name = "",
    sha256: Name = "",
    owner_uscc: Name = "",
    file_name: Name = "",
    key: Name = "",
) -> Response:
    """Attach a file that was uploaded before to the draft, as evidence of a kind (rules C5 to C7)."""
    team_id = team_id[:100]
    body = body_of(Evidence, kind=kind, sha256=sha256, owner_uscc=owner_uscc, file_name=file_name)
    message = materials_pb2.AttachEvidenceRequest(team_id=team_id)
    to_message(body, message.evidence)
    await call(teams().AttachEvidence, message, request, key=key)
    return RedirectResponse(f"/teams/{team_id}/material?done=attached", 303)


@router.get("/teams/{team_id}/material/{material_id}/view")
async def view(team_id: str, material_id: str, request: Request) -> Response:
    """Return the page that shows a file; what no browser shows safely is offered for download only (rule C7)."""
    team_id = team_id[:100]
    message = materials_pb2.GetMaterialRequest(team_id=team_id, material_id=material_id[:100])
    team, file = await asyncio.gather(
        project.team(team_id, request), call(project.materials().GetMaterial, message, request)
    )
    return render(request, "participant/file.html", team=team, file=as_json(file), shown_as=shown_as(file.media_type))
