"""Documents of open arrival tickets: one for each account and operation, by a keyed hash of both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mongoengine import DateTimeField, StringField

from chassis.kernel.clock import instant
from chassis.mongo.document import PlainDocument

from ..limits.adapters import key_of
from .model import OpenTicket


class OpenTicketDocument(PlainDocument):
    """By the hash of the account and the operation."""

    digest = StringField(required=True)
    arrived_at = DateTimeField(required=True)
    expires_at = DateTimeField(required=True)

    meta: Any = {
        "collection": "arrival_tickets",
        "indexes": [{"fields": ["expires_at"], "name": "expiry", "expireAfterSeconds": 60}],
    }


DOCUMENTS = (OpenTicketDocument,)


def find(account_id: str, operation: str, now: datetime) -> OpenTicket | None:
    """Return the ticket that an account has open for an operation; None if there is none, or it is over."""
    stored = OpenTicketDocument.collection().find_one(
        {"_id": key_of("arrival ticket", account_id, operation), "expires_at": {"$gt": now}}
    )
    if stored is None:
        return None
    return OpenTicket(digest=stored["digest"], arrived_at=instant(stored["arrived_at"]), until=stored["expires_at"])


def put(account_id: str, operation: str, ticket: OpenTicket) -> None:
    """Store the ticket of an account for an operation, in place of an earlier one."""
    change = {"digest": ticket.digest, "arrived_at": ticket.arrived_at, "expires_at": ticket.until}
    OpenTicketDocument.collection().update_one(
        {"_id": key_of("arrival ticket", account_id, operation)}, {"$set": change}, upsert=True
    )
