"""Review's stored data from one release to the next."""

from __future__ import annotations

from typing import Any

import mongoengine
import pytest

from chassis.actor import Actor
from chassis.context import Context, handling
from chassis.facts.schemes import Channel
from chassis.mongo.codec import to_state
from chassis.mongo.migrations import StoredData
from services.review.cases import checks
from services.review.cases.model.findings import OtherTeam
from services.review.migrations import m0001_project_keys_folded as keys_folded
from services.review.migrations import m0002_finalists_by_version as by_version
from services.review.migrations import m0004_published_recommendations as published
from services.review.national_check import store
from services.review.national_check.model.finalist_list import FinalistList, FinalistState, ListedFinalist
from services.review.recommendations.model import Recommendation
from services.review.recommendations.store import recommendations
from tests.service.review.stored import add_case, submission_of
from tests.unit.services.review import builders as a

WORKER = Actor("system:review")
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


def test_b7_cases_of_one_project_are_found_by_the_folding_after_the_migration() -> None:
    """B7: keys of the release before are made anew, once; the same project in traditional characters is found, no other is."""
    names = {"a": "城市数據平臺", "b": "城市数据平台", "c": "港口数据平台"}
    lead = a.team("a").lead
    with handling(Context(actor=WORKER)):
        for team_id, project_name in names.items():
            add_case(team_id, team=a.team(team_id, project_name=project_name, lead=lead))
        add_case("d")
    documents = mongoengine.get_db()["cases"]
    current = {document["_id"]: document["state"]["project_key"] for document in documents.find({})}
    for team_id, project_name in names.items():
        old = f"{lead.uscc}/{project_name}"
        documents.update_one({"_id": team_id}, {"$set": {"state.project_key": old}})
    documents.insert_one({"_id": "e", "version": 1, "state": {"state": "waiting", "division_code": "110000"}})
    submission = submission_of("a", team=a.team("a", project_name=names["a"], lead=lead))
    assert checks.teams_with_same_project(submission) == ()
    counted: list[int] = []
    for _ in range(2):
        keys_folded.migrate(StoredData(mongoengine.get_db(), counted.append))
    assert sum(counted) == len(names)
    stored: list[dict[str, Any]] = list(documents.find({}))
    assert {document["_id"]: document["state"].get("project_key") for document in stored} == current | {"e": None}
    assert checks.teams_with_same_project(submission) == (OtherTeam(team_id="b", division_code="110000"),)


def test_f8_what_a_recommender_was_shown_stays_shown() -> None:
    """F8: the release before showed what entered the finalist list, before its notice too."""
    documents = mongoengine.get_db()["recommendations"]
    listed = Recommendation(id="a", listed=("a", "b"))
    documents.insert_many(
        [{"_id": "a", "version": 1, "state": to_state(listed)}, {"_id": "b", "version": 1, "state": {}}]
    )
    counted: list[int] = []
    for _ in range(2):
        published.migrate(StoredData(mongoengine.get_db(), counted.append))
    assert sum(counted) == 1
    assert recommendations.look("a").published == ("a", "b")
    assert documents.find_one({"_id": "b"})["state"] == {}
