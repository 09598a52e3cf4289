"""Cases and hits of the national check hold their places in lists beside their state (docs/lists.md).

What the release before writes while both run keeps the places that it had, until it is written again.
"""

from __future__ import annotations

from chassis.mongo.lists import Order, Stored, moment
from chassis.mongo.migrations import StoredData
from chassis.mongo.places import place_stored

_DUE: Order[Stored] = Order(
    "due",
    key=lambda case: moment(case.value("due_at", None)),
    filters={
        "division": lambda case: case.value("division_code"),
        "reviewer": lambda case: case.value("reviewer_id"),
        "state": lambda case: case.value("state"),
    },
    paths=((), ("state",), ("division",), ("division", "state"), ("reviewer",), ("reviewer", "state")),
)
_HITS: Order[Stored] = Order(
    "identifier", key=lambda _: "", filters={"state": lambda hit: hit.value("state")}, paths=((), ("state",))
)


def migrate(data: StoredData) -> None:
    """Give each of them its places."""
    place_stored(data, "cases", _DUE)
    place_stored(data, "hits", _HITS)
