"""The pages on which a team submits: the last look, the receipt, each version to read and print (rules C4, C8 to C10)."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from dasai.registration.v1 import submissions_pb2
from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from chassis.edition.current import edition
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import Refusal
from chassis.refusals import NOT_FOUND
from gateway import arrival_tickets
from gateway.admission.address import public_address
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import call
from gateway.settings import gateway_settings

from ..account.qr import qr_code
from ..language import of_request
from ..pages import render
from . import project
from .own_team import teams

router = Router(include_in_schema=False)
_MOST = 10_000
# the platform is busy or away: the same is sent again
_BUSY = (429, 503)
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
    arrival: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Submit the draft that was looked at, and lead to the receipt; if the platform is busy, ask for patience (rules C8, C9).

    The form has a key of its own, so that it is submitted once however often it is sent. What is sent again from the page that
    asks for patience is judged by when it arrived first.
    """
    team_id, key = team_id[:100], key or new_id()
    operation, digest = arrival_tickets.of_submission(f"/teams/{team_id}/submission", draft_revision, key)
    message = submissions_pb2.SubmitProjectRequest(team_id=team_id, draft_revision=draft_revision)
    ticket: arrival_tickets.Ticket | None = None
    try:
        if arrival:
            ticket = await arrival_tickets.redeemed(request, arrival, operation, digest)
            arrival_tickets.take(request, ticket)
        receipt = await call(teams().SubmitProject, message, request, key=key)
    except Refusal as refusal:
        return await _last_look(team_id, request, ProblemError.of(refusal))
    except ProblemError as problem:
        if problem.status not in _BUSY:
            return await _last_look(team_id, request, problem)
        ticket = ticket or arrival_tickets.give(request, operation, digest)
        values: dict[str, Any] = {
            "team_id": team_id,
            "draft_revision": draft_revision,
            "key": key,
            "arrival": ticket.signed,
            "arrived_at": ticket.arrived_at,
            "minutes": round(edition().arrivals.grace_minutes),
            "seconds": int(problem.headers.get("Retry-After", "5")),
            "problem": problem,
        }
        waiting = render(request, "participant/waiting.html", problem.status, **values)
        waiting.headers.update(problem.headers)
        return waiting
    return RedirectResponse(f"/teams/{team_id}/submissions/{receipt.submission_number}/receipt?done=1", 303)


async def _last_look(team_id: str, request: Request, refusal: ProblemError | None = None) -> Response:
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
        "key": new_id(),
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
