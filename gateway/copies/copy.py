"""A copy of an answer that anyone may read: made once, packed once, and sent to everybody who asks for it."""

from __future__ import annotations

import gzip
import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import SimpleNamespace
from typing import NamedTuple

from chassis.kernel.clock import Instant
from gateway.portals.as_of import said_as_of
from gateway.portals.language import Language

Headers = list[tuple[bytes, bytes]]
# a cache before the gateway may hand a copy on for a second; a browser asks each time
FRESH = b"public, max-age=0, s-maxage=1"
# one that may be outdated, because a service does not answer, is kept by nobody
STALE = b"no-store"
# what makes an answer another one: who is signed in by cookie or token has pages of their own
VARY = b"Accept-Encoding, Authorization, Cookie, HX-Request"
_PAGE, _JSON = b"text/html", b"application/json"
# of the answer that is copied; what else it has is of the moment, or of one reader, and then it is not copied
_KEPT = frozenset({b"content-type", b"content-language", b"content-security-policy"})
_REPLACED = frozenset({b"content-length", b"vary"})
# a page with a form that changes something may have the key of that form in it
_POSTS = re.compile(rb"""<form\b[^>]*\bmethod\s*=\s*["']?post""", re.IGNORECASE)
_LEVEL = 6
# smaller ones are not worth it, bytes
_PACKED_FROM = 512
_QUALITY = re.compile(r"\s*;\s*q\s*=\s*0(\.0*)?\s*$", re.IGNORECASE)


class Key(NamedTuple):
    """By what a copy is asked for: nothing else of a request counts."""

    language: Language
    path: str
    query: bytes
    part: bool


@dataclass(frozen=True, slots=True)
class Representation:
    """A body as it is sent, its headers, and those with which it is said that it did not change."""

    body: bytes
    headers: Headers
    unchanged: Headers
    etag: bytes

    @property
    def size(self) -> int:
        """Return how much memory it takes, bytes."""
        return len(self.body) + 1000

    def as_stale(self, seconds: float) -> Representation:
        """Return it with the word that for so long it has not been known to be right, and that nobody may keep it."""
        said = [(b"age", str(math.ceil(seconds)).encode()), (b"cache-control", STALE)]
        headers, unchanged = (
            [*(header for header in each if header[0] != b"cache-control"), *said]
            for each in (self.headers, self.unchanged)
        )
        return Representation(self.body, headers, unchanged, self.etag)


def is_copied(status: int, headers: Headers, body: bytes) -> bool:
    """Return True if an answer can be anybody's: whole, of a known kind, without a cookie and without a form that is sent."""
    names = {name.lower() for name, _ in headers}
    kind = content_type(headers)
    if status != 200 or not names <= _KEPT | _REPLACED or not kind.startswith((_PAGE, _JSON)):
        return False
    return not (kind.startswith(_PAGE) and _POSTS.search(body))


def content_type(headers: Headers) -> bytes:
    """Return the type of an answer; empty if it names none."""
    return next((value for name, value in headers if name.lower() == b"content-type"), b"")


@dataclass(slots=True)
class Copy:
    """A copy with what it depends on.

    `made_at` is an instant of a clock that only runs on, `contest_at` the contest time then, both from before it was made; until
    `until` its words are right. `versions` are those of the services that it was made from, by what was heard before it was made;
    without a version of each it is not vouched for, and good for those only who wait for it.
    """

    key: Key
    route: str
    headers: Headers
    body: bytes
    versions: Mapping[str, str]
    made_at: float
    contest_at: Instant
    until: Instant | None
    follows_clock: bool
    is_vouched: bool = True
    plain: Representation = field(init=False)
    packed: Representation | None = field(init=False)
    # as `Observe` reads it: a copy's route was not matched again
    matched: SimpleNamespace = field(init=False)
    _stale: tuple[Representation, Representation | None] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        kept = [(name.lower(), value) for name, value in self.headers if name.lower() in _KEPT]
        self.headers = kept
        self.plain, self.packed = _represent(self.body, kept, FRESH if self.is_vouched else STALE)
        self.matched = SimpleNamespace(path=self.route)

    @property
    def size(self) -> int:
        """Return how much memory it takes at most, bytes: it is there twice while it also says as of when it is."""
        return 2 * (self.plain.size + (self.packed.size if self.packed is not None else 0))

    def choose(self, accepted: bytes) -> Representation:
        """Return the body for a client that accepts these encodings."""
        return self.packed if self.packed is not None and accepts_gzip(accepted) else self.plain

    def choose_stale(self, accepted: bytes) -> Representation:
        """Return the same for the time in which a service does not say if it is right: a whole page says as of when it is."""
        if self._stale is None:
            self._stale = _represent(self._said_as_of(), self.headers, STALE)
        plain, packed = self._stale
        return packed if packed is not None and accepts_gzip(accepted) else plain

    def _said_as_of(self) -> bytes:
        if self.key.part or not content_type(self.headers).startswith(_PAGE):
            return self.body
        return said_as_of(self.body, self.key.language, self.contest_at)


def _represent(body: bytes, kept: Headers, caching: bytes) -> tuple[Representation, Representation | None]:
    """Return a body as it is and packed; the second is None if packing saves nothing."""
    digest = hashlib.sha256(body).hexdigest()[:32]
    plain = _representation(body, kept, caching, f'"{digest}"'.encode(), [])
    if len(body) < _PACKED_FROM:
        return plain, None
    smaller = gzip.compress(body, _LEVEL, mtime=0)
    if len(smaller) >= len(body):
        return plain, None
    etag = f'"{digest}-gzip"'.encode()
    return plain, _representation(smaller, kept, caching, etag, [(b"content-encoding", b"gzip")])


def _representation(body: bytes, kept: Headers, caching: bytes, etag: bytes, encoding: Headers) -> Representation:
    common = [(b"etag", etag), (b"cache-control", caching), (b"vary", VARY)]
    of_body = [*kept, *encoding, (b"content-length", str(len(body)).encode())]
    # a browser takes the headers of a 304 for those of what it has: the page's own policy must be among them
    lasting = [header for header in kept if header[0] != b"content-type"]
    return Representation(body, [*of_body, *common], [*lasting, *common], etag)


@lru_cache(maxsize=256)
def accepts_gzip(accepted: bytes) -> bool:
    """Return True if a client takes gzip by its Accept-Encoding (RFC 9110, section 12.5.3)."""
    chosen = {}
    for part in accepted.decode("latin-1").lower().split(","):
        name = part.partition(";")[0].strip()
        chosen[name] = not _QUALITY.search(part)
    return chosen.get("gzip", chosen.get("x-gzip", chosen.get("*", False)))


def matches(condition: bytes, etag: bytes) -> bool:
    """Return True if If-None-Match names this entity tag (RFC 9110, section 13.1.2)."""
    if condition == etag or condition.strip() == b"*":
        return True
    # a proxy that packs by itself makes the tag a weak one
    return etag in (part.strip().removeprefix(b"W/") for part in condition[:4096].split(b","))
