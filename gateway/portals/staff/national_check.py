"""The national check for duplicates: its progress, its hits with what both projects share, their settlement (rule F5)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any, get_args

from dasai.review.v1 import national_check_pb2, national_check_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.facts.roles import Role
from chassis.kernel.refusal import FieldFault
from chassis.permissions.review import RUN_NATIONAL_CHECK, SETTLE_HIT
from gateway.api.body import to_message
from gateway.api.review import national_check as api
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import body_of, fault_of, form_key, problem_of
from ..navigation import is_open
from ..pages import form_again, render
from .homes import home_for

router = Router(include_in_schema=False)
Shown = dict[str, Any]
Field = Annotated[str, Form(max_length=200)]
# `all` shows every state; the list begins with what is to be settled
STATES = ("open", "all", *(state for state in get_args(api.HitState) if state not in ("", "open")))
_SIZE = 30
# the next hit, and another in place of the one just settled
_NEXT = 2
_ADDRESS = "/staff/national-check"


def _check() -> national_check_pb2_grpc.NationalCheckAsyncStub:
    return national_check_pb2_grpc.NationalCheckStub(channel("review"))


@router.get("/staff/national-check")
async def check_page(
    request: Request,
    state: Annotated[str, Query(max_length=20)] = "",
    page: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """Return how far the check is, and a page of its hits by state (rule F5)."""
    return await _page(request, state=state, page=page)


@router.post("/staff/national-check")
async def run(request: Request, key: Field = "") -> Response:
    """Let all recommended projects be compared anew (rule F5)."""
    try:
        await call(_check().RunNationalCheck, national_check_pb2.RunNationalCheckRequest(), request, key=form_key(key))
    except ProblemError as problem:
        return await _page(request, problem=problem)
    return led_to(_ADDRESS, "check_run")


async def _page(request: Request, *, state: str = "", page: str = "", problem: ProblemError | None = None) -> Response:
    actor = actor_of(request)
    chosen = state if state in STATES else STATES[0]
    try:
        progress, listed = await asyncio.gather(
            api.get_national_check(request),
            api.list_duplicate_hits(
                request,
                state="" if chosen == "all" else chosen,  # type: ignore[arg-type]
                page_token=page,
                page_size=_SIZE,
                count=not page,
            ),
        )
    except ProblemError as refusal:
        raise (problem or refusal) from None
    shown = as_json(listed)
    values: dict[str, Any] = {
        "home": home_for(actor, Role.SECRETARIAT, Role.COMMITTEE),
        "progress": as_json(progress),
        "chosen": chosen,
        "states": STATES,
        "hits": shown["hits"],
        "page_shown": shown["page"],
        "page": page,
        "may_run": RUN_NATIONAL_CHECK.is_open_to(actor),
        "links_teams": is_open("/staff/teams/x", actor),
        "key": form_key(),
        "done": done_of(request),
    }
    if problem is not None:
        return form_again(request, "staff/national_check.html", problem, **values)
    return render(request, "staff/national_check.html", part="list", **values)


@router.get("/staff/national-check/hits/{hit_id}")
async def hit_page(hit_id: str, request: Request) -> Response:
    """Return both projects of a hit with what they have in common side by side, and the form that settles it (rule F5)."""
    return await _hit_form(hit_id[:200], request)


@router.post("/staff/national-check/hits/{hit_id}")
async def settle(
    hit_id: str,
    request: Request,
    confirmed: Field = "",
    disqualified_team_ids: Annotated[tuple[str, ...], Form(max_length=10)] = (),
    reason: Annotated[str, Form()] = "",
    key: Field = "",
) -> Response:
    """Confirm a hit and disqualify the teams that are chosen, or dismiss it; lead to the next hit that is open (rule F5)."""
    hit_id = hit_id[:200]
    given = {
        "confirmed": confirmed,
        "disqualified_team_ids": list(disqualified_team_ids),
        "reason": reason,
    }
    try:
        if wrong := problem_of(_faults(given)):
            raise wrong
        body = body_of(
            api.HitSettlement,
            confirmed=confirmed == "yes",
            disqualified_team_ids=list(disqualified_team_ids),
            reason=given["reason"],
        )
        message = to_message(body, national_check_pb2.SettleHitRequest(), hit_id=hit_id)
        await call(_check().SettleHit, message, request, key=form_key(key))
    except ProblemError as problem:
        return await _hit_form(hit_id, request, problem, given, key)
    return led_to(await _next(hit_id, request), "hit_settled")


def _faults(given: Mapping[str, Any]) -> list[FieldFault]:
    """Return what a settlement lacks, and the teams that are chosen although the hit is dismissed.

    It can't be taken back: no choice is passed over in silence.
    """
    faults = []
    if given["confirmed"] not in ("yes", "no"):
        faults.append(fault_of("confirmed", "staff_check.missing_settlement"))
    if given["confirmed"] == "yes" and not given["disqualified_team_ids"]:
        faults.append(fault_of("disqualified_team_ids", "staff_check.missing_teams"))
    if given["confirmed"] == "no" and given["disqualified_team_ids"]:
        faults.append(fault_of("disqualified_team_ids", "staff_check.teams_of_dismissed"))
    if not given["reason"].strip():
        faults.append(fault_of("reason", "staff_check.missing_reason"))
    return faults


async def _next(settled: str, request: Request) -> str:
    """Return the address of another open hit, of the list if there is none or review is away."""
    try:
        listed = await api.list_duplicate_hits(request, state="open", page_size=_NEXT)
    except ProblemError:
        return _ADDRESS
    left = [hit.hit_id for hit in listed.hits if hit.hit_id != settled]
    return f"{_ADDRESS}/hits/{left[0]}" if left else _ADDRESS


async def _hit_form(
    hit_id: str,
    request: Request,
    problem: ProblemError | None = None,
    given: Mapping[str, Any] | None = None,
    key: str = "",
) -> Response:
    try:
        details = as_json(await api.get_duplicate_hit(hit_id, request))
    except ProblemError as refusal:
        raise (problem or refusal) from None
    actor = actor_of(request)
    hit = details["hit"]
    values: dict[str, Any] = {
        "home": home_for(actor, Role.SECRETARIAT, Role.COMMITTEE),
        "details": details,
        "hit": hit,
        "sections": {section.id: section for section in edition().sections},
        "may_settle": hit["state"] == "open" and SETTLE_HIT.is_open_to(actor),
        "links_teams": is_open("/staff/teams/x", actor),
        "links_cases": is_open("/staff/cases/x", actor),
        "key": form_key(key, problem),
        "done": done_of(request),
    }
    if problem is not None:
        codes = {"F5_NOT_OF_THE_HIT": "disqualified_team_ids", "D1_REASON": "reason", "H5": "reason", "J": "reason"}
        return form_again(request, "staff/national_check_hit.html", problem, given=given, codes=codes, **values)
    return render(request, "staff/national_check_hit.html", **values)
