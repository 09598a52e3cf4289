"""Signed heads of the trails: they are published, so that a trail that was rewritten or cut does not fit them (rule D5).

The key is not in the database. What is signed, byte for byte: docs/adr/0024-trail-heads.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ..kernel.canonical import canonical_json
from .signatures import is_signed, sign

COLLECTION = "audit_heads"
_LINE = re.compile(
    r"([a-z]{1,40}) (\d{1,15}) ([0-9a-f]{64}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z) ([0-9a-f]{128}) ([0-9a-f]{64})",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class Head:
    """The last link of a service's trail at a moment, signed: its number and its hash, which covers all links before it.

    `signed_at` is real time in milliseconds; `signature` and `public_key` are hexadecimal.
    """

    service: str
    sequence: int
    hash: str
    signed_at: datetime
    signature: str = ""
    public_key: str = ""

    @property
    def form(self) -> bytes:
        """Return the bytes that are signed."""
        milliseconds = int(self.signed_at.timestamp() * 1000 + 0.5)
        return canonical_json(
            {"hash": self.hash, "sequence": self.sequence, "service": self.service, "signed_at_ms": milliseconds}
        )

    @property
    def time(self) -> str:
        """Return the moment in RFC 3339, to the millisecond."""
        return self.signed_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    @property
    def genuine(self) -> bool:
        """Return True if the signature is that of `public_key`; whose key that is, is another question."""
        return is_signed(self.form, self.signature, self.public_key)

    def as_shown(self) -> dict[str, Any]:
        """Return the head as it is published: in the log, by the API and in files."""
        return {
            "service": self.service,
            "sequence": self.sequence,
            "hash": self.hash,
            "signed_at": self.time,
            "signature": self.signature,
            "public_key": self.public_key,
        }

    def as_text(self) -> str:
        """Return the head in a line, as receipts have it: the parts of `as_shown`, with a blank between."""
        return " ".join(str(value) for value in self.as_shown().values())

    @classmethod
    def of_json(cls, shown: Mapping[str, Any]) -> Head:
        """Return a head from what `as_shown` returns; raises ValueError if it is none."""
        texts = {name: shown.get(name) for name in ("service", "hash", "signed_at", "signature", "public_key")}
        line = "{service} {sequence} {hash} {signed_at} {signature} {public_key}"
        return cls.of_text(line.format(sequence=shown.get("sequence"), **texts))

    @classmethod
    def of_text(cls, text: str) -> Head:
        """Return a head from what `as_text` returns; raises ValueError if it is none."""
        parts = _LINE.fullmatch(text)
        if parts is None:
            raise ValueError("no head of a trail")
        service, sequence, link_hash, signed_at, signature, public_key = parts.groups()
        return cls(
            service=service,
            sequence=int(sequence),
            hash=link_hash,
            signed_at=datetime.fromisoformat(signed_at.replace("Z", "+00:00")),
            signature=signature,
            public_key=public_key,
        )


def sign_head(service: str, sequence: int, link_hash: str, at: datetime) -> Head:
    """Return the signed head of a service's trail at this moment of real time."""
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    unsigned = Head(service=service, sequence=sequence, hash=link_hash, signed_at=at)
    signature, public_key = sign(unsigned.form)
    return replace(unsigned, signature=signature, public_key=public_key)


def heads_in(text: str) -> list[Head]:
    """Return the heads in a text, wherever they stand in it: an answer of the API, receipts, or log lines, each a JSON value."""
    try:
        values = [json.loads(text)]
    except ValueError:
        values = list(_lines(text))
    return [head for value in values for head in _heads(value)]


def _lines(text: str) -> Iterator[Any]:
    for line in text.splitlines():
        start = line.find("{")  # a log collector may have put something before it
        if start >= 0:
            try:
                yield json.loads(line[start:])
            except ValueError:
                continue


def _heads(value: Any) -> Iterator[Head]:
    if isinstance(value, str):
        with suppress(ValueError):
            yield Head.of_text(value)
    elif isinstance(value, Mapping):
        try:
            yield Head.of_json(value)
        except ValueError:
            yield from _heads(list(value.values()))
    elif isinstance(value, list):
        for item in value:
            yield from _heads(item)


def of_service(heads: Iterable[Head], service: str) -> list[Head]:
    """Return those of a service's trail."""
    return [head for head in heads if head.service == service]
