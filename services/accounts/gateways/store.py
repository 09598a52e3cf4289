"""The document of the gateways that are ready: one, changed by conditional writes, so that two never rest on each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from mongoengine import DictField, LongField
from mongoengine.connection import get_db
from pymongo.errors import DuplicateKeyError

from chassis.mongo.attempts import StaleVersion
from chassis.mongo.document import PlainDocument

from .model import ReadyGateways

_ONLY = "gateways"
_ROUNDS = 5
T = Callable[[ReadyGateways], tuple[ReadyGateways, bool]]


class ReadyGatewaysDocument(PlainDocument):
    """The gateways by their identifiers, and how often the document was written."""

    until = DictField()
    writes = LongField(required=True)

    meta: Any = {"collection": "ready_gateways"}


DOCUMENTS = (ReadyGatewaysDocument,)


def change(changed: T) -> tuple[ReadyGateways, bool]:
    """Change which gateways are ready, decided anew if another was faster; return what that says. Raises StaleVersion."""
    collection = ReadyGatewaysDocument.collection()
    for _ in range(_ROUNDS):
        stored = collection.find_one({"_id": _ONLY})
        after, answer = changed(ReadyGateways(until=stored["until"] if stored is not None else {}))
        written = {"until": after.until, "writes": stored["writes"] + 1 if stored is not None else 1}
        if stored is None:
            try:
                collection.insert_one({"_id": _ONLY, **written})
            except DuplicateKeyError:
                continue
            return after, answer
        if collection.update_one({"_id": _ONLY, "writes": stored["writes"]}, {"$set": written}).matched_count:
            return after, answer
    raise StaleVersion


def database_time() -> datetime:
    """Return the time of the database's clock."""
    at: datetime = get_db().client.admin.command("hello")["localTime"]
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
