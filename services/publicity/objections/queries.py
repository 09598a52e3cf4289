"""Show objections to those who settle them, and to whoever has the tracking code (rule F8)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.publicity.v1 import objections_pb2

from chassis.actor import Actor
from chassis.kernel.refusal import refuse
from chassis.mapping import asked, enum_value, list_response
from chassis.mongo.lists import Part
from chassis.permissions import publicity as permissions
from chassis.personal_data import Record
from chassis.refusals import NOT_FOUND

from . import store, wire
from .adapters import hash_of


def get_objection(request: objections_pb2.GetObjectionRequest, actor: Actor) -> objections_pb2.Objection:
    """Show the secretariat and the committee an objection."""
    permissions.GET_OBJECTION.require(actor)
    return wire.objection_view(store.objections.look(request.objection_id))


def list_objections(
    request: objections_pb2.ListObjectionsRequest, actor: Actor
) -> objections_pb2.ListObjectionsResponse:
    """Show the secretariat and the committee objections, the newest first."""
    permissions.LIST_OBJECTIONS.require(actor)
    values = {"notice": request.notice_id} if request.notice_id else {}
    if request.state:
        values["state"] = enum_value(request.state, objections_pb2.ObjectionState.DESCRIPTOR)
    page = store.objections.listed([Part(store.NEWEST, values)], asked(request.page))
    return wire.list_view(page.aggregates, list_response(page))


def get_objection_status(request: objections_pb2.GetObjectionStatusRequest) -> objections_pb2.ObjectionStatus:
    """Show the state of an objection to whoever holds its secret tracking code."""
    objection = store.objection_tracked(hash_of(request.tracking_code)) if request.tracking_code else None
    if objection is None:
        refuse(NOT_FOUND, what="objection")
    return wire.status_view(objection)


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the objections that the caller has settled; who files one is stored nowhere (rules F8, K4)."""
    settled = store.objections.every({"state.settlement.by": actor.account_id})
    for objection in sorted(settled, key=lambda objection: objection.id):
        if objection.settlement is not None:
            values = {
                "objection_id": objection.id,
                "outcome": objection.state.value,
                "reason": objection.settlement.reason,
            }
            yield Record(kind="settled_objection", at=objection.settlement.at, values=values)
