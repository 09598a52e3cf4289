"""Activities, and who signed up (rules A6, K1)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dasai.registration.v1 import activities_pb2

from chassis import mapping
from chassis.actor import Actor, Role
from chassis.kernel.clock import Instant, instant
from chassis.kernel.refusal import FieldFault, refuse
from chassis.refusals import FIELDS_INVALID

from . import store, wire
from .model import Activity

# a span with two ends costs the same however many activities there are
_EVER, _NEVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


def get_activity(activity_id: str, actor: Actor) -> activities_pb2.Activity:
    """An activity, for anyone (rule A6)."""
    activity = store.activities.look(activity_id)
    return _activity(activity, store.signed_up([activity.id])[activity.id], actor)


def list_activities(
    request: activities_pb2.ListActivitiesRequest, actor: Actor
) -> activities_pb2.ListActivitiesResponse:
    """Activities of one division or of all, by beginning, for anyone (rule A6)."""
    first = _moment(request.begins_from) if request.HasField("begins_from") else _EVER
    last = _moment(request.begins_until) if request.HasField("begins_until") else _NEVER
    page = request.page
    try:
        found, token = store.page_by_beginning(request.division_code, first, last, page.page_token, page.page_size)
    except ValueError:
        fault = FieldFault("page_token", "请使用上一页给出的分页标记。", "Use the token that the page before gave.")
        refuse(FIELDS_INVALID, faults=[fault])
    taken = store.signed_up(one.id for one in found)
    return activities_pb2.ListActivitiesResponse(
        activities=[_activity(one, taken[one.id], actor) for one in found], page=mapping.page_response(token)
    )


def list_my_sign_ups(request: activities_pb2.ListMySignUpsRequest, actor: Actor) -> activities_pb2.ListSignUpsResponse:
    """The caller's own places, each with its activity as it is now (rules A6, K2)."""
    page = request.page
    found, token = store.sign_ups.page({"state.account_id": actor.account_id}, page.page_token, page.page_size)
    shown = []
    for one in found:
        view = wire.sign_up_view(one)
        view.activity.CopyFrom(get_activity(one.activity_id, actor))
        shown.append(view)
    return activities_pb2.ListSignUpsResponse(sign_ups=shown, page=mapping.page_response(token))


def list_sign_ups(request: activities_pb2.ListSignUpsRequest, actor: Actor) -> activities_pb2.ListSignUpsResponse:
    """Who signed up, masked, for the host (rules A6, K1, K4)."""
    activity = store.activities.look(request.activity_id)
    actor.require(Role.HOST, division=activity.division_code)
    page = request.page
    held = {"state.activity_id": activity.id, "state.held_place": {"$gt": "", "$lt": "\uffff"}}
    found, token = store.sign_ups.page(held, page.page_token, page.page_size)
    return activities_pb2.ListSignUpsResponse(
        sign_ups=[wire.sign_up_view(one) for one in found], page=mapping.page_response(token)
    )


def _activity(activity: Activity, taken: int, actor: Actor) -> activities_pb2.Activity:
    inside = actor.has(Role.SECRETARIAT) or actor.has(Role.HOST, activity.division_code)
    return wire.activity_view(activity, taken, inside=inside)


def _moment(stamp: Any) -> Instant:
    return instant(stamp.ToDatetime(tzinfo=UTC))
