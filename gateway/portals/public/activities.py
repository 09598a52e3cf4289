"""The divisions' activities for anyone, and the sign-up of participants (rules A3, A6, K4)."""

from __future__ import annotations

import asyncio
from datetime import UTC
from typing import Annotated, Any

from dasai.registration.v1 import activities_pb2, activities_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from chassis.edition.current import edition
from chassis.permissions.registration import SIGN_UP
from chassis.settings import settings
from gateway.api.body import to_message
from gateway.api.registration import activities as api
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import PUBLIC, actor_of, as_json, call, channel

from ..forms import body_of, form_key
from ..pages import form_again, render

router = Router(include_in_schema=False)
Field = Annotated[str, Form(max_length=400)]
Shown = dict[str, Any]


def _activities() -> activities_pb2_grpc.ActivitiesAsyncStub:
    return activities_pb2_grpc.ActivitiesStub(channel("registration"))


@router.get("/activities")
async def activities(
    request: Request,
    division: Annotated[str, Query(max_length=20)] = "",
    past: bool = False,
    page: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Return the activities that are to come, or all, of a division or of all, by their beginning."""
    unit = next((each for each in edition().divisions if each.code == division), None)
    code, since = unit.code if unit else "", None if past else settings().clock.now()
    listed = as_json(
        await api.list_activities(request, division_code=code, begins_from=since, page_token=page, page_size=50)
    )
    return render(
        request,
        "public/activities.html",
        activities=listed["activities"],
        next_page=listed["page"]["next_page_token"],
        unit=unit,
        past=past,
        page=page,
    )


@router.get("/activities/{activity_id}")
async def activity(activity_id: str, request: Request, done: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Return an activity's page, with the form to sign up or one's own place; `done` says what was done before."""
    return render(request, "public/activity.html", done=done, key=form_key(), **await _shown(activity_id, request))


@router.post("/activities/{activity_id}/sign-up")
async def sign_up(
    activity_id: str,
    request: Request,
    name: Field = "",
    organisation: Field = "",
    contact: Field = "",
    key: Field = "",
) -> Response:
    """Take a place, and lead to the page that says so."""
    try:
        body = body_of(api.ActivitySignUp, name=name, organisation=organisation, contact=contact)
        message = to_message(body, activities_pb2.SignUpRequest(), activity_id=activity_id)
        await call(_activities().SignUp, message, request, key=key)
    except ProblemError as problem:
        given = {"name": name, "organisation": organisation, "contact": contact}
        return await _again(activity_id, request, problem, given, key)
    return RedirectResponse(f"/activities/{activity_id}?done=signed-up", 303)


@router.post("/activities/{activity_id}/sign-off")
async def sign_off(activity_id: str, request: Request, key: Field = "") -> Response:
    """Give the place back, and lead to the page that says so."""
    try:
        await call(_activities().SignOff, activities_pb2.SignOffRequest(activity_id=activity_id), request, key=key)
    except ProblemError as problem:
        return await _again(activity_id, request, problem, {}, key)
    return RedirectResponse(f"/activities/{activity_id}?done=signed-off", 303)


async def _again(
    activity_id: str, request: Request, problem: ProblemError, given: dict[str, str], key: str
) -> Response:
    values = await _shown(activity_id, request)
    return form_again(request, "public/activity.html", problem, given=given, key=form_key(key, problem), **values)


async def _shown(activity_id: str, request: Request) -> Shown:
    """Return what an activity's page shows: the activity, and the reader's own place in it."""
    actor = actor_of(request)
    shown, own = await asyncio.gather(
        call(_activities().GetActivity, activities_pb2.GetActivityRequest(activity_id=activity_id[:100]), request),
        _own_place(activity_id, request) if SIGN_UP.is_open_to(actor) else _none(),
    )
    activity = as_json(shown)
    facts, now = shown.facts, settings().clock.now()
    return {
        "activity": activity,
        "own": own,
        "signed_in": actor.account_id != PUBLIC.account_id,
        "may_sign_up": SIGN_UP.is_open_to(actor),
        "sign_up_is_open": activity["state"] == "published" and now <= facts.sign_up_closes.ToDatetime(UTC),
        "begun": now >= facts.begins.ToDatetime(UTC),
    }


async def _none() -> None:
    return None


async def _own_place(activity_id: str, request: Request) -> Shown | None:
    """Return the reader's place in an activity; None without one."""
    listed = as_json(await api.list_my_sign_ups(request, activity_id=activity_id[:100], page_size=1))["sign_ups"]
    return listed[0] if listed and listed[0]["state"] == "signed_up" else None
