"""Dossiers: a division's declarations and material as one file, asked for, made and downloaded (rules K1, K3, K4)."""

from __future__ import annotations

from typing import Annotated

from dasai.registration.v1 import dossiers_pb2, dossiers_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.kernel.refusal import Refusal
from chassis.permissions import Target
from chassis.permissions.registration import CANCEL_DOSSIER, REQUEST_DOSSIER
from chassis.refusals import NOT_FOUND
from gateway.api.body import page
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import form_key
from ..pages import render
from ..participant.own_team import Shown

router = Router(include_in_schema=False)
# a worker makes them: their page shows the progress while one of these is its state
ON_THEIR_WAY = ("waiting", "running")
_PAGE = 50


def _dossiers() -> dossiers_pb2_grpc.DossiersAsyncStub:
    return dossiers_pb2_grpc.DossiersStub(channel("registration"))


@router.get("/staff/divisions/{code}/dossiers")
async def dossiers_page(
    code: str, request: Request, page_token: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Return a division's dossiers with their progress, the newest first, and the button that asks for another (rule K3)."""
    return await _list(code, request, page_token)


@router.post("/staff/divisions/{code}/dossiers")
async def request_dossier(code: str, request: Request, key: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Ask for a dossier, and lead to its progress (rules K1, K3)."""
    try:
        message = dossiers_pb2.RequestDossierRequest(division_code=code[:6])
        await call(_dossiers().RequestDossier, message, request, key=key)
    except ProblemError as problem:
        return await _list(code, request, "", problem)
    return led_to(f"/staff/divisions/{code}/dossiers", "dossier_requested")


@router.post("/staff/divisions/{code}/dossiers/{dossier_id}/cancellation")
async def cancel_dossier(
    code: str, dossier_id: str, request: Request, key: Annotated[str, Form(max_length=100)] = ""
) -> Response:
    """Stop making a dossier, or delete its file (rules K3, K4)."""
    try:
        message = dossiers_pb2.CancelDossierRequest(dossier_id=dossier_id[:100])
        await call(_dossiers().CancelDossier, message, request, key=key)
    except ProblemError as problem:
        return await _list(code, request, "", problem)
    return led_to(f"/staff/divisions/{code}/dossiers", "dossier_cancelled")


async def _list(code: str, request: Request, page_token: str, problem: ProblemError | None = None) -> Response:
    unit = next((each for each in edition().divisions if each.code == code), None)
    if unit is None:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "division"}))
    message = page(dossiers_pb2.ListDossiersRequest(division_code=code), page_token, _PAGE)
    try:
        listed = as_json(await call(_dossiers().ListDossiers, message, request))
    except ProblemError as refusal:
        raise (problem or refusal) from None
    actor, target = actor_of(request), Target(division=code)
    values: Shown = {
        "unit": unit,
        "dossiers": listed["dossiers"],
        "stored_bytes": listed["stored_bytes"],
        "limit": listed["limit"],
        "next": listed["page"]["next_page_token"] if listed.get("page") else "",
        "is_later_page": bool(page_token),
        "is_making": any(each["state"] in ON_THEIR_WAY for each in listed["dossiers"]),
        "on_their_way": ON_THEIR_WAY,
        "may_request": REQUEST_DOSSIER.is_open_to(actor, target),
        "may_cancel": CANCEL_DOSSIER.is_open_to(actor, target),
        "key": form_key("", problem),
        "refusal": problem,
        "done": done_of(request),
    }
    return render(request, "staff/dossiers.html", problem.status if problem else 200, part="list", **values)
