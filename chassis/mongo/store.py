"""Aggregates as documents: each is a document, and changes by a single conditional write."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from bson import Binary
from google.protobuf.message import Message
from pymongo.errors import DuplicateKeyError

from ..bus.envelope import wrap
from ..context import Context, current
from ..kernel.aggregate import Aggregate
from ..kernel.identifiers import snake_case
from ..kernel.refusal import Code, refuse
from ..refusals import KEY_REUSED, NOT_FOUND
from .attempts import AlreadyAnswered, AlreadyApplied, StaleVersion
from .codec import decided_digest, from_state, to_state
from .document import APPLIED_KEPT, OUTCOMES_KEPT, AggregateDocument
from .held import changing
from .listing import DEFAULT_PAGE, MAX_PAGE, Listing
from .lists import Asked, Order, Page, Part
from .places import Entries, entry_ids, places_of
from .tokens import after_token, page_token

A = TypeVar("A", bound=Aggregate)
# the kinds of this process's repositories whose aggregates anyone may see (`chassis/rpc/public_version.py`)
PUBLIC_KINDS: set[str] = set()
# what is not read to show an aggregate
_NOT_LISTED = {"outbox": 0, "applied": 0, "outcomes": 0}
_HIDDEN = {**_NOT_LISTED, "lists": 0}


class Repository(Generic[A]):
    """The aggregates of a kind.

    `events` maps each event dataclass to its message. `on_duplicate` maps the name of a unique index to the code with
    which a breach of it is refused. `upgrade` brings a state of an older or newer form to the form that the model knows, and
    leaves any other as it is: for a migration, see docs/adr/0015-migrations.md. `orders` are the lists that `listed` shows.
    """

    is_public = False

    def __init__(
        self,
        document: type[AggregateDocument],
        aggregate: type[A],
        events: Mapping[type, type[Message]],
        *,
        on_duplicate: Mapping[str, Code] | None = None,
        upgrade: Callable[[dict[str, Any]], dict[str, Any]] = lambda state: state,
        orders: Sequence[Order[A]] = (),
    ) -> None:
        self.document = document
        self.aggregate = aggregate
        self.events = events
        self.on_duplicate = on_duplicate or {}
        self.upgrade = upgrade
        self.orders = orders
        document.list_orders = tuple(orders)
        self.kind = snake_case(aggregate.__name__)
        if self.is_public:
            PUBLIC_KINDS.add(self.kind)

    @property
    def _collection(self) -> Any:
        return self.document.collection()

    def get(self, identifier: str) -> A:
        """Return the aggregate, to change it; refuses NOT_FOUND. See `find`."""
        return self.find(identifier) or refuse(NOT_FOUND, what=self.kind)

    def find(self, identifier: str) -> A | None:
        """Return the aggregate, to change it, or None.

        Raises AlreadyApplied if the event that is handled was applied to it before, AlreadyAnswered if the command was answered
        under its key before; refuses IDEMPOTENCY_KEY_REUSED if the key was used for another request.
        """
        document = self._collection.find_one({"_id": identifier})
        if document is None:
            return None
        self._recall(document)
        return self._structure(document)

    def peek(self, identifier: str) -> A | None:
        """Return the aggregate for reading only, or None."""
        document = self._collection.find_one({"_id": identifier}, _HIDDEN)
        return self._structure(document) if document else None

    def look(self, identifier: str) -> A:
        """Return the aggregate for reading only; refuses NOT_FOUND."""
        return self.peek(identifier) or refuse(NOT_FOUND, what=self.kind)

    def every(self, filters: Mapping[str, Any] | None = None) -> Iterator[A]:
        """Yield all that match, for reading only, in no order."""
        for document in self._collection.find(dict(filters or {}), _HIDDEN):
            yield self._structure(document)

    def page(self, filters: Mapping[str, Any], token: str = "", size: int = 0) -> tuple[list[A], str]:
        """Return a page in order of identifiers, and the next page's token ('' after the last).

        It is for lists that are bounded: it reads all that the filters leave. Refuses PAGE_TOKEN_INVALID if the token is of
        another list or other filters. Raises ValueError for a filter by identifier.
        """
        size = min(size or DEFAULT_PAGE, MAX_PAGE)
        if "_id" in filters:
            raise ValueError("a page goes by identifier: filter by something else")
        asked = [self.kind, "by identifier", dict(filters)]
        # on a single level: under $and the embedded server uses no index of the filter, and reads the whole collection
        query = {**filters, "_id": {"$gt": after_token(token, asked), "$lt": "\uffff"}}
        # no limit(): the embedded server pays for it with a scan; closing the cursor early costs neither anything
        cursor = self._collection.find(query, _HIDDEN).sort("_id", 1).batch_size(size + 1)
        aggregates: list[A] = []
        with cursor:
            for document in cursor:
                if len(aggregates) == size:
                    return aggregates, page_token(asked, aggregates[-1].id)
                aggregates.append(self._structure(document))
        return aggregates, ""

    def listed(self, parts: Sequence[Part[A]], asked: Asked, shown: Callable[[A], bool] | None = None) -> Page[A]:
        """Return a page of a list's parts, as `Listing.page` says."""
        return Listing(self.kind, self.document.collection, self._structure, _NOT_LISTED, Entries).page(
            parts, asked, shown
        )

    def add(self, aggregate: A, *, answer: Message | None = None) -> None:
        """Insert a new aggregate with its events; raises AlreadyAnswered if the command was answered before."""
        if aggregate.version != 0:
            raise ValueError("only a new aggregate is added; save one that was read")
        self.save(aggregate, answer=answer)

    def save(self, aggregate: A, *, answer: Message | None = None) -> None:
        """Write state, events, applied event and answer in a single conditional write.

        Raises StaleVersion if the aggregate moved on since it was read; refuses with the code of a unique index.
        """
        context = current()
        if answer is not None:
            _require_repeatable(context, answer)
        version = aggregate.version + 1
        written = to_state(aggregate)
        # a draft of a sheet is saved often and raises nothing: then there is no envelope to hold the digest
        decided = decided_digest(written, aggregate.DECIDED) if aggregate.DECIDED and aggregate.raised else ""
        raised = [
            wrap(item, self.events, self.kind, aggregate.id, version, ordinal, context, decided_digest=decided)
            for ordinal, item in enumerate(aggregate.raised)
        ]
        outcome = (
            [
                {
                    "key": context.idempotency_key,
                    "hash": context.request_hash,
                    "answer": Binary(answer.SerializeToString()),
                }
            ]
            if answer is not None and context.idempotency_key
            else []
        )
        applied = [context.event_id] if context.event_id else []
        state: dict[str, Any] = {"state": written, "version": version}
        outbox = [Binary(envelope) for envelope in raised]
        if outbox:
            state["outbox_at"] = time.time_ns() // 1000
        try:
            with self._moved_in_lists(aggregate) as moved:
                if aggregate.version == 0:
                    document = {"outbox": outbox, "applied": applied, "outcomes": outcome}
                    self._insert(aggregate.id, state | moved | document)
                else:
                    self._update(aggregate, state | moved, outbox, applied, outcome)
        except DuplicateKeyError as error:
            refuse(self._code_of(error))
        aggregate.version = version
        aggregate.take_events()

    @contextmanager
    def _moved_in_lists(self, aggregate: A) -> Iterator[dict[str, Any]]:
        """Write entries for the places that an aggregate has now and had not when it was read; remove those that it left.

        Yields what its document is to say of them, nothing if it moved in no list. See `places`.
        """
        left, places, version = aggregate.list_places, places_of(self.orders, aggregate), aggregate.version + 1
        if places == left:
            yield {}
            return
        entries = Entries(self._collection)
        added = entry_ids(aggregate.id, {name: place for name, place in places.items() if left.get(name) != place})
        attempt = entries.add(added, version)
        try:
            yield {"lists": places}
        except DuplicateKeyError:
            if version == 1:  # one that was there before is written again, and has its entries then
                entries.take_back(added, attempt)
            raise
        gone = entry_ids(aggregate.id, {name: place for name, place in left.items() if places.get(name) != place})
        if gone:
            entries.remove_older(gone, version)
        aggregate.list_places = places

    def _insert(self, identifier: str, document: dict[str, Any]) -> None:
        try:
            self._collection.insert_one({"_id": identifier, **document})
        except DuplicateKeyError as error:
            existing = self._collection.find_one({"_id": identifier})
            if existing is None:
                raise  # another unique index
            self._recall(existing)
            raise StaleVersion from error

    def _update(
        self,
        aggregate: A,
        state: dict[str, Any],
        outbox: list[Binary],
        applied: list[str],
        outcome: list[dict[str, Any]],
    ) -> None:
        push: dict[str, Any] = {}
        if outbox:
            push["outbox"] = {"$each": outbox}
        if applied:
            push["applied"] = {"$each": applied, "$slice": -APPLIED_KEPT}
        if outcome:
            push["outcomes"] = {"$each": outcome, "$slice": -OUTCOMES_KEPT}
        change = {"$set": state} | ({"$push": push} if push else {})
        result = self._collection.update_one({"_id": aggregate.id, "version": aggregate.version}, change)
        if result.matched_count == 0:
            raise StaleVersion

    def _recall(self, document: Mapping[str, Any]) -> None:
        context = current()
        if context.event_id and context.event_id in document.get("applied", ()):
            raise AlreadyApplied
        if context.idempotency_key:
            for outcome in document.get("outcomes", ()):
                if outcome["key"] == context.idempotency_key:
                    if outcome["hash"] != context.request_hash:
                        refuse(KEY_REUSED)
                    raise AlreadyAnswered(bytes(outcome["answer"]))

    def _structure(self, document: Mapping[str, Any]) -> A:
        state = self.upgrade(document.get("state", {}))
        aggregate = from_state(self.aggregate, document["_id"], document["version"], state)
        aggregate.list_places = document.get("lists", {})
        return aggregate

    def _code_of(self, error: DuplicateKeyError) -> Code:
        text = str((error.details or {}).get("errmsg", error))
        for index, code in self.on_duplicate.items():
            if index in text:
                return code
        raise error

    @contextmanager
    def once(self) -> Iterator[None]:
        """Let a handler that changes several aggregates go on with the next if its event was applied to this aggregate before."""
        try:
            yield
        except AlreadyApplied:
            return


class HeldRepository(Repository[A]):
    """The aggregates of a kind that processes hold in memory under its name (`held`): each write says so."""

    def save(self, aggregate: A, *, answer: Message | None = None) -> None:
        """Save as any repository does, while nobody holds what is read."""
        with changing(self.kind):
            super().save(aggregate, answer=answer)


class PublicRepository(HeldRepository[A]):
    """The aggregates of a kind that public pages show: gateways learn from its version that a copy of a page is outdated."""

    is_public = True


def _require_repeatable(context: Context, answer: Message) -> None:
    """Raise TypeError unless whoever repeats the command can get this answer (`chassis.idempotency`)."""
    if context.answer_type is None:
        if context.idempotency_key:
            raise TypeError(f"a command keeps its answer, a {type(answer).__name__}, and is not @idempotent")
    elif type(answer) is not context.answer_type:
        raise TypeError(f"the command answers with {context.answer_type.__name__}, not {type(answer).__name__}")
