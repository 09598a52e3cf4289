"""Show deliveries to those who see that messages arrive (rule K2)."""

from __future__ import annotations

from typing import Any

from dasai.accounts.v1 import deliveries_pb2

from chassis.actor import Actor, Role
from chassis.mapping import enum_value
from chassis.mongo.store import DEFAULT_PAGE, MAX_PAGE

from . import store, wire
from .model import Channel
from .settings import is_set


def list_deliveries(
    request: deliveries_pb2.ListDeliveriesRequest, actor: Actor
) -> deliveries_pb2.ListDeliveriesResponse:
    """Return a page of deliveries, without addresses, for secretariat and operators; and which channels are set."""
    actor.require(Role.SECRETARIAT, Role.OPERATOR)
    filters: dict[str, Any] = {}
    state = enum_value(request.state, deliveries_pb2.DeliveryState.DESCRIPTOR)
    if state:
        filters["state"] = state
    if request.account_id:
        filters["account_id"] = request.account_id
    size = min(request.page.page_size or DEFAULT_PAGE, MAX_PAGE)
    deliveries, next_page_token = store.page(filters, request.page.page_token, size)
    return wire.list_view(deliveries, next_page_token, mail_set=is_set(Channel.MAIL), sms_set=is_set(Channel.SMS))
