"""Activities and sign-ups hold their places in lists beside their state (docs/lists.md).

What the release before writes while both run keeps the places that it had, until it is written again.
"""

from __future__ import annotations

from chassis.mongo.lists import Order, Stored, moment
from chassis.mongo.migrations import StoredData
from chassis.mongo.places import place_stored

_FILTERS = {"division": lambda activity: activity.value("division_code")}
_ACTIVITIES: tuple[Order[Stored], ...] = (
    Order(
        "beginning",
        key=lambda activity: moment(activity.value("facts.begins", None)),
        filters=_FILTERS,
        paths=((), ("division",)),
    ),
    Order(
        "newest",
        key=lambda activity: moment(activity.value("published_at", None)),
        filters=_FILTERS,
        paths=((), ("division",)),
    ),
)
_SIGN_UPS: Order[Stored] = Order(
    "newest",
    key=lambda sign_up: moment(sign_up.value("signed_up_at", None)),
    filters={
        "activity": lambda sign_up: sign_up.value("activity_id"),
        "state": lambda sign_up: sign_up.value("state", "signed_up"),
    },
    paths=(("activity", "state"),),
)


def migrate(data: StoredData) -> None:
    """Give each of them its places."""
    place_stored(data, "activities", *_ACTIVITIES)
    place_stored(data, "sign_ups", _SIGN_UPS)
