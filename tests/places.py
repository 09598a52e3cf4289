"""Migrations that give stored documents their places in lists: what they must do, for the tests of every service."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.mongo.migrations import LeaseLost, StoredData, bring_up_to_date, migrations_of, progress
from chassis.mongo.places import Entries, entry_ids


def places_of(database: Any, *collections: str) -> dict[tuple[str, str], Any]:
    """Return the places of each document, by its collection and identifier, and the entries that it has elsewhere."""
    places = {}
    for collection in collections:
        entries = set(Entries(database[collection]).collection.distinct("_id"))
        for document in database[collection].find():
            own = [entry for entry in entry_ids(document["_id"], document.get("lists", {})) if entry in entries]
            places[collection, document["_id"]] = (document.get("lists"), document.get("marks"), own)
    return places


def check_places_migrated(
    database: Any, service: str, number: int, *collections: str, forget: dict[str, Any] | None = None
) -> None:
    """Check that a migration gives each document, as it was stored before, the places that are written today.

    Its first process dies after its first batch; the next one goes on with what is left. `forget` is the update that makes the
    documents as the release before wrote them; without it they have no places at all.
    """
    written = places_of(database, *collections)
    assert written
    for collection in collections:
        assert database[collection].update_many({}, forget or {"$unset": {"lists": "", "marks": ""}}).modified_count
        Entries(database[collection]).collection.delete_many({})
    migrations = migrations_of(service)[:number]
    database["migrations"].delete_many({})
    database["migrations"].insert_many(
        {"_id": done, "name": "done", "ended_at": datetime.now(UTC)} for done in range(number)
    )
    pending = progress(database, migrations, count=True)[-1]
    assert (pending.state, pending.documents) == ("pending", len(written))

    changed: list[int] = []

    def die(documents: int) -> None:
        changed.append(documents)
        raise LeaseLost

    with pytest.raises(LeaseLost):
        migrations[-1].migrate(StoredData(database, die))
    assert bring_up_to_date(database, migrations) == 1
    done = progress(database, migrations)[-1]
    assert (done.state, sum(changed) + done.documents) == ("done", len(written))
    migrated = places_of(database, *collections)
    assert {key: places for key, places in migrated.items() if places != written[key]} == {}
