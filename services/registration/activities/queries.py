"""Read activities and sign-ups, as far as the caller may see them (rules A6, K1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from dasai.registration.v1 import activities_pb2, looks_pb2

from chassis import mapping
from chassis.actor import Actor
from chassis.kernel.clock import Instant, instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import refuse
from chassis.permissions import Target
from chassis.permissions import registration as permissions
from chassis.personal_data import Record

from ..divisions.settings import division_name
from ..looks import store as looks_store
from ..looks.model import Look
from ..looks.queries import page_of
from . import rules, store, wire
from .adapters import unseal_person
from .model import Activity, SignUp


def get_activity(activity_id: str, actor: Actor) -> activities_pb2.Activity:
    """Return an activity, to anyone (rule A6)."""
    activity = store.activities.look(activity_id)
    return _activity(activity, store.count_taken([activity.id])[activity.id], actor)


def list_activities(
    request: activities_pb2.ListActivitiesRequest, actor: Actor
) -> activities_pb2.ListActivitiesResponse:
    """Return a page of the activities of a division, or of all, by when they begin or the newest first, to anyone (rule A6)."""
    part = store.listed_part(
        request.division_code,
        _moment(request.begins_from) if request.HasField("begins_from") else None,
        _moment(request.begins_until) if request.HasField("begins_until") else None,
        newest=request.order == activities_pb2.ACTIVITY_ORDER_NEWEST,
    )
    page = store.activities.listed([part], mapping.asked(request.page))
    taken = store.count_taken(activity.id for activity in page.aggregates)
    return activities_pb2.ListActivitiesResponse(
        activities=[_activity(activity, taken[activity.id], actor) for activity in page.aggregates],
        page=mapping.list_response(page),
    )


def list_my_sign_ups(request: activities_pb2.ListMySignUpsRequest, actor: Actor) -> activities_pb2.ListSignUpsResponse:
    """Return a page of the caller's own sign-ups, the newest first, each with its activity as it is now (rules A6, K2)."""
    permissions.LIST_MY_SIGN_UPS.require(actor, Target(holder=actor.account_id))
    page = store.sign_ups.listed([store.own_part(actor.account_id, request.activity_id)], mapping.asked(request.page))
    views = []
    for sign_up in page.aggregates:
        view = wire.sign_up_view(sign_up)
        view.activity.CopyFrom(get_activity(sign_up.activity_id, actor))
        views.append(view)
    return activities_pb2.ListSignUpsResponse(sign_ups=views, page=mapping.list_response(page))


def list_sign_ups(request: activities_pb2.ListSignUpsRequest, actor: Actor) -> activities_pb2.ListSignUpsResponse:
    """Return a page of those signed up, masked, the newest first, to the host of the division (rules A6, K1, K4)."""
    activity = store.activities.look(request.activity_id)
    permissions.LIST_SIGN_UPS.require(actor, Target(division=activity.division_code))
    page = store.sign_ups.listed([store.signed_up_part(activity.id)], mapping.asked(request.page))
    return activities_pb2.ListSignUpsResponse(
        sign_ups=[wire.sign_up_view(sign_up) for sign_up in page.aggregates], page=mapping.list_response(page)
    )


def list_activity_looks(request: looks_pb2.ListActivityLooksRequest, actor: Actor) -> looks_pb2.ListLooksResponse:
    """Return a page of the looks at those signed up, since the caller signed up, to whoever did (rule K4)."""
    sign_up = store.sign_ups.peek(derived_id("sign-up", request.activity_id, actor.account_id))
    if sign_up is None:
        refuse(rules.A6_NOT_SIGNED_UP)
    permissions.LIST_ACTIVITY_LOOKS.require(actor, Target(holder=sign_up.account_id))
    return page_of(_looks_at(sign_up), request.activity_id, request.page)


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the caller's own sign-ups, with name and contact as they were typed, and who has seen them (rule K4)."""
    for sign_up in sorted(store.sign_ups.every({"state.account_id": actor.account_id}), key=lambda sign_up: sign_up.id):
        activity = store.activities.look(sign_up.activity_id)
        values = {"activity_id": activity.id, "activity": activity.facts.title, "state": sign_up.state}
        if sign_up.person is not None:
            values["name"], values["contact"] = unseal_person(sign_up.person, sign_up.id)
            values["organisation"] = sign_up.person.organisation
        yield Record(kind="activity_sign_up", at=sign_up.signed_up_at, values=values)
        for look in _looks_at(sign_up):
            seen = {"activity_id": activity.id, "role": look.role, "division": look.division_code, "purpose": look.kind}
            yield Record(kind="identity_look", at=look.at, values=seen)


def _looks_at(sign_up: SignUp) -> list[Look]:
    return [look for look in looks_store.looks_at(sign_up.activity_id) if look.at >= sign_up.signed_up_at]


def _activity(activity: Activity, taken: int, actor: Actor) -> activities_pb2.Activity:
    allowance = permissions.GET_ACTIVITY.require(actor, Target(division=activity.division_code))
    return wire.activity_view(activity, division_name(activity.division_code), taken, allowance.audience)


def _moment(stamp: Any) -> Instant:
    return instant(stamp.ToDatetime(tzinfo=UTC))
