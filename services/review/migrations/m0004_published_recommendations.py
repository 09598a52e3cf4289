"""What entered the finalist list is shown to its recommender from its notice on, where it was shown at once.

The release before showed `listed`. What it had shown stays shown; what it lists while both run is shown when its notice opens.
"""

from __future__ import annotations

from chassis.mongo.migrations import StoredData


def migrate(data: StoredData) -> None:
    """Let each recommendation show what it showed."""
    data.update_each(
        "recommendations",
        {"state.published": {"$exists": False}, "state.listed.0": {"$exists": True}},
        lambda document: {"$set": {"state.published": document["state"]["listed"]}},
    )
