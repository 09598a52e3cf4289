"""Documents of open arrival tickets: one for each account and operation, by a keyed hash of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from mongoengine import DateTimeField, StringField
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from chassis.kernel.clock import instant
from chassis.mongo.attempts import StaleVersion
from chassis.mongo.document import PlainDocument

from ..limits.adapters import key_of
from .model import OpenTicket

# a write is repeated if another note of the same key came between; the call itself is repeated then
_ROUNDS = 3
# what a write must still find: what it was decided by
_DECIDING = ("digest", "arrived_at", "latest_at", "others_at", "expires_at")
_DUPLICATE = 11000
Change = Callable[[OpenTicket | None], OpenTicket]


class OpenTicketDocument(PlainDocument):
    """By the hash of the account and the operation."""

    digest = StringField(required=True)
    arrived_at = DateTimeField(required=True)
    latest_at = DateTimeField()
    others_at = DateTimeField()
    until = DateTimeField()
    expires_at = DateTimeField(required=True)

    meta: Any = {
        "collection": "arrival_tickets",
        "indexes": [{"fields": ["expires_at"], "name": "expiry", "expireAfterSeconds": 60}],
    }


DOCUMENTS = (OpenTicketDocument,)


def key(account_id: str, operation: str) -> str:
    """Return the key of the ticket that an account has open for an operation."""
    return key_of("arrival ticket", account_id, operation)


def find(key: str, now: datetime) -> OpenTicket | None:
    """Return the open ticket of a key; None if there is none, or it is over."""
    stored = OpenTicketDocument.collection().find_one({"_id": key, "expires_at": {"$gt": now}})
    return _read(stored) if stored is not None else None


def change(changes: Mapping[str, Change], now: datetime) -> dict[str, OpenTicket]:
    """Change open tickets by their keys, in one read and one write if nobody else changes them; return them as they are then.

    A change that was lost to another is decided anew, so each may run more than once. Raises StaleVersion after some rounds.
    """
    collection = OpenTicketDocument.collection()
    for _ in range(_ROUNDS):
        stored = {each["_id"]: each for each in collection.find({"_id": {"$in": list(changes)}})}
        after, writes = {}, []
        for identifier, changed in changes.items():
            document = stored.get(identifier)
            before = _read(document) if document is not None and document["expires_at"] > now else None
            after[identifier] = changed(before)
            if after[identifier] != before:
                unchanged = {field: document.get(field) for field in _DECIDING} if document is not None else {}
                absent = {} if document is not None else {"digest": {"$exists": False}}
                writes.append(
                    UpdateOne(
                        {"_id": identifier, **unchanged, **absent},
                        {"$set": _written(after[identifier])},
                        upsert=document is None,
                    )
                )
        if not writes:
            return after
        try:
            done = collection.bulk_write(writes, ordered=False)
        except BulkWriteError as error:
            if any(each["code"] != _DUPLICATE for each in (error.details or {}).get("writeErrors", [{"code": 0}])):
                raise
        else:
            if done.matched_count + done.upserted_count == len(writes):
                return after
    raise StaleVersion


def _read(stored: Mapping[str, Any]) -> OpenTicket:
    arrived_at, others_at = instant(stored["arrived_at"]), stored.get("others_at")
    return OpenTicket(
        digest=stored["digest"],
        arrived_at=arrived_at,
        latest_at=instant(stored.get("latest_at") or arrived_at),
        others_at=instant(others_at) if others_at is not None else None,
        until=stored.get("until") or stored["expires_at"],
        kept_until=stored["expires_at"],
    )


def _written(ticket: OpenTicket) -> dict[str, Any]:
    return {
        "digest": ticket.digest,
        "arrived_at": ticket.arrived_at,
        "latest_at": ticket.latest_at,
        "others_at": ticket.others_at,
        "until": ticket.until,
        "expires_at": ticket.kept_until,
    }
