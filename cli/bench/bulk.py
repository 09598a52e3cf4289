"""Documents of aggregates whose events were published long ago, stored in bulk for the benchmarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chassis.kernel.aggregate import Aggregate
from chassis.mongo.codec import to_state
from chassis.mongo.lists import Order
from chassis.mongo.places import Entries, entry_ids, places_of


def bare(aggregate: Aggregate, orders: Sequence[Order[Any]] = ()) -> dict[str, Any]:
    """Return the document of an aggregate, with its places in the lists of these orders."""
    places = {"lists": places_of(orders, aggregate)} if orders else {}
    beside = {"outbox": [], "applied": [], "outcomes": [], **places}
    return {"_id": aggregate.id, "version": 1, "state": to_state(aggregate), **beside}


# so many are inserted by a command: the embedded server begins a command anew if another write came between, and of long ones
# beside a busy stack none would end
_AT_ONCE = 50


def insert(collection: Any, documents: Sequence[dict[str, Any]]) -> None:
    """Insert documents and the entries of their places; raises pymongo's BulkWriteError if one is there already."""
    aggregates = [document for document in documents if "version" in document]
    ids = [name for document in aggregates for name in entry_ids(document["_id"], document.get("lists", {}))]
    for first in range(0, len(ids), _AT_ONCE):
        Entries(collection).add(ids[first : first + _AT_ONCE], 1)
    for first in range(0, len(documents), _AT_ONCE):
        collection.insert_many(documents[first : first + _AT_ONCE], ordered=False)
