"""Documents and indexes of limits: a document for each key, changed by conditional writes.

A write waits for the primary only, and is read there: after a failover the last moment's tries may be forgotten, which costs a
guess or two, and no try waits for a majority.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from mongoengine import DateTimeField, LongField
from pymongo import UpdateOne
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

    forgotten_at = LongField(required=True)
    open_at = LongField(required=True)
    expires_at = DateTimeField(required=True)

    meta: Any = {
        "collection": "tries",
        "indexes": [{"fields": ["expires_at"], "name": "expiry", "expireAfterSeconds": 60}],
    }


class DeviceDocument(PlainDocument):
    """By the hash of a device's token with a login name that it has signed in to, or of an account that any has."""

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
    """Count one more try; return it, or None if the tries have changed since they were read so that it is lost.

    As long as tries are free, those at once do not lose against each other: nothing of what was read is written.
    """
    collection, after = _counters(TriesDocument), before.with_another(delays, now)
    latest = {"expires_at": _date(now + delays.most * delays.interval)}
    if after.open_at > now:
        unchanged = {"_id": key, "forgotten_at": before.forgotten_at, "open_at": before.open_at}
        change = {"forgotten_at": after.forgotten_at, "open_at": after.open_at, **latest}
        return Counted(key=key, delays=delays, before=before, after=after) if _changed(unchanged, change) else None
    if before.forgotten_at <= now:
        at_rest = {"_id": key, "forgotten_at": {"$lte": now}, "open_at": {"$lte": now}}
        change = {"forgotten_at": after.forgotten_at, "open_at": after.open_at, **latest}
        return Counted(key=key, delays=delays) if _changed(at_rest, change) else None
    free = {"_id": key, "forgotten_at": {"$gt": now, "$lt": delays.free_before(now)}, "open_at": {"$lte": now}}
    change = {"$inc": {"forgotten_at": delays.interval}, "$set": latest}
    return Counted(key=key, delays=delays) if collection.update_one(free, change).matched_count else None


def _changed(condition: dict[str, Any], change: dict[str, Any]) -> bool:
    """Change the tries on a condition, or add them if there are none; return False if the condition does not hold."""
    try:
        _counters(TriesDocument).update_one(condition, {"$set": change}, upsert=True)
    except DuplicateKeyError:
        return False
    return True


def give_back(counted: Counted) -> None:
    """Undo the counting of a try: as if it had not been, if none was counted since; else one less."""
    collection = _counters(TriesDocument)
    if counted.before is not None and counted.after is not None:
        unchanged = {"_id": counted.key, "forgotten_at": counted.after.forgotten_at, "open_at": counted.after.open_at}
        as_before = {"forgotten_at": counted.before.forgotten_at, "open_at": counted.before.open_at}
        if collection.update_one(unchanged, {"$set": as_before}).matched_count:
            return
    collection.update_one({"_id": counted.key}, {"$inc": {"forgotten_at": -counted.delays.interval}})


def forget(key: str) -> None:
    """Forget all tries under a key."""
    _counters(TriesDocument).delete_one({"_id": key})


def known(devices: Collection[str]) -> set[str]:
    """Return which of the devices have signed in before, to the login name or the account that is in their keys."""
    wanted = {"_id": {"$in": list(devices)}, "expires_at": {"$gt": datetime.now(UTC)}}
    return {stored["_id"] for stored in DeviceDocument.collection().find(wanted, {"_id": 1})}


def remember(devices: Collection[str]) -> None:
    """Know devices for a year from now on."""
    change = {"$set": {"expires_at": datetime.now(UTC) + _DEVICE_KEPT}}
    writes = [UpdateOne({"_id": device}, change, upsert=True) for device in devices]
    DeviceDocument.collection().bulk_write(writes, ordered=False)


def _counters(document: type[PlainDocument]) -> Any:
    return document.collection().with_options(write_concern=WriteConcern(1), read_concern=ReadConcern("local"))


def _all(allowance: Allowance, now: int) -> int:
    """Return the latest instant at which all of an allowance is there again."""
    return now + allowance.most * allowance.interval


def _tries(stored: Any) -> Tries:
    return Tries(forgotten_at=stored["forgotten_at"], open_at=stored["open_at"])


def _date(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / SECOND, UTC)
