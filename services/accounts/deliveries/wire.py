"""Translate between the contracts and deliveries."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.accounts.v1 import deliveries_pb2
from dasai.common.v1 import page_pb2

from chassis.kernel.refusal import Term

from .model import Delivery, DeliveryState

_STATE_WORDS = {
    DeliveryState.QUEUED: ("等待发送", "queued"),
    DeliveryState.SENDING: ("正在发送", "being sent"),
    DeliveryState.SENT: ("已发送", "sent"),
    DeliveryState.FAILED: ("发送失败", "failed"),
    DeliveryState.WITHHELD: ("不发送", "withheld"),
}


def state_term(state: DeliveryState) -> Term:
    """Return a state as a refusal names it."""
    return Term(state.value, *_STATE_WORDS[state])


def delivery_view(delivery: Delivery) -> deliveries_pb2.Delivery:
    """Show a delivery: neither address nor text."""
    return deliveries_pb2.Delivery(
        delivery_id=delivery.id,
        message_id=delivery.message_id,
        account_id=delivery.account_id,
        channel=f"DELIVERY_CHANNEL_{delivery.channel.upper()}",
        template=delivery.template,
        state=f"DELIVERY_STATE_{delivery.state.upper()}",
        attempts=delivery.attempts,
        reason=delivery.reason,
        queued_at=delivery.queued_at,
        next_try=delivery.due_at,
        ended_at=delivery.ended_at,
    )


def list_view(
    deliveries: Sequence[Delivery], page: page_pb2.PageResponse, *, mail_set: bool, sms_set: bool
) -> deliveries_pb2.ListDeliveriesResponse:
    """Show a page of deliveries."""
    return deliveries_pb2.ListDeliveriesResponse(
        deliveries=[delivery_view(delivery) for delivery in deliveries],
        page=page,
        mail_set=mail_set,
        sms_set=sms_set,
    )
