"""Data that seldom changes, held in the memory of each process by version (docs/adr/0037-held-data.md).

    _uppers = Held("affiliations", _read_uppers)

    with changing("affiliations"):  # whoever writes data of that kind
        store.affiliations.save(affiliations)

    _uppers.exact(codes)  # as it is now

A version is a document a kind, and all of them are read at once. A writer raises the version of its kind before and after
it writes, and says in between that it is writing: meanwhile nobody holds what is read. So a value that is held under the
version that is in force is what the database holds.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from mongoengine import DictField, LongField

from ..kernel.identifiers import new_id
from .document import PlainDocument

K = TypeVar("K", bound=str)
V = TypeVar("V")

# nothing is held for longer than this, seconds, whatever its version: a process of a release before raises none
HELD_SECONDS = 60.0
# a writer that has not said that it is done has died, seconds after it last said that it is writing
WRITING_SECONDS = 120.0


class HeldVersionDocument(PlainDocument):
    """The version of a kind of data, and until when each of its writers may still be writing (seconds of the epoch)."""

    meta: Any = {"collection": "held_versions", "auto_create_index": False}
    version = LongField(required=True)
    writers = DictField()


DOCUMENTS = (HeldVersionDocument,)


@dataclass(frozen=True)
class Versions:
    """The versions of all kinds at one time, and the kinds that somebody was writing then."""

    of: Mapping[str, int]
    being_written: frozenset[str]

    @classmethod
    def read(cls) -> Versions:
        """Read the versions of all kinds, in one call."""
        now = time.time()
        documents = list(HeldVersionDocument.collection().find({}))
        return cls(
            {document["_id"]: int(document["version"]) for document in documents},
            frozenset(
                document["_id"]
                for document in documents
                if any(until > now for until in (document.get("writers") or {}).values())
            ),
        )


# what was read by the attempt at hand, so that a command reads the versions once
_of_attempt: ContextVar[list[Versions] | None] = ContextVar("dasai_held_versions", default=None)
_writing: ContextVar[Mapping[str, _Writer] | None] = ContextVar("dasai_held_writing", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Let all that is inside read the versions once, when they are first needed: an attempt of a command or a handler."""
    token = _of_attempt.set([])
    try:
        yield
    finally:
        _of_attempt.reset(token)


def _now() -> Versions:
    looked = _of_attempt.get()
    if looked is None:
        return Versions.read()
    if not looked:
        looked.append(Versions.read())
    return looked[0]


@dataclass
class _Writer:
    kind: str
    name: str = field(default_factory=new_id)
    said_at: float = 0.0

    def say(self) -> None:
        """Say that it is writing, from now on for WRITING_SECONDS."""
        until = time.time() + WRITING_SECONDS
        change = {"$inc": {"version": 1}, "$set": {f"writers.{self.name}": until}}
        HeldVersionDocument.collection().update_one({"_id": self.kind}, change, upsert=True)
        self.said_at = time.monotonic()

    def end(self) -> None:
        """Say that it is done."""
        change = {"$inc": {"version": 1}, "$unset": {f"writers.{self.name}": ""}}
        HeldVersionDocument.collection().update_one({"_id": self.kind}, change)


@contextmanager
def changing(kind: str) -> Iterator[None]:
    """Write data of a kind inside this, and nowhere else; may be entered again within itself, for each of many writes."""
    before = _writing.get() or {}
    writer = before.get(kind)
    if writer is not None:
        if time.monotonic() - writer.said_at > WRITING_SECONDS / 4:
            writer.say()
        yield
        return
    writer = _Writer(kind)
    writer.say()
    token = _writing.set({**before, kind: writer})
    try:
        yield
    finally:
        _writing.reset(token)
        writer.end()
        looked = _of_attempt.get()
        if looked:  # who has written decides by that from here on
            looked.clear()


@dataclass(frozen=True)
class _Entry(Generic[V]):
    version: int
    until: float
    value: V | None


class Held(Generic[K, V]):
    """Values of a kind by their keys, of which `read` returns those that there are; a key without a value is held too."""

    def __init__(self, kind: str, read: Callable[[frozenset[K]], Mapping[K, V]], *, most: int = 20_000) -> None:
        self.kind = kind
        self._read, self._most = read, most
        self._entries: OrderedDict[K, _Entry[V]] = OrderedDict()
        self._lock = threading.Lock()
        # the database that it all is of: a process has one, tests have many
        self._database: Any = None

    def exact(self, keys: Iterable[K]) -> dict[K, V]:
        """Return the values of the keys as the database holds them, or held them when this attempt first asked."""
        self._keep_to_database()
        return self._values(frozenset(keys), _now())

    def _keep_to_database(self) -> None:
        database = HeldVersionDocument.collection().database
        if database != self._database:
            with self._lock:
                self._entries.clear()
                self._database = database

    def _values(self, keys: frozenset[K], versions: Versions) -> dict[K, V]:
        version = versions.of.get(self.kind, 0)
        if self.kind in versions.being_written:
            return dict(self._read(keys)) if keys else {}
        held = self._held(keys, version)
        missing = keys - held.keys()
        if missing:
            # an entry lives from before it was read, and under the version from before
            until = time.monotonic() + HELD_SECONDS
            values = self._read(missing)
            read = {key: _Entry(version, until, values.get(key)) for key in missing}
            self._hold(read)
            held |= read
        return {key: entry.value for key, entry in held.items() if entry.value is not None}

    def _held(self, keys: frozenset[K], version: int) -> dict[K, _Entry[V]]:
        now = time.monotonic()
        with self._lock:
            entries = {key: self._entries[key] for key in keys if key in self._entries}
        return {key: entry for key, entry in entries.items() if entry.version == version and now < entry.until}

    def _hold(self, entries: Mapping[K, _Entry[V]]) -> None:
        with self._lock:
            for key, entry in entries.items():
                self._entries[key] = entry
                self._entries.move_to_end(key)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
