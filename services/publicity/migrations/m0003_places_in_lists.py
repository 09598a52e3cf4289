"""Notices, reports and objections hold their places in lists beside their state (docs/lists.md).

What the release before writes while both run keeps the places that it had, until it is written again.
"""

from __future__ import annotations

from chassis.mongo.lists import Order, Stored, moment
from chassis.mongo.migrations import StoredData
from chassis.mongo.places import place_stored

_NOTICES: Order[Stored] = Order(
    "newest",
    key=lambda notice: moment(notice.value("opens_at", None)),
    filters={"kind": lambda notice: notice.value("kind")},
    paths=((), ("kind",)),
)
_REPORTS: Order[Stored] = Order(
    "newest",
    key=lambda report: moment(report.value("filed_at", None)),
    filters={"state": lambda report: report.value("state", "filed")},
    paths=((), ("state",)),
)
_OBJECTIONS: Order[Stored] = Order(
    "newest",
    key=lambda objection: moment(objection.value("filed_at", None)),
    filters={
        "notice": lambda objection: objection.value("notice_id"),
        "state": lambda objection: objection.value("state", "filed"),
    },
    paths=((), ("state",), ("notice",), ("notice", "state")),
)


def migrate(data: StoredData) -> None:
    """Give each of them its places."""
    place_stored(data, "notices", _NOTICES)
    place_stored(data, "reports", _REPORTS)
    place_stored(data, "objections", _OBJECTIONS)
