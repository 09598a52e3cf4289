"""Show deliveries to those who see that messages arrive (rule K2)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.accounts.v1 import deliveries_pb2

from chassis.actor import Actor
from chassis.mapping import asked, enum_value, list_response
from chassis.permissions import accounts as permissions
from chassis.personal_data import Record

from ..templates.model.texts import TEMPLATES
from . import store, wire
from .model import Channel
from .settings import is_set


def list_deliveries(
    request: deliveries_pb2.ListDeliveriesRequest, actor: Actor
) -> deliveries_pb2.ListDeliveriesResponse:
    """Return a page of deliveries, the newest first, for secretariat and operators; and which channels are set.

    They are without addresses.
    """
    permissions.LIST_DELIVERIES.require(actor)
    state = enum_value(request.state, deliveries_pb2.DeliveryState.DESCRIPTOR)
    page = store.listed(state, request.account_id, asked(request.page))
    return wire.list_view(
        page.aggregates, list_response(page), mail_set=is_set(Channel.MAIL), sms_set=is_set(Channel.SMS)
    )


def _category(template: str) -> str:
    """Return what a template's messages are about; empty if this release does not know the template."""
    return TEMPLATES[template].category.value if template in TEMPLATES else ""


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield what went to the caller by mail or text message, or is on its way, the oldest first (rule K4)."""
    for delivery in sorted(store.deliveries_to(actor.account_id), key=lambda each: (each.queued_at, each.id)):
        values = {
            "category": _category(delivery.template),
            "channel": delivery.channel,
            "state": delivery.state,
            "reason": delivery.reason,
            "ended_at": delivery.ended_at.isoformat(timespec="seconds") if delivery.ended_at else "",
        }
        yield Record(kind="delivery", at=delivery.queued_at, values=values)
