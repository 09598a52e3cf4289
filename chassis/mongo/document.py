"""The document of an aggregate: state, version, and what must be written together with them."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BinaryField, DictField, Document, ListField, LongField, StringField
from pymongo.errors import DuplicateKeyError

from .lists import Order
from .places import Entries

# An aggregate remembers this many applied events and answered commands; duplicates come within seconds of the first.
APPLIED_KEPT = 256
OUTCOMES_KEPT = 16


class StoredDocument(Document):  # type: ignore[misc]
    """Base of all documents: mongoengine gives them fields, indexes and a collection; docs/adr/0017-mongoengine.md."""

    meta: Any = {"abstract": True, "auto_create_index": False}

    id = StringField(primary_key=True)

    @classmethod
    def collection(cls) -> Any:
        """Return pymongo's collection, for the conditional writes and queries that mongoengine can't express."""
        return cls._get_collection()


class AggregateDocument(StoredDocument):
    """Base of every aggregate's document.

    `outbox` holds the events that the bus has not confirmed yet, `outbox_at` (microseconds) since when, `applied` the events
    that this aggregate has taken in, `outcomes` the answers to commands under an idempotency key. All of them are written with
    the state, in one write. So is `lists`, its place in each list of its kind (see `places`).
    """

    meta: Any = {
        "abstract": True,
        "indexes": [{"fields": ["outbox_at"], "name": "outbox_at", "sparse": True}],
    }

    version = LongField(required=True)
    state = DictField()
    outbox = ListField(BinaryField())
    outbox_at = LongField()
    applied = ListField(StringField())
    outcomes = ListField(DictField())
    lists = DictField()
    # the lists in which the repository of the kind shows them
    list_orders: ClassVar[tuple[Order[Any], ...]] = ()

    @classmethod
    def ensure_indexes(cls) -> None:
        """Make the indexes of the collection, and that of its lists' entries."""
        super().ensure_indexes()
        if cls.list_orders:
            Entries(cls.collection()).ensure_index()


class PlainDocument(StoredDocument):
    """Base of documents that raise no events: read models, and content kept by its hash."""

    meta: Any = {"abstract": True}


def insert_once(document: type[PlainDocument], identifier: str, **fields: Any) -> bool:
    """Insert a document that never changes; return False, and write nothing, if its identifier is taken.

    Raises mongoengine's ValidationError or FieldDoesNotExist for fields that the document does not declare so.
    """
    made = document(id=identifier, **fields)
    made.validate()
    try:
        document.collection().insert_one(made.to_mongo())
    except DuplicateKeyError:
        return False
    return True
