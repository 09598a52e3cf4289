"""Score sheets hold their places in lists beside their state (docs/lists.md).

What the release before writes while both run keeps the places that it had, until it is written again.
"""

from __future__ import annotations

from chassis.mongo.lists import Order, Stored
from chassis.mongo.migrations import StoredData
from chassis.mongo.places import place_stored


def _doing(sheet: Stored) -> str:
    if sheet.value("state", "draft") == "submitted":
        return "2"
    return "1" if sheet.value("sealed", 0) else "0"


_TO_DO: Order[Stored] = Order(
    "to_do",
    key=_doing,
    filters={"expert": lambda sheet: sheet.value("account_id"), "round": lambda sheet: sheet.value("round_id")},
    paths=(("expert",), ("expert", "round")),
)


def migrate(data: StoredData) -> None:
    """Give each sheet its places."""
    place_stored(data, "sheets", _TO_DO)
