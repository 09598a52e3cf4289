"""Documents and indexes of announcements."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import Announcement


class AnnouncementDocument(AggregateDocument):
    """By the announcement's identifier."""

    meta: Any = {
        "collection": "announcements",
        "indexes": [{"fields": ["state.division"], "name": "division", "sparse": True}],
    }


DOCUMENTS = (AnnouncementDocument,)

announcements = Repository(AnnouncementDocument, Announcement, wire.EVENTS)
