"""Translate between the contracts and announcements."""

from __future__ import annotations

from dasai.accounts.v1 import announcements_pb2, events_pb2
from google.protobuf.message import Message

from . import events, requests
from .model import Announcement

EVENTS: dict[type, type[Message]] = {events.AnnouncementMade: events_pb2.AnnouncementMade}


def announcement_view(announcement: Announcement, *, reached: int, complete: bool) -> announcements_pb2.Announcement:
    """Show an announcement, and how far its messages have come."""
    return announcements_pb2.Announcement(
        announcement_id=announcement.id,
        division_code=announcement.division,
        roles=[f"ROLE_{role.upper()}" for role in announcement.roles],
        title=announcement.title,
        text=announcement.text,
        title_en=announcement.title_en,
        text_en=announcement.text_en,
        announced_by=announcement.announced_by,
        announced_at=announcement.announced_at,
        reached=reached,
        complete=complete,
    )


def spread(event: events_pb2.AnnouncementMade) -> requests.Spread:
    """Translate that an announcement was made."""
    return requests.Spread(announcement_id=event.announcement_id)
