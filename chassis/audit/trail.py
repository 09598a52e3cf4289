"""The audit trail: every event of a service, in a chain of hashes that can't be altered without showing (rule D5).

The relay writes it, a single relay at a time, before it publishes: an event that anyone has seen is in the trail. Who can write
to the database could rebuild the whole chain; against that, its heads are signed with a key that the database does not hold,
and published (`chassis.audit.heads`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson import Binary
from dasai.common.v1.envelope_pb2 import Envelope
from google.protobuf.message import DecodeError
from pymongo.errors import DuplicateKeyError

from ..kernel.canonical import digest
from . import erasures
from .erasures import Erasure, LinksDigest, sign_erasure
from .heads import Head

COLLECTION = "audit_trail"
GENESIS = "0" * 64
# links that are read at once
_BATCH = 500


class TrailMoved(Exception):
    """Another process appended meanwhile: the caller no longer holds the lease."""


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first broken link of a trail."""

    sequence: int
    why: str


@dataclass(frozen=True, slots=True)
class Verified:
    """The numbers of unbroken links, and of those without a body (rule K4); the first broken link or None."""

    links: int
    erased: int
    broken: BrokenLink | None


def _body_hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _link_hash(sequence: int, previous: str, event_id: str, body_hash: str) -> str:
    return digest({"sequence": sequence, "previous": previous, "event": event_id, "body": body_hash})


class Trail:
    """A service's trail, in its own database."""

    def __init__(self, database: Any) -> None:
        self._database, self._links = database, database[COLLECTION]
        self._links.create_index("event_id", unique=True, name="event_id")
        self._head: tuple[int, str] | None = None

    def append(self, envelopes: Sequence[tuple[str, bytes]]) -> None:
        """Append events (id, serialised envelope) that are not yet in the trail; raises TrailMoved."""
        known = {
            link["event_id"]
            for link in self._links.find({"event_id": {"$in": [key for key, _ in envelopes]}}, {"event_id": 1})
        }
        sequence, previous = self.head()
        links = []
        for event_id, body in envelopes:
            if event_id in known:
                continue
            sequence += 1
            body_hash = _body_hash(body)
            link = _link_hash(sequence, previous, event_id, body_hash)
            links.append(
                {
                    "_id": sequence,
                    "event_id": event_id,
                    "previous": previous,
                    "hash": link,
                    "body_hash": body_hash,
                    "body": Binary(body),
                }
            )
            previous = link
            known.add(event_id)
        if links:
            try:
                self._links.insert_many(links, ordered=True)
            except Exception as error:
                self._head = None  # part of it may stand: look again
                if "E11000" in str(error) or isinstance(error, DuplicateKeyError):
                    raise TrailMoved from error
                raise
        self._head = (sequence, previous)

    def head(self) -> tuple[int, str]:
        """Return number and hash of the last link; 0 and GENESIS of an empty trail. Looks it up once, then counts along."""
        if self._head is None:
            last = last_of_gapless(self._links)
            self._head = (last, self._links.find_one({"_id": last})["hash"]) if last else (0, GENESIS)
        return self._head

    def links(self, after: int = 0) -> Iterator[dict[str, Any]]:
        """Yield the links after this number in order, up to the first gap."""
        expected = after + 1
        while True:
            batch = in_range(self._links, expected, expected + _BATCH - 1)
            for link in batch:
                if link["_id"] != expected:
                    return
                yield link
                expected += 1
            if len(batch) < _BATCH:
                return

    def erase(self, service: str, recorded_before: datetime) -> int:
        """Erase the bodies of the events that were recorded before, whose retention is over; return how many (rule K4).

        Their hashes stay, so that the chain and its heads are verified as before. First a signed record is stored that names the
        links: one that loses its body without such a record shows. Raises Misconfigured if the key of the heads is not set.
        """
        sequences, of_links = [], LinksDigest()
        for link in self.links():
            envelope = _envelope(link)
            if envelope is not None and envelope.recorded_at.ToDatetime(UTC) < recorded_before:
                sequences.append(link["_id"])
                of_links.add(link["_id"], envelope.type, envelope.aggregate_id)
        if not sequences:
            return 0
        erasure = sign_erasure(service, recorded_before, sequences, of_links.hexdigest(), datetime.now(UTC))
        erasures.keep(self._database, erasure)
        return sum(self._erase(link) for link in self.links() if erasure.covers(link["_id"]))

    def _erase(self, link: dict[str, Any]) -> int:
        envelope = _envelope(link)
        if envelope is None:
            return 0
        about = {"type": envelope.type, "aggregate_id": envelope.aggregate_id, "at": datetime.now(UTC)}
        change = {"$set": {"body_hash": _body_hash(bytes(link["body"])), "erased": about}, "$unset": {"body": ""}}
        return int(self._links.update_one({"_id": link["_id"], "body": link["body"]}, change).modified_count)

    def verify(self, heads: Iterable[Head] = (), erased: Iterable[Erasure] = ()) -> Verified:
        """Walk the whole trail, hold it against published heads, and each link without a body against records of erased ones.

        The caller has verified the signatures of both.
        """
        published: dict[int, list[Head]] = {}
        for head in sorted(heads, key=lambda head: head.signed_at):
            published.setdefault(head.sequence, []).append(head)
        recorded = [(erasure, LinksDigest()) for erasure in erased]
        previous, count, without_body = GENESIS, 0, 0
        for link in self.links():
            records = [record for record in recorded if record[0].covers(link["_id"])]
            why = (
                _why_broken(link, previous)
                or _why_not_published(link, published.get(link["_id"], []))
                or _why_without_body(link, bool(records))
            )
            if why:
                return Verified(count, without_body, BrokenLink(link["_id"], why))
            for _, of_links in records:
                of_links.add(link["_id"], *_about(link))
            previous, count, without_body = link["hash"], count + 1, without_body + ("body" not in link)
        broken = self._why_incomplete(count, published) or _why_not_recorded(recorded, count)
        return Verified(count, without_body, broken)

    def _why_incomplete(self, count: int, published: dict[int, list[Head]]) -> BrokenLink | None:
        """Return the first missing link, if the trail goes on behind it or should by a published head; None if all are there."""
        total = self._links.count_documents({})
        if total != count:
            return BrokenLink(count + 1, f"is missing, and {total - count} links stand behind it")
        beyond = [sequence for sequence in published if sequence > count]
        if beyond:
            head = published[min(beyond)][0]
            return BrokenLink(
                count + 1, f"is missing: the trail ends before link {head.sequence}, published at {head.time}"
            )
        return None


def _envelope(link: dict[str, Any]) -> Envelope | None:
    """Return a link's event; None if its body was erased."""
    body = bytes(link.get("body", b""))
    return Envelope.FromString(body) if body else None


def _why_without_body(link: dict[str, Any], recorded: bool) -> str:
    return "" if "body" in link or recorded else "its body is gone, and no signed record says that it was erased"


def _about(link: dict[str, Any]) -> tuple[str, str]:
    """Return type and aggregate of a link's event, which stay when its body is erased."""
    envelope = _envelope(link)
    if envelope is not None:
        return envelope.type, envelope.aggregate_id
    erased = link.get("erased", {})
    return str(erased.get("type", "")), str(erased.get("aggregate_id", ""))


def _why_not_recorded(recorded: Iterable[tuple[Erasure, LinksDigest]], count: int) -> BrokenLink | None:
    """Return the first link of a record of erased ones if what is noted of its events is not what was signed; else None."""
    for erasure, of_links in recorded:
        if erasure.links[-1][1] <= count and of_links.hexdigest() != erasure.digest:
            first = erasure.links[0][0]
            return BrokenLink(first, "or a later one was altered: of which event its body was, is not what was signed")
    return None


def _why_broken(link: dict[str, Any], previous: str) -> str:
    """Return why a link does not follow the one before it, or is not what was hashed; empty if it is right."""
    if not all(isinstance(link.get(name), str) for name in ("previous", "hash", "event_id")):
        return "it is no link"
    if not isinstance(link.get("body", b""), bytes):
        return "its content is none"
    body = bytes(link["body"]) if "body" in link else None
    if link["previous"] != previous:
        return "does not follow the link before it"
    body_hash = _body_hash(body) if body is not None else link.get("body_hash", "")
    if link["hash"] != _link_hash(link["_id"], previous, link["event_id"], body_hash):
        return "its content is not what was hashed"
    if body is not None:
        try:
            if Envelope.FromString(body).id != link["event_id"]:
                return "its event is another one's"
        except DecodeError:
            return "its event is none"
    return ""


def _why_not_published(link: dict[str, Any], heads: Iterable[Head]) -> str:
    """Return why a link is not the one that these heads of its number name; empty if it is."""
    for head in heads:
        if head.hash != link["hash"]:
            return f"it or a link before it was changed: it is not the one that was published at {head.time}"
    return ""


def last_of_gapless(collection: Any) -> int:
    """Return the last number of a collection whose ids count from 1 without a gap; 0 if it is empty.

    By doubling, then halving: equality look-ups only, however many there are.
    """
    low, high = 0, 1
    while collection.find_one({"_id": high}, {"_id": 1}) is not None:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if collection.find_one({"_id": middle}, {"_id": 1}) is not None:
            low = middle
        else:
            high = middle
    return low


def in_range(collection: Any, first: int, last: int) -> list[dict[str, Any]]:
    """Return the documents whose numbers are from first to last, in order."""
    return sorted(collection.find({"_id": {"$gte": first, "$lte": last}}), key=lambda document: int(document["_id"]))
