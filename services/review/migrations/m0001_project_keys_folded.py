"""The key by which cases of the same project are found is made by `chassis.text.folding` (B7).

A key of the release before has no sign of a folding. What that release still writes beside this one is for the next migration.
"""

from __future__ import annotations

from typing import Any

from chassis.mongo.migrations import StoredData, folded

FORM = "f1:"


def migrate(data: StoredData) -> None:
    """Replace the key of each case that has one."""
    old = {"state.project_key": {"$exists": True, "$not": {"$regex": f"^{FORM}"}}}
    data.update_each("cases", old, lambda case: {"$set": {"state.project_key": _key(case["state"]["team"])}})


def _key(team: dict[str, Any]) -> str:
    return f"{FORM}{team['lead']['uscc']}/{folded(team['project_name'])}"
