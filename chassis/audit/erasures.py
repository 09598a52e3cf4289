"""Signed records of erased bodies: a link without its body counts only if one of them says so (rules D5, K4).

Else whoever can write to the database could take the body of an event away, and then alter the decision that it tells of unseen.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ..kernel.canonical import canonical_json
from .signatures import is_signed, sign

COLLECTION = "audit_erasures"


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """A record that the bodies of some links were erased, signed with the key of the heads.

    `links` are ranges of link numbers, both ends included, in order. `digest` is over number, type and aggregate of each of
    these links' events, which stay with a link that has no body. `before` is the day whose earlier events were erased.
    """

    service: str
    before: datetime
    links: tuple[tuple[int, int], ...]
    digest: str
    signed_at: datetime
    signature: str = ""
    public_key: str = ""

    @property
    def form(self) -> bytes:
        """Return the bytes that are signed."""
        return canonical_json(
            {
                "before_ms": _milliseconds(self.before),
                "digest": self.digest,
                "links": [list(span) for span in self.links],
                "service": self.service,
                "signed_at_ms": _milliseconds(self.signed_at),
            }
        )

    @property
    def genuine(self) -> bool:
        """Return True if the signature is that of `public_key`; whose key that is, is another question."""
        return is_signed(self.form, self.signature, self.public_key)

    def covers(self, sequence: int) -> bool:
        """Return True if the body of the link with this number was erased."""
        place = bisect_right(self.links, (sequence, 2**63)) - 1
        return place >= 0 and sequence <= self.links[place][1]


class LinksDigest:
    """The digest of an erasure, link by link, in their order."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, sequence: int, event_type: str, aggregate_id: str) -> None:
        """Take in the next link."""
        self._hash.update(canonical_json([sequence, event_type, aggregate_id]) + b"\n")

    def hexdigest(self) -> str:
        """Return the digest so far, hexadecimal."""
        return self._hash.hexdigest()


def sign_erasure(service: str, before: datetime, sequences: Iterable[int], digest: str, at: datetime) -> Erasure:
    """Return the signed record that the bodies of these links are erased, at this moment of real time.

    `sequences` are in order, and there is at least one.
    """
    unsigned = Erasure(service=service, before=before, links=_ranges(sequences), digest=digest, signed_at=at)
    signature, public_key = sign(unsigned.form)
    return replace(unsigned, signature=signature, public_key=public_key)


def _ranges(sequences: Iterable[int]) -> tuple[tuple[int, int], ...]:
    ranges: list[tuple[int, int]] = []
    for sequence in sequences:
        if ranges and ranges[-1][1] == sequence - 1:
            ranges[-1] = (ranges[-1][0], sequence)
        else:
            ranges.append((sequence, sequence))
    return tuple(ranges)


def keep(database: Any, erasure: Erasure) -> None:
    """Store a record beside its trail."""
    document = {
        "service": erasure.service,
        "before_ms": _milliseconds(erasure.before),
        "links": [list(span) for span in erasure.links],
        "digest": erasure.digest,
        "signed_at_ms": _milliseconds(erasure.signed_at),
        "signature": erasure.signature,
        "public_key": erasure.public_key,
    }
    database[COLLECTION].insert_one({"_id": erasure.signature, **document})


def kept(database: Any, service: str) -> list[Erasure]:
    """Return the records that are stored beside a service's trail; what has not the form of one is left out."""
    erasures = []
    for document in database[COLLECTION].find():
        try:
            erasure = _of(document)
        except (KeyError, TypeError, ValueError):
            continue
        if erasure.service == service:
            erasures.append(erasure)
    return erasures


def _of(document: Mapping[str, Any]) -> Erasure:
    return Erasure(
        service=document["service"],
        before=_moment(document["before_ms"]),
        links=tuple((int(first), int(last)) for first, last in document["links"]),
        digest=document["digest"],
        signed_at=_moment(document["signed_at_ms"]),
        signature=document["signature"],
        public_key=document["public_key"],
    )


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000 + 0.5)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).replace(microsecond=milliseconds % 1000 * 1000)
