"""Each finalist has its own state and version, where the list had one state for all.

The release before writes the list's state only when it proposes or confirms the list, which happens once a year; what it writes
while both run is read too (`from_one_state`), and is for the next migration to bring here.
"""

from __future__ import annotations

from typing import Any

from chassis.mongo.migrations import StoredData

CONFIRMED = "confirmed"


def from_one_state(state: dict[str, Any]) -> dict[str, Any]:
    """Return the stored state of a finalist list in the new form, if it is in the old; the new form stays as it is."""
    if "state" not in state:
        return state
    confirmed = {"state": CONFIRMED} if state["state"] == CONFIRMED else {}
    finalists = [finalist | confirmed for finalist in state.get("finalists", ())]
    return {key: value for key, value in state.items() if key != "state"} | {"finalists": finalists}


def migrate(data: StoredData) -> None:
    """Give each finalist of a confirmed list its state, and take the list's away."""
    data.update_each(
        "finalists",
        {"state.state": {"$exists": True}},
        lambda document: {
            "$set": {"state.finalists": from_one_state(document["state"])["finalists"]},
            "$unset": {"state.state": ""},
        },
    )
