"""The pages on which a team submits: the last look, the receipt, each version to read and print (rules C4, C8 to C10)."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from dasai.registration.v1 import submissions_pb2
from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from chassis.edition.current import edition
from chassis.kernel.refusal import Refusal
from chassis.refusals import NOT_FOUND
from gateway.admission.address import public_address
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import call
from gateway.settings import gateway_settings

from ..account.qr import qr_code
from ..deadline_forms import wait_of
from ..forms import form_key
from ..language import of_request
from ..pages import render
from . import project
from .own_team import teams

router = Router(include_in_schema=False)
_MOST = 10_000
DRAFT = 0


@router.get("/teams/{team_id}/submission")
async def last_look(team_id: str, request: Request) -> Response:
    """Return what would be submitted, whole, with what is missing, and the button that submits (rules B10, C4, C8)."""
    return await _last_look(team_id[:100], request)


@router.post("/teams/{team_id}/submission")
async def submit(
    team_id: str,
    request: Request,
    draft_revision: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
    key: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Submit the draft that was looked at, and lead to the receipt (rule C8).

    The form has a key of its own, so that it is submitted once however often it is sent.
    """
    team_id = team_id[:100]
    message = submissions_pb2.SubmitProjectRequest(team_id=team_id, draft_revision=draft_revision)
    try:
        receipt = await call(teams().SubmitProject, message, request, key=form_key(key))
    except ProblemError as problem:
        if wait_of(problem):
            raise  # the page that waits sends it again (rule C9)
        return await _last_look(team_id, request, problem, key)
    return RedirectResponse(f"/teams/{team_id}/submissions/{receipt.submission_number}/receipt?done=1", 303)


async def _last_look(team_id: str, request: Request, refusal: ProblemError | None = None, key: str = "") -> Response:
    try:
        team, progress = await asyncio.gather(project.team(team_id, request), project.completeness(team_id, request))
    except ProblemError as problem:
        raise (refusal or problem) from None
    values: dict[str, Any] = {
        "team": team,
        "progress": progress,
        "missing": [{**item, "path": project.path_of(team_id, item)} for item in progress["missing"]],
        "refusal": refusal,
        "written": {section["id"]: section for section in team["draft"]},
        "owners": _owners(team["facts"]),
        "key": form_key(key, refusal),
    }
    status = 200 if refusal is None else refusal.status
    return render(request, "participant/submission.html", status, **values)


def _owners(facts: project.Shown) -> dict[str, str]:
    return {each["uscc"]: each["name"] for each in (facts["lead"], *facts["co_organisations"])}


@router.get("/teams/{team_id}/submissions")
async def versions(team_id: str, request: Request) -> Response:
    """Return every submitted version with its receipt, and the ways to compare them (rule C10)."""
    team = await project.team(team_id[:100], request)
    return render(request, "participant/versions.html", team=team)


@router.get("/teams/{team_id}/submissions/{number}")
async def version(team_id: str, number: int, request: Request) -> Response:
    """Return a version as a document to read and print; 0 is the draft, to the team alone (rules C7, K1)."""
    team_id, number = team_id[:100], min(max(number, DRAFT), _MOST)
    team, submitted = await asyncio.gather(
        project.team(team_id, request),
        project.submission(team_id, number, request) if number else _nothing(),
    )
    if submitted is None and not team["own"]:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "submission"}))
    facts = submitted["team"] if submitted else team["facts"]
    sections = submitted["declaration"] if submitted else team["draft"]
    track = next((each for each in edition().tracks if each.code == facts["track"]), None)
    values: dict[str, Any] = {
        "team": team,
        "facts": facts,
        "receipt": submitted["receipt"] if submitted else None,
        "written": {section["id"]: section for section in sections},
        "evidence": submitted["evidence"] if submitted else team["evidence"],
        "owners": _owners(facts),
        "track": track,
        "topic": next((each for each in (track.topics if track else ()) if each.id == facts["topic_id"]), None),
    }
    return render(request, "participant/version.html", **values)


async def _nothing() -> None:
    return None


@router.get("/teams/{team_id}/submissions/{number}/receipt")
async def receipt_page(
    team_id: str, number: int, request: Request, done: Annotated[str, Query(max_length=1)] = ""
) -> Response:
    """Return a submission's receipt to keep and print, with the way to verify it; `done` says that it was just submitted (C8)."""
    team = await project.team(team_id[:100], request)
    receipt = next((each for each in team["receipts"] if each["submission_number"] == number), None)
    if receipt is None:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "submission"}))
    prefix = "/en" if of_request(request.state) == "en" else ""
    address = f"{public_address(request.scope, gateway_settings().public_url)}{prefix}/receipts/verify"
    values = {
        "receipt": receipt,
        "done": done,
        "address": address,
        "qr": qr_code(f"{address}?number={receipt['number']}"),
    }
    return render(request, "participant/receipt.html", team=team, **values)
