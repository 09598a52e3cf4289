"""A report keeps the hash of its tracking code, not the code, and no account in its first step (rules H2, H3).

The answers that commands kept with a report hold the code too: they are dropped, for they matter only while a call is repeated.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from chassis.mongo.migrations import StoredData


def migrate(data: StoredData) -> None:
    """Replace the code of every report by its hash, and blank who filed it."""
    data.update_each("reports", {"state.tracking_code": {"$exists": True}}, _change)


def _change(report: dict[str, Any]) -> dict[str, Any]:
    return {
        "$set": {
            "state.tracking_hash": _hash_of(report["state"]["tracking_code"]),
            "state.steps.0.account_id": "",
            "outcomes": [],
        },
        "$unset": {"state.tracking_code": ""},
    }


def _hash_of(code: str) -> str:
    """Return what `objections.adapters.hash_of` returned when this was written; a migration stays as it is."""
    return hashlib.sha256(re.sub(r"[\s-]", "", code).upper().encode()).hexdigest()
