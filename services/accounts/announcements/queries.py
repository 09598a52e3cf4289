"""Show announcements to those who make them (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.accounts.v1 import announcements_pb2

from chassis.actor import Actor, Role
from chassis.mapping import asked, list_response
from chassis.permissions import Audience
from chassis.permissions import accounts as permissions
from chassis.personal_data import Record

from ..messages import store as messages_store
from . import store, wire
from .model import Announcement


def list_announcements(
    request: announcements_pb2.ListAnnouncementsRequest, actor: Actor
) -> announcements_pb2.ListAnnouncementsResponse:
    """Return a page of announcements, the newest first, and how far each has come.

    A host is shown those of its divisions, the secretariat all.
    """
    divisions = {request.division_code} if request.division_code else None
    if permissions.LIST_ANNOUNCEMENTS.require(actor).audience is Audience.DIVISION:
        hosted = {grant.division for grant in actor.grants if grant.role is Role.HOST}
        divisions = hosted if divisions is None else hosted & divisions
    page = store.announcements.listed([store.listed_part(divisions)], asked(request.page))
    return announcements_pb2.ListAnnouncementsResponse(
        announcements=[_shown(announcement) for announcement in page.aggregates], page=list_response(page)
    )


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the announcements that the caller made (rule K4)."""
    made = store.announcements.every({"state.announced_by": actor.account_id})
    for announcement in sorted(made, key=lambda each: (each.announced_at, each.id)):
        values = {"title": announcement.title, "division": announcement.division}
        yield Record(kind="announcement", at=announcement.announced_at, values=values)


def _shown(announcement: Announcement) -> announcements_pb2.Announcement:
    broadcast = messages_store.broadcast(announcement.id)
    return wire.announcement_view(
        announcement,
        reached=broadcast.reached if broadcast else 0,
        complete=broadcast is not None and not broadcast.open,
    )
