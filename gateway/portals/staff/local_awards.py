"""The page on which a host grants its division's own awards (rule E7)."""

from __future__ import annotations

import asyncio
from itertools import groupby
from typing import Any

from dasai.scoring.v1 import local_awards_pb2, local_awards_pb2_grpc
from fastapi import Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.facts.roles import Role
from chassis.kernel.refusal import Refusal
from chassis.permissions import Target
from chassis.permissions import scoring as permissions
from chassis.refusals import FIELDS_INVALID
from gateway.api.body import to_message
from gateway.api.review import recommendations
from gateway.api.scoring import local_awards
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import body_of, fault_of, form_key
from ..pages import form_again, render
from ..public.divisions import division_of, published_scheme
from .homes import home_of_page
from .round_names import panel_named

router = Router(include_in_schema=False)
Shown = dict[str, Any]
_PAGE = "staff/local_awards.html"
_MOVED_ON = "E7_AWARDS_MOVED_ON"


def _local_awards() -> local_awards_pb2_grpc.LocalAwardsAsyncStub:
    return local_awards_pb2_grpc.LocalAwardsStub(channel("scoring"))


def path_of_awards(code: str) -> str:
    """Return the address of a division's own awards."""
    return f"/staff/divisions/{code}/local-awards"


@router.get("/staff/divisions/{code}/local-awards")
async def local_awards_page(code: str, request: Request) -> Response:
    """Return the awards that the scheme offers, for each ranked project a choice of them, and those that stay (rule E7)."""
    values = await _values(code, request)
    return render(request, _PAGE, key=form_key(), done=done_of(request), **values)


async def _values(code: str, request: Request) -> Shown:
    panel_named(f"division-{code}")
    division, granted, answer = await asyncio.gather(
        division_of(code, request),
        _granted(code, request),
        recommendations.list_recommendation_candidates(code, request),
    )
    scheme = published_scheme(division)
    names = {track.code: track for track in edition().tracks}
    offered = scheme["local_awards"] if scheme else []
    awards = granted["awards"] if granted else []
    candidates = as_json(answer)["candidates"]
    suspended = {award["team_id"] for award in awards if award["suspended"]}
    open_to_choice = [each for each in candidates if each["team"]["team_id"] not in suspended]
    grouped = groupby(open_to_choice, key=lambda candidate: candidate["team"]["track"])
    chosen: dict[str, list[str]] = {}
    for award in awards:
        chosen.setdefault(award["team_id"], []).append(award["category"])
    return {
        "code": code,
        "address": path_of_awards(code),
        "home": home_of_page(request, Role.HOST, Role.SECRETARIAT, Role.COMMITTEE),
        "offered": offered,
        "granted": awards,
        "seen": [f"{award['team_id']} {award['category']}" for award in awards],
        "staying": _staying(awards, {each["team"]["team_id"] for each in candidates}, offered),
        "granted_at": granted.get("granted_at", "") if granted else "",
        "by_track": [(names[track], list(each)) for track, each in grouped if track in names],
        "chosen": chosen,
        "may_grant": permissions.GRANT_LOCAL_AWARDS.is_open_to(actor_of(request), Target(division=code)),
    }


def _staying(awards: list[Shown], ranked: set[str], offered: list[Shown]) -> list[tuple[Shown, str]]:
    """Return each award that the form offers no choice of, with the text that says why; the form sends it along as it is."""
    categories = {award["category"] for award in offered}
    staying = []
    for award in awards:
        if award["team_id"] not in ranked:
            staying.append((award, "staff_local_awards.ranking_open"))
        elif award["suspended"]:
            staying.append((award, "staff_local_awards.case_open"))
        elif award["category"] not in categories:
            staying.append((award, "staff_local_awards.not_offered"))
    return staying


async def _granted(code: str, request: Request) -> Shown | None:
    """Return the awards that the division granted; None if it has granted none."""
    try:
        return as_json(await local_awards.get_local_awards(code, request))
    except ProblemError as problem:
        if problem.status == 404:
            return None
        raise


@router.post("/staff/divisions/{code}/local-awards")
async def grant(code: str, request: Request) -> Response:
    """Grant the chosen awards and no others (rule E7).

    `seen` are the awards with which the form was shown: if others are granted now, it shows those, and what was chosen.
    """
    form = await request.form()
    key = str(form.get("key", ""))[:100]
    chosen = {
        name.removeprefix("award-"): [str(value) for value in form.getlist(name) if value]
        for name in form
        if name.startswith("award-")
    }
    grants = [{"category": category, "team_id": team_id} for team_id, each in chosen.items() for category in each]
    seen = [str(value) for value in form.getlist("seen")]
    try:
        if not grants and not await _granted(code, request):
            raise ProblemError.of(Refusal(FIELDS_INVALID, faults=(fault_of("awards", "staff_local_awards.choose"),)))
        body = body_of(local_awards.LocalGrants, grants=grants, seen={"grants": [_grant_of(each) for each in seen]})
        message = to_message(body, local_awards_pb2.GrantLocalAwardsRequest(), division_code=code)
        await call(_local_awards().GrantLocalAwards, message, request, key=key or form_key())
    except ProblemError as problem:
        values = await _values(code, request)
        values["chosen"] = chosen
        if problem.code != _MOVED_ON:
            values["seen"] = seen
        return form_again(request, _PAGE, problem, codes={"E7": "awards"}, key=form_key(key, problem), **values)
    return led_to(path_of_awards(code), "local_awards_granted")


def _grant_of(shown: str) -> Shown:
    """Return the award that a form carries: the team's id and, after a blank, the category."""
    team_id, _, category = shown.partition(" ")
    return {"category": category, "team_id": team_id}
