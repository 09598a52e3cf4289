"""Stored decisions beside the events that tell of them: who alters either shows it (rule D5).

The trail shows that no event was altered. What the services go by is in their documents; each service states in its `audited.py`
which fields of a document an event repeats.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from dasai.common.v1.envelope_pb2 import Envelope
from google.protobuf.message import DecodeError, Message

from ..bus.envelope import Undecodable, open_envelope
from ..kernel.aggregate import Aggregate
from ..mapping import enum_value, id_beside
from ..mongo.codec import decided_digest
from ..mongo.document import AggregateDocument
from .trail import Trail

# of the envelope instead of its payload: the account that acted, contest time, and the digest of the aggregate's decisions
ACTOR, TIME, DECIDED = "@actor", "@time", "@decided"
# a difference that is only what a running service wrote meanwhile is gone when it is looked at again
_LOOKS = 3


@dataclass(frozen=True, kw_only=True)
class Audited:
    """Decisions of one kind: where documents keep them, and which event repeats them.

    `fields` maps fields of the decision to fields of the event, both with dots; ACTOR, TIME and DECIDED are of the envelope. A
    field that is in `derived` is made of the stored decision, such as a digest of what the event does not carry. With
    `entries` the decisions are the entries of that list of the document's state, and the event's field `number` is the place of
    its entry, counted from 1, or what the entry's own field `entry_number` says, if it has one. Without, the document is one
    decision, and the newest event counts. `only` says if there is an event for a decision; `meanings` says what an event's value
    means in a field. If aggregates of several kinds raise the event, those of the kind `raised_by` are
    compared, and a decision without an event may be told of by another.
    """

    document: type[AggregateDocument]
    events: tuple[type[Message], ...]
    fields: Mapping[str, str]
    entries: str = ""
    number: str = ""
    entry_number: str = ""
    only: Callable[[Mapping[str, Any]], bool] = lambda _: True
    meanings: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    derived: Mapping[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)
    raised_by: str = ""

    @property
    def collection(self) -> str:
        """Return the name of the documents' collection."""
        return str(self.document._meta["collection"])

    @property
    def projection(self) -> dict[str, int]:
        """Return what is read of a document: teams and cases are large."""
        return {f"state.{self.entries}" if self.entries else "state": 1, "outbox": 1}

    def decisions(self, state: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Yield the decisions in a document's state with their numbers; 0 for a document that is one decision."""
        if not self.entries:
            numbered = [(0, state)]
        else:
            entries = _part(state, self.entries) or []
            numbered = [
                (int(_part(entry, self.entry_number) or place) if self.entry_number else place, entry)
                for place, entry in enumerate(entries, 1)
            ]
        for number, decision in numbered:
            if self.only(decision):
                yield number, decision

    def stored(self, name: str, decision: Mapping[str, Any]) -> Any:
        """Return a field of a stored decision, taken from it or made of it; None if it is not there or can't be made."""
        if name not in self.derived:
            return _part(decision, name)
        try:
            return self.derived[name](decision)
        except Exception:  # noqa: BLE001 - whatever an altered document holds, it only differs
            return None


def decided(
    document: type[AggregateDocument],
    aggregate: type[Aggregate],
    events: tuple[type[Message], ...],
    *,
    only: Callable[[Mapping[str, Any]], bool],
) -> Audited:
    """Return the table of the decisions that an aggregate names in `DECIDED`; after each of these events its digest holds."""
    name = ", ".join(aggregate.DECIDED)
    return Audited(
        document=document,
        events=events,
        only=only,
        fields={name: DECIDED},
        derived={name: lambda state: decided_digest(state, aggregate.DECIDED)},
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which a document and the trail differ; it names no value, which may be personal."""

    collection: str
    identifier: str
    number: int
    field: str

    def __str__(self) -> str:
        place = f" #{self.number}" if self.number else ""
        return f"{self.collection} {self.identifier}{place}: {self.field}"


MISSING_EVENT = "无对应事件 no event tells of it"
MISSING_DECISION = "事件有而数据中没有 the event's decision is not stored"
Key = tuple[str, int]  # document and number


@dataclass
class Compared:
    """The numbers of decisions that were compared, and of those whose event has no body any more (rule K4); the differences."""

    decisions: int = 0
    erased: int = 0
    differences: tuple[Difference, ...] = ()


class _Published:
    """The events of a trail that tables ask for, by document and number; of several with the same number the newest."""

    def __init__(self, trail: Trail, tables: Iterable[Audited]) -> None:
        self._trail, self._read = trail, 0
        self._tables: dict[str, list[Audited]] = defaultdict(list)
        for table in tables:
            for event in table.events:
                self._tables[event.DESCRIPTOR.full_name].append(table)
        self.events: dict[int, dict[Key, tuple[Envelope, Message]]] = defaultdict(dict)
        # the documents of events without a body, by table
        self.erased: dict[int, set[str]] = defaultdict(set)

    def read_on(self) -> None:
        """Read the links that were appended since the last call."""
        for link in self._trail.links(self._read):
            self._read = link["_id"]
            if isinstance(link.get("body"), bytes):
                self.add(bytes(link["body"]))
            else:
                about = link.get("erased", {})  # what is altered there, the trail shows
                for table in self._tables.get(about.get("type", ""), ()):
                    self.erased[id(table)].add(about.get("aggregate_id", ""))

    def add(self, body: bytes) -> None:
        """Take in an event."""
        try:
            envelope, payload = open_envelope(body)
        except (Undecodable, DecodeError):
            return
        for table in self._tables.get(envelope.type, ()):
            if table.raised_by not in ("", envelope.aggregate_type):
                continue
            number = int(_published(table.number, envelope, payload) or 0) if table.number else 0
            key, events = (envelope.aggregate_id, number), self.events[id(table)]
            known = events.get(key)
            if known is None or _order(known[0]) <= _order(envelope):
                events[key] = (envelope, payload)


def compare(database: Any, tables: Iterable[Audited]) -> Compared:
    """Compare each stored decision with its event in the trail or in the document's own outbox, and each event with its decision.

    The service may run meanwhile.
    """
    tables = tuple(tables)
    published = _Published(Trail(database), tables)
    published.read_on()
    compared = Compared()
    differences: list[Difference] = []
    for table in tables:
        seen: set[Key] = set()
        suspects: set[str] = set()
        for document in database[table.collection].find({}, table.projection):
            if _of_document(table, document, published, seen):
                suspects.add(document["_id"])
        compared.decisions += len(seen)
        suspects |= {identifier for identifier, _ in published.events[id(table)].keys() - seen}
        for identifier in sorted(suspects):
            remaining = _again(database, table, identifier, published)
            erased = identifier in published.erased[id(table)]
            missing = [each for each in remaining if erased and each.field == MISSING_EVENT]
            compared.erased += len(missing)
            differences += [each for each in remaining if each not in missing]
    compared.differences = tuple(differences)
    return compared


def _again(database: Any, table: Audited, identifier: str, published: _Published) -> list[Difference]:
    """Look at a document again and again, with what was appended to the trail meanwhile; return what differs each time."""
    differences: list[Difference] = []
    for _ in range(_LOOKS):
        document = database[table.collection].find_one({"_id": identifier}, table.projection)
        published.read_on()
        seen: set[Key] = set()
        differences = _of_document(table, document, published, seen) if document is not None else []
        differences += [
            Difference(table.collection, name, number, MISSING_DECISION)
            for name, number in published.events[id(table)]
            if name == identifier and (name, number) not in seen
        ]
        if not differences:
            break
    return differences


def _of_document(
    table: Audited, document: Mapping[str, Any], published: _Published, seen: set[Key]
) -> list[Difference]:
    for body in document.get("outbox", ()):
        published.add(bytes(body))
    differences = []
    for number, decision in table.decisions(document.get("state", {})):
        key = (document["_id"], number)
        seen.add(key)
        event = published.events[id(table)].get(key)
        missing = [] if table.raised_by else [MISSING_EVENT]
        names = missing if event is None else list(_differing(table, decision, *event))
        differences += [Difference(table.collection, *key, name) for name in names]
    return differences


def _differing(table: Audited, decision: Mapping[str, Any], envelope: Envelope, payload: Message) -> Iterator[str]:
    """Yield the fields in which a decision and its event differ; a message that the event lacks is of an older release."""
    for stored, said in table.fields.items():
        try:
            value = _published(said, envelope, payload)
        except _NotSaid:
            continue
        value = table.meanings[stored][value] if stored in table.meanings else value
        if _plain(table.stored(stored, decision), value) != value:
            yield stored


class _NotSaid(Exception):
    """The event is of a release whose events did not say this yet."""


def _published(name: str, envelope: Envelope, payload: Message) -> Any:
    """Return what an event says under a name, in plain values; raises _NotSaid if a message on the way is not there."""
    if name == ACTOR:
        return envelope.actor_id
    if name == TIME:
        return _milliseconds(envelope.time.ToDatetime(UTC))
    if name == DECIDED:
        if not envelope.decided_digest:
            raise _NotSaid
        return envelope.decided_digest
    value: Any = payload
    *path, last = name.split(".")
    for part in path:
        if not value.HasField(part):
            raise _NotSaid
        value = getattr(value, part)
    descriptor = value.DESCRIPTOR.fields_by_name[last]
    if descriptor.message_type is not None and not descriptor.is_repeated and not value.HasField(last):
        raise _NotSaid
    return _field(value, descriptor)


def _field(message: Any, descriptor: Any) -> Any:
    """Return a field's value as a model has it: an edition's choice is one field, though the contract has two for it."""
    beside = id_beside(descriptor)
    if beside is not None and getattr(message, beside.name):
        descriptor = beside
    value = getattr(message, descriptor.name)
    if descriptor.is_repeated:
        return [_single(item, descriptor) for item in value]
    return _single(value, descriptor)


def _single(value: Any, descriptor: Any) -> Any:
    if descriptor.enum_type is not None:
        return enum_value(value, descriptor.enum_type)
    if descriptor.message_type is None:
        return value
    if descriptor.message_type.full_name == "google.protobuf.Timestamp":
        return _milliseconds(value.ToDatetime(UTC))
    fields = descriptor.message_type.fields
    second = {beside.name for inner in fields if (beside := id_beside(inner)) is not None}
    return {
        inner.name: _field(value, inner)
        for inner in fields
        if inner.name not in second and (inner.message_type is None or inner.is_repeated or value.HasField(inner.name))
    }


def _plain(stored: Any, said: Any) -> Any:
    """Return a stored value in the form of what the event says: defaults, which documents leave out, are filled in."""
    if isinstance(said, dict):
        if not isinstance(stored, Mapping):
            return stored
        return {name: _plain(stored.get(name), value) for name, value in said.items()}
    if isinstance(said, list):
        items = list(stored or ())
        return (
            [_plain(item, value) for item, value in zip(items, said, strict=True)] if len(items) == len(said) else items
        )
    if isinstance(stored, datetime):
        return _milliseconds(stored)
    if stored is None:
        return {str: "", bool: False, int: 0, float: 0.0, bytes: b""}.get(type(said))
    return stored


def _milliseconds(moment: datetime) -> datetime:
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _part(value: Any, name: str) -> Any:
    """Return the part of a stored value under a name with dots; None if it is not there."""
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _order(envelope: Envelope) -> tuple[int, int]:
    return envelope.aggregate_version, envelope.ordinal
