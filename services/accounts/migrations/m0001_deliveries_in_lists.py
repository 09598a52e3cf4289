"""Deliveries, invitations and announcements hold their places in lists beside their state (docs/lists.md).

What the release before writes while both run keeps the places that it had, until it is written again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.mongo.lists import Order, Stored, moment
from chassis.mongo.migrations import StoredData
from chassis.mongo.places import place_stored, place_stored_inside

_DELIVERIES: Order[Stored] = Order(
    "newest",
    key=lambda delivery: moment(delivery.value("queued_at", None)),
    filters={"state": lambda delivery: delivery.value("state")},
    paths=((), ("state",)),
)
_ANNOUNCEMENTS: Order[Stored] = Order(
    "newest",
    key=lambda announcement: moment(announcement.value("announced_at", None)),
    filters={"division": lambda announcement: announcement.value("division")},
    paths=((), ("division",)),
)
_BY_OPERATORS = frozenset({"secretariat", "committee", "operator"})
_BY_HOSTS = frozenset({"reviewer", "expert"})


def _administrators(invitation: Stored) -> str:
    grants: list[Mapping[str, Any]] = [
        grant for grant in invitation.value("grants", ()) if grant["role"] != "participant"
    ]
    by_operators = {grant["role"] in _BY_OPERATORS for grant in grants}
    if True in by_operators:
        return "operators and others" if False in by_operators else "operators"
    by_hosts = all(grant["role"] in _BY_HOSTS and grant.get("division") for grant in grants)
    return "+".join(sorted({grant["division"] for grant in grants})) if grants and by_hosts else "secretariat"


def _ending(invitation: Stored) -> str:
    if invitation.value("account_id"):
        return "accepted"
    return "revoked" if invitation.value("revoked_at", None) is not None else "waiting"


_INVITATIONS: Order[Stored] = Order(
    "expiry",
    key=lambda invitation: moment(invitation.value("expires_at", None)),
    filters={"administrators": _administrators, "ending": _ending},
    paths=((), ("ending",), ("administrators",), ("administrators", "ending")),
)


def migrate(data: StoredData) -> None:
    """Give each of them its places."""
    place_stored_inside(data, "deliveries", _DELIVERIES)
    place_stored(data, "invitations", _INVITATIONS)
    place_stored(data, "announcements", _ANNOUNCEMENTS)
