"""A division's activities for its host: publish, change, cancel, and who signed up (rules A3, A6, K1, K4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from dasai.registration.v1 import activities_pb2, activities_pb2_grpc
from fastapi import Query, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.kernel.refusal import Refusal
from chassis.permissions import Operation, Target
from chassis.permissions.registration import CANCEL_ACTIVITY, CHANGE_ACTIVITY, LIST_SIGN_UPS, PUBLISH_ACTIVITY
from chassis.refusals import FORBIDDEN
from chassis.settings import settings
from gateway.api.body import fill, to_message
from gateway.api.registration import activities as api
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..described.description import activity_fields, label_of
from ..described.form import Unreadable, body_read, values_written
from ..done import done_of, led_to
from ..forms import Form, body_of, fault_of, form_key, missing, number_typed, refuse_all, with_missing
from ..pages import form_again, render
from .divisions import require_staff, way_to

router = Router(include_in_schema=False)
Token = Annotated[str, Query(max_length=200)]
Shown = dict[str, Any]  # a message as the templates read it
_FORM, _CANCELLATION = "staff/activity_form.html", "staff/activity_cancellation.html"
_PAGE = 20
_MOVED_ON = "A6_CHANGED_MEANWHILE"
# which field a refusal without faults is about
_CODES = {"A6_CAPACITY_LOWERED": "capacity", "A6_NO_REASON": "reason"}
# what a change is asked for, beside the activity's own fields
_NEEDED = {"reason": "staff_activities.give_reason"}


def _stub() -> activities_pb2_grpc.ActivitiesAsyncStub:
    return activities_pb2_grpc.ActivitiesStub(channel("registration"))


@router.get("/staff/divisions/{code}/activities")
async def activities(code: str, request: Request, page: Token = "") -> Response:
    """Return the list of a division's activities, those first that were published last."""
    actor = actor_of(request)
    require_staff(actor, code)
    listed = as_json(
        await api.list_activities(request, division_code=code, order="newest", page_token=page, page_size=_PAGE)
    )
    return render(
        request,
        "staff/activities.html",
        unit=edition().division(code),
        way=way_to(actor, code),
        activities=listed["activities"],
        next_page=listed["page"]["next_page_token"],
        page=page,
        may_publish=PUBLISH_ACTIVITY.is_open_to(actor, Target(division=code)),
    )


@router.get("/staff/divisions/{code}/activities/new")
async def new_activity(code: str, request: Request) -> Response:
    """Return the form of a new activity."""
    _require_host(request, code, PUBLISH_ACTIVITY)
    given = values_written(activity_fields(), {})
    return render(request, _FORM, form=Form(given), key=form_key(), **_form_values(code, request))


@router.post("/staff/divisions/{code}/activities/new")
async def publish_activity(code: str, request: Request) -> Response:
    """Publish an activity, and lead to its page (rules A3, A6, J1)."""
    posted = await _posted(request)
    names: Mapping[str, str] = {}
    try:
        _require_host(request, code, PUBLISH_ACTIVITY)
        body, names = body_read(api.NewActivity, activity_fields(), posted)
        message = activities_pb2.PublishActivityRequest(division_code=code)
        to_message(body, message.facts)
        published = await call(_stub().PublishActivity, message, request, key=posted.get("key", ""))
    except Unreadable as unreadable:
        return _form_again(code, request, unreadable.problem, posted, unreadable.names)
    except ProblemError as problem:
        return _form_again(code, request, problem, posted, names)
    return led_to(f"/staff/activities/{published.activity_id}", "activity_published")


@router.get("/staff/activities/{activity_id}")
async def activity(activity_id: str, request: Request, page: Token = "") -> Response:
    """Return an activity's page: what is published, what is to be checked, and, for the host, who signed up."""
    actor = actor_of(request)
    shown = await _activity(activity_id, request)
    code = shown["division_code"]
    require_staff(actor, code)
    target = Target(division=code)
    may_list = LIST_SIGN_UPS.is_open_to(actor, target)
    signed_up = None
    if may_list:
        signed_up = as_json(await api.list_activity_sign_ups(activity_id, request, page_token=page, page_size=_PAGE))
    can_change = _can_change(shown)
    return render(
        request,
        "staff/activity.html",
        unit=edition().division(code),
        way=[*way_to(actor, code), (f"/staff/divisions/{code}/activities", "sections.activities")],
        activity=shown,
        signed_up=signed_up,
        page=page,
        may_change=can_change and CHANGE_ACTIVITY.is_open_to(actor, target),
        may_cancel=can_change and CANCEL_ACTIVITY.is_open_to(actor, target),
        label_of=lambda name: label_of(name, activity_fields()),
        done=done_of(request),
    )


@router.get("/staff/activities/{activity_id}/change")
async def activity_form(activity_id: str, request: Request) -> Response:
    """Return the form of a published activity."""
    shown = await _of_host(activity_id, request, CHANGE_ACTIVITY)
    given = values_written(activity_fields(), shown["facts"])
    return render(
        request, _FORM, form=Form(given), key=form_key(), **_form_values(shown["division_code"], request, shown)
    )


@router.post("/staff/activities/{activity_id}/change")
async def change_activity(activity_id: str, request: Request) -> Response:
    """Change an activity with its reason, and lead to its page (rules A3, A6, J1)."""
    posted = await _posted(request)
    names: Mapping[str, str] = {}
    shown = await _of_host(activity_id, request, CHANGE_ACTIVITY)
    try:
        body, names = body_read(api.NewActivity, activity_fields(), posted)
        message = activities_pb2.ChangeActivityRequest(activity_id=activity_id)
        to_message(body, message.facts)
        fill(message, seen=_seen(posted))
        if not posted.get("reason", "").strip():  # nothing is changed: there is no reason
            judging = call(_stub().ChangeActivity, message, request)
            await refuse_all([fault_of("reason", _NEEDED["reason"])], judging, refused_by="reason")
        message.reason = _reason(posted)
        await call(_stub().ChangeActivity, message, request, key=posted.get("key", ""))
    except Unreadable as unreadable:
        problem = with_missing(unreadable.problem, posted, _NEEDED)
        return _form_again(shown["division_code"], request, problem, posted, unreadable.names, shown)
    except ProblemError as problem:
        return _form_again(shown["division_code"], request, problem, posted, names, shown)
    return led_to(f"/staff/activities/{activity_id}", "activity_changed")


@router.get("/staff/activities/{activity_id}/cancellation")
async def cancellation(activity_id: str, request: Request) -> Response:
    """Return the page that says what a cancellation does, with the form for its reason."""
    shown = await _of_host(activity_id, request, CANCEL_ACTIVITY)
    return render(request, _CANCELLATION, key=form_key(), **_form_values(shown["division_code"], request, shown))


@router.post("/staff/activities/{activity_id}/cancellation")
async def cancel_activity(activity_id: str, request: Request) -> Response:
    """Cancel an activity with its reason, and lead to its page (rule A6)."""
    posted = await _posted(request)
    shown = await _of_host(activity_id, request, CANCEL_ACTIVITY)
    try:
        message = activities_pb2.CancelActivityRequest(activity_id=activity_id, reason=_reason(posted))
        await call(_stub().CancelActivity, message, request, key=posted.get("key", ""))
    except ProblemError as problem:
        values = _form_values(shown["division_code"], request, shown)
        key = form_key(posted.get("key", ""), problem)
        return form_again(request, _CANCELLATION, problem, given=posted, codes=_CODES, key=key, **values)
    return led_to(f"/staff/activities/{activity_id}", "activity_cancelled")


async def _posted(request: Request) -> dict[str, str]:
    return {name: value[:20_001] for name, value in (await request.form()).items() if isinstance(value, str)}


def _seen(posted: Mapping[str, str]) -> api.SeenActivity:
    """Return the activity with which the form was shown, which the form carries."""
    return api.SeenActivity(edition=number_typed(posted.get("seen", "")) or 0)


def _reason(posted: Mapping[str, str]) -> str:
    """Return the reason of a change as the API takes it; raises ProblemError for none."""
    missing(posted, _NEEDED)
    return body_of(api.ActivityCancellation, reason=posted["reason"].strip()).reason


async def _activity(activity_id: str, request: Request) -> Shown:
    return as_json(
        await call(_stub().GetActivity, activities_pb2.GetActivityRequest(activity_id=activity_id[:100]), request)
    )


async def _of_host(activity_id: str, request: Request, operation: Operation) -> Shown:
    """Return an activity of which the reader may do this; raises ProblemError."""
    shown = await _activity(activity_id, request)
    _require_host(request, shown["division_code"], operation)
    return shown


def _require_host(request: Request, code: str, operation: Operation) -> None:
    require_staff(actor_of(request), code)
    if not operation.is_open_to(actor_of(request), Target(division=code)):
        raise ProblemError.of(Refusal(FORBIDDEN))


def _can_change(shown: Mapping[str, Any]) -> bool:
    """Return True if an activity is neither cancelled nor has begun."""
    begins = datetime.fromisoformat(shown["facts"]["begins"].replace("Z", "+00:00"))
    return bool(shown["state"] == "published") and settings().clock.now() < begins


def _form_values(code: str, request: Request, shown: Mapping[str, Any] | None = None) -> Shown:
    way = [*way_to(actor_of(request), code), (f"/staff/divisions/{code}/activities", "sections.activities")]
    seen = shown["edition"] if shown is not None else ""
    return {
        "unit": edition().division(code),
        "way": way,
        "asked": activity_fields(),
        "activity": shown,
        "seen": seen,
        "added": "",
    }


def _form_again(
    code: str,
    request: Request,
    problem: ProblemError,
    given: Mapping[str, str],
    names: Mapping[str, str],
    shown: Mapping[str, Any] | None = None,
) -> Response:
    key = form_key(given.get("key", ""), problem)
    values = _form_values(code, request, shown)
    if shown is not None and problem.code != _MOVED_ON:
        values["seen"] = given.get("seen", "")
    return form_again(request, _FORM, problem, given=given, fields=names, codes=_CODES, key=key, **values)
