"""Rename the instant of a reading of a reporter's identity to `read_at`, for the other stored instants say of what they are.

The release before writes `at` and never reads it, so that it may run beside this one; what it still writes during the update is
for the next migration to bring here.
"""

from __future__ import annotations

from chassis.mongo.migrations import StoredData


def migrate(data: StoredData) -> None:
    """Rename the field in every record of a reading."""
    data.update_each("reporter_accesses", {"at": {"$exists": True}}, lambda _: {"$rename": {"at": "read_at"}})
