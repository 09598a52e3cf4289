"""The document of an aggregate: state, version, and what must be written together with them."""

from __future__ import annotations

from typing import Any

from mongoengine import BinaryField, DictField, Document, ListField, LongField, StringField
from pymongo.errors import DuplicateKeyError

# An aggregate remembers this many applied events and answered commands; duplicates come within seconds of the first.
APPLIED_KEPT = 256
OUTCOMES_KEPT = 16


class AggregateDocument(Document):  # type: ignore[misc]
    """Base of every aggregate's document.

    `outbox` holds the events that the bus has not confirmed yet, `outbox_at` (microseconds) since when, `applied` the events
    that this aggregate has taken in, `outcomes` the answers given under an idempotency key. All in the very write that
    changes the state.
    """

    meta: Any = {
        "abstract": True,
        "auto_create_index": False,
        "indexes": [{"fields": ["outbox_at"], "name": "outbox_at", "sparse": True}],
    }

    id = StringField(primary_key=True)
    version = LongField(required=True)
    state = DictField()
    outbox = ListField(BinaryField())
    outbox_at = LongField()
    applied = ListField(StringField())
    outcomes = ListField(DictField())


class PlainDocument(Document):  # type: ignore[misc]
    """Base of documents that raise no events: read models and content kept by its hash."""

    meta: Any = {"abstract": True, "auto_create_index": False}

    id = StringField(primary_key=True)


def insert_once(document: type[PlainDocument], identifier: str, **fields: Any) -> bool:
    """Insert what never changes; False, and nothing written, where something of this identifier is there already."""
    try:
        document._get_collection().insert_one({"_id": identifier, **fields})
    except DuplicateKeyError:
        return False
    return True
