"""The audit trail: every event of a service, in a chain of hashes that can't be altered without showing (rule D5).

The relay writes it, a single relay at a time, before it publishes: an event that anyone has seen is in the trail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bson import Binary
from dasai.common.v1.envelope_pb2 import Envelope
from pymongo.errors import DuplicateKeyError

from .kernel.canonical import digest

COLLECTION = "audit_trail"
GENESIS = "0" * 64


class TrailMoved(Exception):
    """Another process appended meanwhile: the caller no longer holds the lease."""


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first broken link of a trail."""

    sequence: int
    why: str


def _link_hash(sequence: int, previous: str, event_id: str, body: bytes) -> str:
    return digest(
        {
            "sequence": sequence,
            "previous": previous,
            "event": event_id,
            "body": hashlib.sha256(body).hexdigest(),
        }
    )


class Trail:
    """A service's trail, in its own database."""

    def __init__(self, database: Any) -> None:
        self._links = database[COLLECTION]
        self._links.create_index("event_id", unique=True, name="event_id")
        self._head: tuple[int, str] | None = None

    def append(self, envelopes: Sequence[tuple[str, bytes]]) -> None:
        """Append events (id, serialised envelope) that are not yet in the trail; raises TrailMoved."""
        known = {
            link["event_id"]
            for link in self._links.find({"event_id": {"$in": [key for key, _ in envelopes]}}, {"event_id": 1})
        }
        sequence, previous = self._head or self._find_head()
        links = []
        for event_id, body in envelopes:
            if event_id in known:
                continue
            sequence += 1
            link = _link_hash(sequence, previous, event_id, body)
            links.append(
                {
                    "_id": sequence,
                    "event_id": event_id,
                    "previous": previous,
                    "hash": link,
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

    def _find_head(self) -> tuple[int, str]:
        # doubling, then halving, over the gapless sequence: equality look-ups only, however long the trail
        low, high = 0, 1
        while self._links.find_one({"_id": high}, {"_id": 1}) is not None:
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            if self._links.find_one({"_id": middle}, {"_id": 1}) is not None:
                low = middle
            else:
                high = middle
        return (low, self._links.find_one({"_id": low})["hash"]) if low else (0, GENESIS)

    def links(self) -> Iterable[dict[str, Any]]:
        """Yield all links in order."""
        sequence = 0
        while (link := self._links.find_one({"_id": sequence + 1})) is not None:
            sequence += 1
            yield link

    def verify(self) -> tuple[int, BrokenLink | None]:
        """Return how many links are unbroken, and the first broken one or None."""
        previous, count = GENESIS, 0
        for link in self.links():
            body = bytes(link["body"])
            if link["previous"] != previous:
                return count, BrokenLink(link["_id"], "does not follow the link before it")
            if link["hash"] != _link_hash(link["_id"], previous, link["event_id"], body):
                return count, BrokenLink(link["_id"], "its content is not what was hashed")
            if Envelope.FromString(body).id != link["event_id"]:
                return count, BrokenLink(link["_id"], "its event is another one's")
            previous, count = link["hash"], count + 1
        total = self._links.count_documents({})
        if total != count:
            return count, BrokenLink(count + 1, f"{total - count} links stand behind a gap")
        return count, None
