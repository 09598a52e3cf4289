"""Store the places of documents in lists, and read a list by them.

The places of aggregates are entries in a collection beside theirs, `<collection>_places`; ADR 32 says why they don't lie in the
aggregate's document. An entry is written before the state that it belongs to and removed after the state that follows, so
there may be too many, never too few: an entry counts if the aggregate's document names that place in `lists`. Documents that are
no aggregates and have few lists hold their places themselves (`placed`), each with an index.

The embedded server reads all that lies between two ends, however little is asked for. So the documents of some identifiers,
about one of 64, are marks: they have a second entry for each place, and a page is read from mark to mark.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any, Generic

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from .later import Later
from .lists import BETWEEN, LEAST, A, Order, Part, Stored
from .migrations import StoredData

# of so many documents one is a mark, and of so many marks one is a mark of the second level
FAN = 64
# an entry's rank: that of a place; a mark's second entry has the mark's level
_PLACE = 0
# so many documents are read at once: the embedded server compares each with all the identifiers that were asked for
_AT_ONCE = 30


def level(identifier: str) -> int:
    """Return of which level the mark is that an aggregate is by its identifier: 0 for none, 1 or 2."""
    number = int.from_bytes(hashlib.blake2b(identifier.encode(), digest_size=8).digest(), "big")
    return 0 if number % FAN else 1 if number % FAN**2 else 2


def places_of(orders: Sequence[Order[A]], aggregate: A) -> dict[str, str]:
    """Return the places of an aggregate in the lists of all orders, by the name of each list."""
    return {name: place for order in orders for name, place in order.places(aggregate).items()}


def entry_ids(identifier: str, places: Mapping[str, str]) -> list[str]:
    """Return the identifiers of the entries of an aggregate's places, with those that it has as a mark."""
    ranks = [_PLACE, *filter(None, [level(identifier)])]
    return [f"{rank}{name}{BETWEEN}{place}" for name, place in places.items() for rank in ranks]


class Entries:
    """The entries of the places of a collection's aggregates."""

    def __init__(self, aggregates: Any) -> None:
        self._aggregates = aggregates
        self.collection = aggregates.database[f"{aggregates.name}_places"]

    def ensure_index(self) -> None:
        """Make the index that lists are read by: the embedded server reads no range by `_id`."""
        self.collection.create_index("place", name="place")

    def add(self, ids: Sequence[str], version: int) -> str:
        """Write entries for that version of an aggregate; return the name of this attempt.

        One that is there already, of an earlier version or of another attempt, is taken over.
        """
        attempt = secrets.token_hex(8)
        own = {"version": version, "attempt": attempt}
        try:
            documents = [{"_id": identifier, "place": identifier, **own} for identifier in ids]
            self.collection.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            there = [ids[failure["index"]] for failure in error.details["writeErrors"]]
            change = {"$max": {"version": version}, "$set": {"attempt": attempt}}
            self.collection.bulk_write(
                [
                    UpdateOne({"_id": identifier}, {**change, "$setOnInsert": {"place": identifier}}, upsert=True)
                    for identifier in there
                ],
                ordered=False,
            )
        return attempt

    def remove_older(self, ids: Sequence[str], version: int) -> None:
        """Remove the entries of places that an aggregate left with that version, unless it has come back meanwhile.

        That may wait: entries that are too many are passed over.
        """
        for identifier in ids:
            _left.add((self.collection, identifier, version))

    def take_back(self, ids: Sequence[str], attempt: str) -> None:
        """Remove the entries of an aggregate that was refused, unless another attempt has taken them over."""
        self.collection.delete_many({"_id": {"$in": list(ids)}, "attempt": attempt})

    def documents(
        self, part: Part[Any], low: str, high: str, direction: int, fields: Mapping[str, int]
    ) -> Iterator[dict[str, Any]]:
        """Yield the aggregates' documents of a part between two places."""
        name = part.index
        places = self._between(_PLACE, name, low, high, direction)
        while some := list(islice(places, _AT_ONCE)):
            by_place = {place: place.rpartition(BETWEEN)[2] for place in some}
            query = {"_id": {"$in": list(by_place.values())}, **part.rest}
            stored = {document["_id"]: document for document in self._aggregates.find(query, fields)}
            for place, identifier in by_place.items():
                document = stored.get(identifier)
                if document is not None and document.get("lists", {}).get(name) == place:
                    yield document

    def marks(self, name: str, rank: int, low: str, high: str) -> Iterator[str]:
        """Yield the places of a list's marks of a level between two ends."""
        return self._between(rank, name, low, high, 1)

    def _between(self, rank: int, name: str, low: str, high: str, direction: int) -> Iterator[str]:
        prefix = f"{rank}{name}{BETWEEN}"
        query = {"place": {"$gte": prefix + low, "$lt": prefix + high}}
        for entry in self.collection.find(query, {"_id": 1}).sort("place", direction):
            yield entry["_id"].removeprefix(prefix)


def _remove(left: list[tuple[Any, str, int]]) -> None:
    """Remove entries by collection, identifier, and the version from which on they stay."""
    by_version: dict[tuple[str, int], tuple[Any, list[str]]] = {}
    for collection, identifier, version in left:
        by_version.setdefault((collection.full_name, version), (collection, []))[1].append(identifier)
    for (_, version), (collection, ids) in by_version.items():
        for first in range(0, len(ids), _AT_ONCE):
            older = {"_id": {"$in": ids[first : first + _AT_ONCE]}, "version": {"$lt": version}}
            collection.delete_many(older)


_left = Later(_remove)


def placed(orders: Sequence[Order[A]], item: A) -> dict[str, Any]:
    """Return what a document that is no aggregate holds of its places, and once more under its level if it is a mark."""
    places = places_of(orders, item)
    rank = level(item.id)
    marks = {name: f"{rank}{place}" for name, place in places.items()} if rank else {}
    return {"lists": places, **({"marks": marks} if marks else {})}


def indexes(*orders: Order[Any]) -> list[dict[str, Any]]:
    """Return the indexes of these lists, for a document's `meta`."""
    names = [order.index(path) for order in orders for path in order.paths]
    return [
        {"fields": [f"{kind}s.{name}"], "name": f"{kind}_{name}", "sparse": True}
        for name in names
        for kind in ("list", "mark")
    ]


def place_stored(data: StoredData, collection: str, *orders: Order[Stored]) -> None:
    """Give each aggregate of a collection its places in the lists of these orders, in a migration.

    It is done for those that have none in the last of these lists. They are all orders of the collection: the places that a
    document had are replaced.
    """
    entries = Entries(data.database[collection])

    def places(document: dict[str, Any]) -> dict[str, str]:
        return places_of(orders, Stored(document["_id"], document["state"]))

    def add_entries(documents: Sequence[dict[str, Any]]) -> None:
        entries.ensure_index()
        ids = [name for document in documents for name in entry_ids(document["_id"], places(document))]
        # below the version of whatever moves on meanwhile
        entries.add(ids, 0)

    def change(document: dict[str, Any]) -> dict[str, Any]:
        return {"$set": {"lists": places(document)}}

    data.update_each(collection, _without(orders), change, before=add_entries)


def place_stored_inside(data: StoredData, collection: str, *orders: Order[Stored]) -> None:
    """Do as `place_stored` for documents that are no aggregates and hold their places themselves."""

    def change(document: dict[str, Any]) -> dict[str, Any]:
        return {"$set": placed(orders, Stored(document["_id"], document))}

    data.update_each(collection, _without(orders), change)


def _without(orders: Sequence[Order[Stored]]) -> dict[str, Any]:
    return {f"lists.{orders[-1].index(orders[-1].paths[-1])}": {"$exists": False}}


class Inside:
    """The places that the documents of a collection hold themselves."""

    def __init__(self, collection: Any) -> None:
        self._collection = collection

    def documents(
        self, part: Part[Any], low: str, high: str, direction: int, fields: Mapping[str, int]
    ) -> Iterator[dict[str, Any]]:
        """Yield the documents of a part between two places."""
        name = f"lists.{part.index}"
        query = {name: {"$gte": low, "$lt": high}, **part.rest}
        # no limit(): see Repository.page
        with self._collection.find(query, fields).sort(name, direction) as cursor:
            yield from cursor

    def marks(self, name: str, rank: int, low: str, high: str) -> Iterator[str]:
        """Yield the places of a list's marks of a level between two ends."""
        query = {f"marks.{name}": {"$gte": f"{rank}{low}", "$lt": f"{rank}{high}"}}
        for document in self._collection.find(query, {"_id": 0, f"marks.{name}": 1}).sort(f"marks.{name}", 1):
            yield document["marks"][name][1:]


class Reader(Generic[A]):
    """Reads one part of a list, from mark to mark."""

    def __init__(self, stored: Entries | Inside, part: Part[A], after: str = "") -> None:
        low, high = part.ends
        if after and part.order.newest_first:
            high = min(high, after)
        elif after:
            low = max(low, after + LEAST)
        self._stored, self._part, self._low, self._high = stored, part, low, high
        self._direction = -1 if part.order.newest_first else 1

    def documents(self, fields: Mapping[str, int], about: int) -> Iterator[dict[str, Any]]:
        """Yield the documents in the list's order, with these fields; about so many are asked for."""
        for low, high in self._stretches(1 + about // FAN):
            yield from self._stored.documents(self._part, low, high, self._direction, fields)

    def _stretches(self, marks_at_once: int) -> Iterator[tuple[str, str]]:
        """Yield the ends of what is read in turn, each stretch twice as long as the one before."""
        stretches = self._short_stretches()
        while True:
            ends = [end for _, end in zip(range(marks_at_once), stretches, strict=False)]
            if not ends:
                return
            yield min(low for low, _ in ends), max(high for _, high in ends)
            marks_at_once *= 2

    def _short_stretches(self) -> Iterator[tuple[str, str]]:
        """Yield the ends of each stretch between two neighbouring marks."""
        for low, high in self._between(2, self._low, self._high):
            yield from self._between(1, low, high)

    def _between(self, rank: int, low: str, high: str) -> list[tuple[str, str]]:
        marks = self._stored.marks(self._part.index, rank, low, high)
        ends = [low, *(mark for mark in marks if mark != low), high]
        pairs = list(pairwise(ends))
        return pairs[:: self._direction]
