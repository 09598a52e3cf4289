"""The pages on which an expert scores: own sheets, a sheet, recusal, interests (rules E2, E3)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Annotated, Any

from dasai.scoring.v1 import panels_pb2, panels_pb2_grpc, sheets_pb2, sheets_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from chassis.facts.roles import Grant, Role
from chassis.kernel.refusal import FieldFault
from chassis.refusals import NOT_FOUND
from gateway.api.body import fill, to_message
from gateway.api.scoring import panels, sheets
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import body_of, fault_of, form_key, problem_of, refuse_all
from ..pages import form_again, render
from ..public.scheme_changes import percent
from ..words import text_in
from .evidence import by_kind, file_shown, in_order, piece_after
from .following import item_after
from .panels import is_over
from .round_names import round_named
from .tasks import Task, counted_task, finds_tasks, to_count

router = Router(include_in_schema=False)
Shown = dict[str, Any]
Token = Annotated[str, Query(max_length=200)]
_LIST, _SHEET, _RECUSAL, _INTERESTS = (
    "staff/sheets.html",
    "staff/sheet.html",
    "staff/sheet_recusal.html",
    "staff/interests.html",
)
# the buttons of the form
SAVE, SUBMIT, SUBMIT_AND_NEXT = "save", "submit", "next"
# the path of one of the interests of the API's body
_INTEREST = re.compile(r"interests[.\[](\d+)\]?")
_BETWEEN = re.compile(r"[\s、，,；;]+")


def _sheets() -> sheets_pb2_grpc.SheetsAsyncStub:
    return sheets_pb2_grpc.SheetsStub(channel("scoring"))


def _panels() -> panels_pb2_grpc.PanelsAsyncStub:
    return panels_pb2_grpc.PanelsStub(channel("scoring"))


async def _count(request: Request, round_id: str, state: str = "") -> int:
    """Return how many sheets of a round the reader has in a state."""
    answer = await sheets.list_sheets(request, round_id=round_id, state=state, page_size=1, count=True)  # type: ignore[arg-type]
    return answer.page.total


async def _progress(request: Request, round_id: str) -> Shown:
    """Return how many of the reader's sheets of a round are submitted, and how many there are."""
    submitted, total = await asyncio.gather(_count(request, round_id, "submitted"), _count(request, round_id))
    return {"submitted": submitted, "total": total}


@router.get("/staff/sheets")
async def own_sheets(request: Request, page_token: Token = "") -> Response:
    """Return the reader's sheets, what is still to do first, with the progress of each round (rule E3)."""
    answer = as_json(await sheets.list_sheets(request, page_token=page_token))
    rounds = sorted({sheet["round_id"] for sheet in answer["sheets"]})
    progress = await asyncio.gather(*(_progress(request, round_id) for round_id in rounds))
    values: Shown = {
        "sheets": answer["sheets"],
        "rounds": {round_id: round_named(round_id) for round_id in rounds},
        "progress": dict(zip(rounds, progress, strict=True)),
        "first": next((sheet for sheet in answer["sheets"] if _is_to_do(sheet)), None),
        "next_token": answer["page"]["next_page_token"],
        "is_first_page": not page_token,
    }
    return render(request, _LIST, done=done_of(request), **values)


def _is_to_do(sheet: Shown) -> bool:
    return bool(sheet["state"] == "draft" and not sheet["sealed"])


@router.get("/staff/sheets/next")
async def next_sheet(request: Request, after: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Lead to the sheet to score after another one, from the last to the first; to the list if none is left (rule E3)."""
    sheet_id = await _sheet_after(request, after)
    if sheet_id:
        return RedirectResponse(f"/staff/sheets/{sheet_id}", 303)
    return led_to("/staff/sheets", "sheets_none_left")


@router.get("/staff/sheets/{sheet_id}")
async def sheet_page(
    sheet_id: str,
    request: Request,
    edit: Annotated[str, Query(max_length=1)] = "",
    file: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Return a sheet with the declaration and a file of the material to score (rule E3).

    `edit` shows the form of a submitted sheet to change it.
    """
    values = await _values(request, sheet_id, file)
    return render(request, _SHEET, part="file", edits=bool(edit), key=form_key(), done=done_of(request), **values)


async def _file(sheet: Shown, file: str, request: Request) -> Shown:
    """Return a file of the project; nothing if there is none of this id, or registration has not heard of the sheet yet."""
    try:
        return await file_shown(sheet["team_id"], sheet["evidence"], file, request)
    except ProblemError as problem:
        if problem.code != NOT_FOUND.name:
            raise
        return {}


async def _values(request: Request, sheet_id: str, file: str = "") -> Shown:
    message = sheets_pb2.GetSheetRequest(sheet_id=sheet_id[:200])
    sheet = as_json(await call(_sheets().GetSheet, message, request))
    progress = await _progress(request, sheet["round_id"])
    return {
        "sheet": sheet,
        "evidence": by_kind(sheet["evidence"]),
        "file": await _file(sheet, file, request) if file else {},
        "next_file": piece_after(in_order(sheet["evidence"]), file),
        "chosen": file,
        "round": round_named(sheet["round_id"]),
        "progress": progress,
        "written": {section["id"]: section for section in sheet["declaration"]},
        "scores": {score["criterion_id"]: score for score in sheet["scores"]},
        "is_late": is_over(request, sheet.get("scoring_closes", "")),
        "percent": percent,
    }


@router.post("/staff/sheets/{sheet_id}")
async def save(sheet_id: str, request: Request) -> Response:
    """Save the sheet, and as `act` says submit it and lead to the next sheet to do (rule E3)."""
    form = await request.form()
    given = {name: str(value) for name, value in form.items() if isinstance(value, str)}
    act, key = given.get("act", SAVE), given.get("key", "")[:100] or form_key()
    values = await _values(request, sheet_id)
    criteria = [criterion["id"] for criterion in values["sheet"]["rubric"]]
    scored = [name for name in criteria if given.get(f"score-{name}", "").strip() or given.get(f"comment-{name}")]
    try:
        faults = _missing(values, given) if act != SAVE else []
        if faults:
            await refuse_all(faults, _judged(sheet_id, scored, given, request), refused_by=_unknown(scored))
        body = body_of(
            sheets.SheetSave,
            scores=[
                {
                    "criterion_id": name,
                    "score": given.get(f"score-{name}", "").strip(),
                    "comment": given.get(f"comment-{name}", ""),
                }
                for name in scored
            ],
            reason=given.get("reason", ""),
        )
        message = to_message(body, sheets_pb2.SaveSheetRequest(), sheet_id=sheet_id)
        await call(_sheets().SaveSheet, message, request, key=f"{key}-save")
        if act == SAVE:
            return led_to(f"/staff/sheets/{sheet_id}", "sheet_saved")
        # looked up before, while the sheet still has its place among those to score
        following = await _sheet_after(request, sheet_id) if act == SUBMIT_AND_NEXT else ""
        submission = sheets_pb2.SubmitSheetRequest(sheet_id=sheet_id, reason=body.reason)
        await call(_sheets().SubmitSheet, submission, request, key=f"{key}-submit")
    except ProblemError as problem:
        return form_again(
            request,
            _SHEET,
            problem,
            given=given,
            fields=_fields(scored),
            codes={"E3_REASON_MISSING": "reason", "E3_LATE_REASON_MISSING": "reason"},
            edits=True,
            key=form_key(),  # the sheet may be saved already, under the key before
            **values,
        )
    if act == SUBMIT:
        return led_to(f"/staff/sheets/{sheet_id}", "sheet_submitted")
    if following:
        return led_to(f"/staff/sheets/{following}", "sheet_submitted_next")
    return led_to("/staff/sheets", "sheets_finished")


def _missing(values: Shown, given: Shown) -> list[FieldFault]:
    """Return a fault for each criterion without a score, which names the criterion, and for a reason that is needed."""
    faults = [
        fault_of(f"score-{criterion['id']}", "staff_sheets.score_missing", criterion=criterion["name"])
        for criterion in values["sheet"]["rubric"]
        if not given.get(f"score-{criterion['id']}", "").strip()
    ]
    needs_reason = values["sheet"]["number"] > 0 or values["is_late"]
    if needs_reason and not given.get("reason", "").strip():
        faults.append(fault_of("reason", "staff_sheets.reason_missing"))
    return faults


async def _judged(sheet_id: str, scored: Sequence[str], given: Shown, request: Request) -> None:
    """Let the service say what is wrong with the scores that were typed; raises ProblemError in any case.

    Nothing is saved, because a score of no criterion is among them.
    """
    message = sheets_pb2.SaveSheetRequest(sheet_id=sheet_id, reason=given.get("reason", ""))
    for name in scored:
        score, comment = given.get(f"score-{name}", "").strip(), given.get(f"comment-{name}", "")
        message.scores.add(criterion_id=name, score=score, comment=comment)
    message.scores.add()
    await call(_sheets().SaveSheet, message, request)


def _unknown(scored: Sequence[str]) -> str:
    """Return the path of the score of no criterion, by which `_judged` is refused."""
    return f"scores[{len(scored)}].criterion_id"


def _fields(scored: Sequence[str]) -> dict[str, str]:
    """Return which field of the form each path of the API's body is about."""
    parts = ("score", "comment", "criterion_id")
    return {
        path: f"{'comment' if part == 'comment' else 'score'}-{name}"
        for place, name in enumerate(scored)
        for part in parts
        for path in (f"scores[{place}].{part}", f"scores.{place}.{part}")
    }


async def _sheet_after(request: Request, sheet_id: str) -> str:
    """Return the id of the reader's sheet to score after another one; empty if no other is to be scored."""

    async def list_page(token: str, size: int) -> tuple[list[str], str]:
        answer = as_json(await sheets.list_sheets(request, state="draft", page_token=token, page_size=size))
        return [sheet["sheet_id"] for sheet in answer["sheets"] if _is_to_do(sheet)], answer["page"]["next_page_token"]

    return await item_after(list_page, sheet_id)


@router.get("/staff/sheets/{sheet_id}/recusal")
async def recusal_page(sheet_id: str, request: Request) -> Response:
    """Return the page that says what stepping back from a project means, and asks for the reason (rule E2)."""
    values = await _values(request, sheet_id)
    return render(request, _RECUSAL, key=form_key(), **values)


@router.post("/staff/sheets/{sheet_id}/recusal")
async def recuse(
    sheet_id: str,
    request: Request,
    reason: Annotated[str, Form()] = "",
    key: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Step back from the project of a sheet, and lead to the sheets (rule E2)."""
    values = await _values(request, sheet_id)
    try:
        body = body_of(panels.Recusal, sheet_id=sheet_id, reason=reason)
        panel_id = values["round"].panel.panel_id
        message = to_message(body, panels_pb2.RecuseRequest(), panel_id=panel_id)
        await call(_panels().Recuse, message, request, key=key or form_key())
    except ProblemError as problem:
        return form_again(
            request,
            _RECUSAL,
            problem,
            given={"reason": reason},
            codes={"E3_REASON_MISSING": "reason"},
            key=form_key(key, problem),
            **values,
        )
    return led_to("/staff/sheets", "recused")


@router.get("/staff/interests")
async def interests_page(request: Request) -> Response:
    """Return the reader's interests on each panel, with the form that adds some (rule E2)."""
    shown = await _own_panels(request)
    return render(request, _INTERESTS, panels=shown, key=form_key(), done=done_of(request))


async def _own_panels(request: Request) -> list[Shown]:
    """Return the panels that the reader is on: each with its id, and the interests that are known."""
    answer = as_json(await panels.list_own_panels(request))
    return [
        {
            "panel_id": panel["panel_id"],
            "division": panel["panel_id"].removeprefix("division-") if panel["panel_id"] != "final" else "",
            "interests": [interest for expert in panel["experts"] for interest in expert["interests"]],
        }
        for panel in answer["panels"]
    ]


@router.post("/staff/interests")
async def declare_interests(
    request: Request,
    panel_id: Annotated[str, Form(max_length=100)] = "",
    interests: Annotated[str, Form()] = "",
    key: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Add interests on a panel; they can't be taken back (rule E2)."""
    shown = await _own_panels(request)
    listed = [part for part in _BETWEEN.split(interests) if part]
    chosen = panel_id if panel_id in {panel["panel_id"] for panel in shown} else ""
    missing = [
        *([] if chosen else [fault_of("panel_id", "staff_sheets.panel_missing")]),
        *([] if listed else [fault_of("interests", "staff_sheets.interests_missing")]),
    ]
    try:
        if (incomplete := problem_of(missing)) is not None:
            raise incomplete
        body = body_of(panels.Interests, interests=listed)
        message = to_message(body, panels_pb2.DeclareInterestsRequest(), panel_id=chosen)
        await call(_panels().DeclareInterests, message, request, key=key or form_key())
    except ProblemError as problem:
        problem.faults = [numbered(fault) for fault in problem.faults]
        return form_again(
            request,
            _INTERESTS,
            problem,
            given={"interests": interests, "panel_id": chosen},
            fields={"interests.*": "interests", "interests[*]": "interests"},
            codes={"E1_NOT_ON_PANEL": "panel_id"},
            panels=shown,
            key=form_key(key, problem),
        )
    return led_to("/staff/interests", "interests_declared")


def numbered(fault: FieldFault) -> FieldFault:
    """Return the fault of an interest with its place among those that were typed, and any other as it is."""
    item = _INTEREST.fullmatch(fault.field)
    if item is None:
        return fault
    zh, en = (
        text_in(language, "staff_sheets.interest_at", number=int(item[1]) + 1).unescape() for language in ("zh", "en")
    )
    return FieldFault(fault.field, zh + fault.zh, en + fault.en)


@finds_tasks(Role.EXPERT)
async def sheets_to_do(request: Request, grant: Grant) -> Sequence[Task]:
    """Return the sheets that the expert still has to submit, with the time until which no reason is needed (rule E3)."""
    first = min(each.division for each in actor_of(request).grants if each.role == Role.EXPERT)
    if grant.division != first:  # the list is of all divisions together: whoever scores for several sees it once
        return ()
    drafts = fill(sheets_pb2.ListSheetsRequest(), state="draft")
    listed = as_json(await call(_sheets().ListSheets, to_count(drafts), request))
    due = listed["sheets"][0].get("scoring_closes") or "" if listed["sheets"] else ""
    return counted_task("staff_sheets.task", "/staff/sheets", listed, due)
