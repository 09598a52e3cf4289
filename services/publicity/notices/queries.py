"""Show notices, and to whom (rule K1)."""

from __future__ import annotations

from typing import Any

from dasai.publicity.v1 import events_pb2, notices_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.mapping import enum_value

from . import store, wire
from .checks import public_notice, sees_unpublished


def get_notice(request: notices_pb2.GetNoticeRequest, actor: Actor, at: Instant) -> notices_pb2.Notice:
    """Show a notice; before its opening there is none for the public."""
    identifier = request.notice_id
    notice = store.notices.look(identifier) if sees_unpublished(actor) else public_notice(identifier, at)
    return wire.notice_view(notice, at)


def list_notices(request: notices_pb2.ListNoticesRequest, actor: Actor, at: Instant) -> notices_pb2.ListNoticesResponse:
    """Show notices from their opening on; to the secretariat and the committee also those to come."""
    filters: dict[str, Any] = {}
    if not sees_unpublished(actor):
        filters["state.opens_at"] = {"$gte": store.ANCIENT, "$lte": at}
    if request.kind:
        filters["state.kind"] = enum_value(request.kind, events_pb2.NoticeKind.DESCRIPTOR)
    notices, next_page_token = store.notices.page(filters, request.page.page_token, request.page.page_size)
    return wire.list_view(notices, at, next_page_token)
