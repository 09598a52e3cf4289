"""Show announcements to those who make them (rule K1)."""

from __future__ import annotations

from typing import Any

from dasai.accounts.v1 import announcements_pb2

from chassis.actor import Actor, Role
from chassis.kernel.refusal import refuse_unless
from chassis.mapping import page_response
from chassis.refusals import FORBIDDEN

from ..messages import store as messages_store
from . import store, wire
from .model import Announcement


def list_announcements(
    request: announcements_pb2.ListAnnouncementsRequest, actor: Actor
) -> announcements_pb2.ListAnnouncementsResponse:
    """Return a page of announcements, and how far each has come: for a host of its divisions, for the secretariat all."""
    filters: dict[str, Any] = {}
    if not actor.has(Role.SECRETARIAT):
        hosted = sorted({grant.division for grant in actor.grants if grant.role is Role.HOST})
        refuse_unless(bool(hosted), FORBIDDEN)
        filters["state.division"] = {"$in": hosted}
    announcements, next_page_token = store.announcements.page(filters, request.page.page_token, request.page.page_size)
    return announcements_pb2.ListAnnouncementsResponse(
        announcements=[_shown(announcement) for announcement in announcements], page=page_response(next_page_token)
    )


def _shown(announcement: Announcement) -> announcements_pb2.Announcement:
    broadcast = messages_store.broadcast(announcement.id)
    return wire.announcement_view(
        announcement,
        reached=broadcast.reached if broadcast else 0,
        complete=broadcast is not None and not broadcast.open,
    )
