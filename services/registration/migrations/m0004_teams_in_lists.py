"""Teams and claims to names hold their places in lists beside their state (docs/lists.md).

What the release before writes while both run keeps the places that it had, until it is written again.
"""

from __future__ import annotations

from chassis.mongo.lists import Order, Stored, moment
from chassis.mongo.migrations import StoredData
from chassis.mongo.places import place_stored
from chassis.text.beginnings import beginning_form

_FILTERS = {
    "division": lambda team: team.value("division_code"),
    "state": lambda team: team.value("state"),
    "review": lambda team: team.value("reviews.state"),
}
_ORDERS: tuple[Order[Stored], ...] = (
    Order(
        "newest",
        key=lambda team: moment(team.value("registered_at", None)),
        filters=_FILTERS,
        paths=((), ("state",), ("review",), ("division",), ("division", "state"), ("division", "review")),
    ),
    Order(
        "team_name",
        key=lambda team: beginning_form(team.value("team_name")),
        filters=_FILTERS,
        paths=((), ("division",)),
    ),
    Order(
        "project_name",
        key=lambda team: beginning_form(team.value("project_name")),
        filters=_FILTERS,
        paths=((), ("division",)),
    ),
)
_CLAIMS: Order[Stored] = Order(
    "newest",
    key=lambda claim: moment(claim.value("filed_at", None)),
    filters={
        "division": lambda claim: claim.value("division_code"),
        "state": lambda claim: claim.value("state", "open"),
    },
    paths=((), ("state",), ("division",), ("division", "state")),
)


def migrate(data: StoredData) -> None:
    """Give each team and each claim its places."""
    place_stored(data, "teams", *_ORDERS)
    place_stored(data, "name_claims", _CLAIMS)
