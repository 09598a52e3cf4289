"""Documents and indexes of limits: a document for each key, changed by conditional writes.

A write waits for the primary only, and is read there: after a failover the last moment's tries may be forgotten, which costs a
guess or two, and no try waits for a majority.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from mongoengine import DateTimeField, FloatField, LongField
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from chassis.mongo.document import PlainDocument

from .model import SECOND, Allowance, Counted, Delays, Tries

_DEVICE_KEPT = timedelta(days=365)
# each of them ends with an answer of its own, but if others change the document in between
_ROUNDS = 20


class AllowanceDocument(PlainDocument):
    """By the hash of what is allowed to whom."""

    full_at = LongField(required=True)
    expires_at = DateTimeField(required=True)

    meta: Any = {
        "collection": "allowances",
        "indexes": [{"fields": ["expires_at"], "name": "expiry", "expireAfterSeconds": 60}],
    }


class TriesDocument(PlainDocument):
    """By the hash of the device, address or login name."""

    count = FloatField(required=True)
    counted_at = LongField(required=True)
    open_at = LongField(required=True)
    turn = LongField(required=True)
    expires_at = DateTimeField(required=True)

    meta: Any = {
        "collection": "tries",
        "indexes": [{"fields": ["expires_at"], "name": "expiry", "expireAfterSeconds": 60}],
    }


class DeviceDocument(PlainDocument):
    """By the hash of a device's token with a login name that it has signed in to."""

    expires_at = DateTimeField(required=True)

    meta: Any = {
        "collection": "devices",
        "indexes": [{"fields": ["expires_at"], "name": "expiry", "expireAfterSeconds": 0}],
    }


DOCUMENTS = (AllowanceDocument, TriesDocument, DeviceDocument)


def take(key: str, allowance: Allowance, count: int, now: int) -> tuple[int, float]:
    """Take from an allowance what is left of `count`; return how many that are, and if none, the seconds until one is left.

    Two writes at most unless less than `count` is left: no write reads before, so none is lost to another process.
    """
    collection = _counters(AllowanceDocument)
    for _ in range(_ROUNDS):
        later = now + count * allowance.interval
        unused = {"_id": key, "full_at": {"$lte": now}}
        try:
            collection.update_one(unused, {"$set": {"full_at": later, "expires_at": _date(later)}}, upsert=True)
        except DuplicateKeyError:  # it is there, and in use
            in_use = {"_id": key, "full_at": {"$gt": now, "$lte": allowance.latest(count, now)}}
            change = {
                "$inc": {"full_at": count * allowance.interval},
                "$set": {"expires_at": _date(_all(allowance, now))},
            }
            if collection.update_one(in_use, change).matched_count:
                return count, 0.0
        else:
            return count, 0.0
        stored = collection.find_one({"_id": key}) or {"full_at": now}
        count = min(count, allowance.left(stored["full_at"], now))
        if count == 0:
            return 0, allowance.wait(stored["full_at"], now)
    return 0, allowance.interval / SECOND


def tries_of(keys: Collection[str]) -> dict[str, Tries]:
    """Return the tries under each of the keys."""
    stored = {document["_id"]: document for document in _counters(TriesDocument).find({"_id": {"$in": list(keys)}})}
    return {key: _tries(stored[key]) if key in stored else Tries() for key in keys}


def count(key: str, delays: Delays, before: Tries, now: int) -> Counted | None:
    """Count one more try; return it, or None if the tries have changed since they were read."""
    after = before.with_another(delays, now)
    values = _values(after, delays)
    if before.turn == 0:
        try:
            _counters(TriesDocument).insert_one({"_id": key, **values})
        except DuplicateKeyError:
            return None
    elif not _counters(TriesDocument).update_one({"_id": key, "turn": before.turn}, {"$set": values}).matched_count:
        return None
    return Counted(key=key, delays=delays, before=before, after=after)


def give_back(counted: Counted) -> None:
    """Undo the counting of a try: as if it had not been, if none was counted since; else one less."""
    as_before = _values(counted.before, counted.delays) | {"turn": counted.after.turn + 1}
    unchanged = {"_id": counted.key, "turn": counted.after.turn}
    collection = _counters(TriesDocument)
    if not collection.update_one(unchanged, {"$set": as_before}).matched_count:
        collection.update_one({"_id": counted.key}, {"$inc": {"count": -1.0, "turn": 1}})


def forget(key: str) -> None:
    """Forget all tries under a key."""
    _counters(TriesDocument).delete_one({"_id": key})


def is_known(device: str) -> bool:
    """Return True if a device has signed in before to the login name that is in its key."""
    return DeviceDocument.collection().find_one({"_id": device, "expires_at": {"$gt": datetime.now(UTC)}}) is not None


def remember(device: str) -> None:
    """Know a device for a year from now on."""
    until = datetime.now(UTC) + _DEVICE_KEPT
    DeviceDocument.collection().update_one({"_id": device}, {"$set": {"expires_at": until}}, upsert=True)


def _counters(document: type[PlainDocument]) -> Any:
    return document.collection().with_options(write_concern=WriteConcern(1), read_concern=ReadConcern("local"))


def _all(allowance: Allowance, now: int) -> int:
    """Return the latest instant at which all of an allowance is there again."""
    return now + allowance.most * allowance.interval


def _values(tries: Tries, delays: Delays) -> dict[str, Any]:
    return {
        "count": tries.count,
        "counted_at": tries.counted_at,
        "open_at": tries.open_at,
        "turn": tries.turn,
        "expires_at": _date(tries.forgotten_at(delays)),
    }


def _tries(stored: Any) -> Tries:
    return Tries(count=stored["count"], counted_at=stored["counted_at"], open_at=stored["open_at"], turn=stored["turn"])


def _date(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / SECOND, UTC)
