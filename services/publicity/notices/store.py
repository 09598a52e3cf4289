"""Documents and indexes of notices."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model.notice import Notice

# a range with two ends costs the same however many notices there are
ANCIENT = datetime(1970, 1, 1, tzinfo=UTC)


class NoticeDocument(AggregateDocument):
    """By an identifier derived from what it announces, so that nothing is announced twice."""

    meta: Any = {
        "collection": "notices",
        "indexes": [
            {"fields": ["state.next_due"], "name": "due", "sparse": True},
            {"fields": ["state.opens_at"], "name": "opens"},
        ],
    }


DOCUMENTS = (NoticeDocument,)

notices = Repository(NoticeDocument, Notice, wire.EVENTS)


def public_versions(notice: Notice, at: Instant) -> list[Notice]:
    """Return the notices of all versions of a list, this one among them, that are open to the public by then (F6, K1)."""
    versions = notices.every({"state.kind": notice.kind.value, "state.subject_id": notice.subject_id})
    return [version for version in versions if version.is_public(at)]


def due_notices(at: Instant) -> list[Notice]:
    """Return the notices that the clock is to open or close."""
    return list(notices.every({"state.next_due": {"$gte": ANCIENT, "$lte": at}}))
