"""Documents and indexes of announcements."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.lists import Order, Part, moment
from chassis.mongo.store import Repository

from . import wire
from .model import Announcement

NEWEST: Order[Announcement] = Order(
    "newest",
    key=lambda announcement: moment(announcement.announced_at),
    filters={"division": lambda announcement: announcement.division},
    paths=((), ("division",)),
    newest_first=True,
)


class AnnouncementDocument(AggregateDocument):
    """By the announcement's identifier."""

    meta: Any = {
        "collection": "announcements",
        "indexes": [{"fields": ["state.division"], "name": "division", "sparse": True}],
    }


DOCUMENTS = (AnnouncementDocument,)

announcements = Repository(AnnouncementDocument, Announcement, wire.EVENTS, orders=(NEWEST,))

LISTS = (
    ListDeclaration(
        operation="ListAnnouncements",
        document=AnnouncementDocument,
        orders=(NEWEST,),
        words="多个分赛的主办方按索引 `division` 取出后排序 · those of a host of several divisions are read by the index "
        "`division` and "
        "sorted",
    ),
)


def listed_part(divisions: Collection[str] | None) -> Part[Announcement]:
    """Return the part of the announcements to these divisions; None stands for all announcements, also nation-wide ones."""
    if divisions is None:
        return Part(NEWEST)
    if len(divisions) == 1:
        return Part(NEWEST, {"division": next(iter(divisions))})
    return Part(NEWEST, few={"state.division": {"$in": sorted(divisions)}})
