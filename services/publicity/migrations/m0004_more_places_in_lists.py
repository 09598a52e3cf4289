"""Awards and standings hold their places in lists beside their state; reports also by team and organiser (docs/lists.md).

What the release before writes while both run keeps the places that it had, until it is written again.
"""

from __future__ import annotations

from chassis.mongo.lists import Order, Stored, moment
from chassis.mongo.migrations import StoredData
from chassis.mongo.places import place_stored

_AWARDS: Order[Stored] = Order(
    "certificate",
    key=lambda award: award.value("certificate_number"),
    filters={
        "list": lambda award: award.value("list_id"),
        "track": lambda award: award.value("facts.track"),
        "state": lambda award: award.value("state", "proposed"),
    },
    paths=(("list",), ("list", "track"), ("list", "state"), ("list", "track", "state")),
)
_REPORTS: Order[Stored] = Order(
    "newest",
    key=lambda report: moment(report.value("filed_at", None)),
    filters={
        "state": lambda report: report.value("state", "filed"),
        "team": lambda report: report.value("team_id"),
        "organiser": lambda report: report.value("organiser_id"),
    },
    paths=((), ("state",), ("team",), ("team", "state"), ("organiser",), ("organiser", "state")),
)


def _newest_entitlement(standing: Stored) -> str:
    return max((moment(each["since"]) for each in standing.value("entitlements", ())), default="")


def _entitled(standing: Stored) -> str:
    states = {each.get("state", "active") for each in standing.value("entitlements", ())}
    return next((state for state in ("active", "ended") if state in states), "")


_STANDINGS: Order[Stored] = Order(
    "newest",
    key=_newest_entitlement,
    filters={
        "entitled": lambda standing: "yes" if standing.value("entitlements", ()) else "no",
        "state": _entitled,
    },
    paths=(("entitled",), ("state",)),
)


def migrate(data: StoredData) -> None:
    """Give each of them its places."""
    place_stored(data, "awards", _AWARDS)
    place_stored(data, "standings", _STANDINGS)
    place_stored(data, "reports", _REPORTS)
