"""The pages of the list of finalists: who is on it, and how it is proposed for its notice (rules F3, F6, F8)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from dasai.review.v1 import national_check_pb2, national_check_pb2_grpc
from fastapi import Form, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.facts.roles import Role
from chassis.permissions import review as permissions
from chassis.settings import settings
from gateway.api.publicity import notices
from gateway.api.review import national_check
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import form_key
from ..pages import form_again, render
from .homes import home_of_page

router = Router(include_in_schema=False)
Shown = dict[str, Any]
_LIST, _PROPOSAL = "staff/finalists.html", "staff/finalists_proposal.html"


def _national_check() -> national_check_pb2_grpc.NationalCheckAsyncStub:
    return national_check_pb2_grpc.NationalCheckStub(channel("review"))


@router.get("/staff/finalists")
async def finalists_page(request: Request) -> Response:
    """Return all who ever entered the list of finalists, with their states, and the notices of its versions (rules F6, F8)."""
    values = await _values(request)
    return render(request, _LIST, done=done_of(request), **values)


async def _values(request: Request) -> Shown:
    listed, check, published = await asyncio.gather(
        _listed(request),
        national_check.get_national_check(request),
        notices.list_notices(request, kind="finalists", brief=True),
    )
    until = edition().timetable.division_reports_until.at
    return {
        "home": home_of_page(request, Role.SECRETARIAT, Role.COMMITTEE),
        "listed": listed,
        "reports_until": until if settings().clock.now() <= until else None,
        "check": as_json(check),
        "notices": (summaries := as_json(published)["summaries"]),
        "is_opened": _is_opened(listed, summaries),
        "tracks": {track.code: track for track in edition().tracks},
        "may_propose": permissions.PROPOSE_FINALISTS.is_open_to(actor_of(request)),
    }


async def _listed(request: Request) -> Shown | None:
    """Return the list of finalists; None before the first version is proposed."""
    try:
        return as_json(await national_check.get_finalists(request))
    except ProblemError as problem:
        if problem.status == 404:
            return None
        raise


def _is_opened(listed: Shown | None, summaries: Sequence[Shown]) -> bool:
    """Return True if the notice of the list's newest version has begun: the public reads it from then on (rule F8)."""
    # the notice that opens last is first, and publicity has not heard of a version that has none yet
    has_notice = listed is not None and len(summaries) >= listed["version"]
    return has_notice and summaries[0]["state"] != "scheduled"


@router.get("/staff/finalists/proposal")
async def proposal_page(request: Request) -> Response:
    """Return the page that says what proposing the list means (rule F8)."""
    values = await _values(request)
    return render(request, _PROPOSAL, key=form_key(), **values)


@router.post("/staff/finalists/proposal")
async def propose(request: Request, key: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Propose the next version of the list, whose notice opens by itself (rule F8)."""
    message = national_check_pb2.ProposeFinalistsRequest()
    try:
        await call(_national_check().ProposeFinalists, message, request, key=key or form_key())
    except ProblemError as problem:
        values = await _values(request)
        return form_again(request, _PROPOSAL, problem, key=form_key(key, problem), **values)
    return led_to("/staff/finalists", "finalists_proposed")
