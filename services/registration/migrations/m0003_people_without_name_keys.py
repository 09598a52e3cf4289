"""Teams whose people have no keys of their names are marked: the worker, which can open what is sealed, completes them (B5).

By these keys two people of one name and organisation under different documents are found. The mark stands beside the state, which
the release before would not know. What that release registers meanwhile gets its keys at the next rotation.
"""

from __future__ import annotations

from chassis.mongo.migrations import StoredData

_OLD = {
    "state.representatives.0": {"$exists": True},
    "state.representatives.name_keys": {"$exists": False},
    "name_keys_due": {"$exists": False},
}


def migrate(data: StoredData) -> None:
    """Mark each team that has people without these keys."""
    data.update_each("teams", _OLD, lambda _: {"$set": {"name_keys_due": True}})
