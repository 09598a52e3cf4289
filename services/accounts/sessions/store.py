"""Documents and indexes of sessions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from mongoengine import DateTimeField, IntField, StringField

from chassis.kernel.clock import Instant
from chassis.mongo.document import PlainDocument

from .model import Session

_FAR = timedelta(days=1)
# the database deletes a session so long after its end, seconds
_KEPT = 24 * 3600


class SessionDocument(PlainDocument):
    """By the hash of the token."""

    account_id = StringField(required=True)
    epoch = IntField(required=True)
    begun_at = DateTimeField(required=True)
    seen_at = DateTimeField(required=True)
    ends_at = DateTimeField(required=True)
    device = StringField()
    address = StringField()
    ended_at = DateTimeField()
    second_factor_at = DateTimeField()
    provider_id = StringField()

    meta: Any = {
        "collection": "sessions",
        "indexes": [
            {"fields": ["account_id"], "name": "account"},
            {"fields": ["ended_at"], "name": "ended_at", "sparse": True},
            {"fields": ["ends_at"], "name": "expiry", "expireAfterSeconds": _KEPT},
        ],
    }


DOCUMENTS = (SessionDocument,)


def add(session: Session) -> None:
    """Store a new session."""
    made = SessionDocument(**{name: getattr(session, name) for name in SessionDocument._fields})
    made.validate()
    SessionDocument.collection().insert_one(made.to_mongo())


def session(session_id: str) -> Session | None:
    """Return a session, or None."""
    stored = SessionDocument.collection().find_one({"_id": session_id})
    return _session(stored) if stored else None


def sessions_of(account_id: str) -> list[Session]:
    """Return the sessions of an account that are stored."""
    return [_session(stored) for stored in SessionDocument.collection().find({"account_id": account_id})]


def note_use(session_id: str, now: Instant) -> None:
    """Note that a session was used."""
    SessionDocument.collection().update_one({"_id": session_id}, {"$set": {"seen_at": now}})


def renew(session_id: str, epoch: int) -> None:
    """Let a session go on in a new epoch of its account."""
    SessionDocument.collection().update_one({"_id": session_id}, {"$set": {"epoch": epoch}})


def note_second_factor(session_id: str, now: Instant) -> None:
    """Note that a code of the account's second factor was given in a session."""
    SessionDocument.collection().update_one({"_id": session_id}, {"$set": {"second_factor_at": now}})


def end(session_id: str, account_id: str, now: Instant) -> bool:
    """End a session of an account; return False if there is none that goes on."""
    going_on = {"_id": session_id, "account_id": account_id, "ended_at": None}
    return bool(SessionDocument.collection().update_one(going_on, {"$set": {"ended_at": now}}).matched_count)


def delete_sessions_of(account_id: str) -> None:
    """Delete all sessions of an account."""
    SessionDocument.collection().delete_many({"account_id": account_id})


def ended_since(since: Instant) -> list[str]:
    """Return the sessions that were ended since a real time."""
    between = {"ended_at": {"$gte": since, "$lt": since + _FAR}}
    return [stored["_id"] for stored in SessionDocument.collection().find(between, {"_id": 1})]


def _session(stored: Mapping[str, Any]) -> Session:
    values = {name: stored.get(name) for name in SessionDocument._fields if name != "id"}
    return Session(id=stored["_id"], **{name: value for name, value in values.items() if value is not None})
