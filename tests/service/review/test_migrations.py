"""Review's stored data from one release to the next."""

from __future__ import annotations

import mongoengine
import pytest

from chassis.facts.schemes import Channel
from chassis.mongo.codec import to_state
from chassis.mongo.migrations import StoredData
from services.review.migrations import m0002_finalists_by_version as by_version
from services.review.national_check import store
from services.review.national_check.model.finalist_list import FinalistList, FinalistState, ListedFinalist
from tests.unit.services.review import builders as a

STATES = {"proposed": FinalistState.ON_NOTICE, "confirmed": FinalistState.CONFIRMED}


@pytest.mark.parametrize("state", ["proposed", "confirmed"])
@pytest.mark.parametrize("migrated", [False, True], ids=["before the migration", "after it"])
def test_f8_a_list_with_one_state_for_all_is_read_as_its_first_version(state: str, *, migrated: bool) -> None:
    """F8: by this release beside the one before, and after the migration, which changes each list once."""
    listed = ListedFinalist(team=a.team("a"), channel=Channel.DIVISION, recommender_id="110000")
    stored = to_state(FinalistList(id="finalists-2024", finalists=(listed,))) | {"state": state}
    documents = mongoengine.get_db()["finalists"]
    documents.insert_one({"_id": "finalists-2024", "version": 3, "state": stored})
    counted: list[int] = []
    if migrated:
        for _ in range(2):
            by_version.migrate(StoredData(mongoengine.get_db(), counted.append))
        assert "state" not in documents.find_one({})["state"]
    assert sum(counted) == (1 if migrated else 0)
    read = store.finalist_lists.look("finalists-2024")
    assert [(finalist.version, finalist.state, finalist.team) for finalist in read.finalists] == [
        (1, STATES[state], a.team("a"))
    ]
    assert read.version == 3
