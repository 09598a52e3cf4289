"""Lists of teams over a real database: newest first, filtered, and searched by the beginning of a name (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import mongoengine
import pytest
from dasai.registration.v1 import activities_pb2, teams_pb2

from chassis.actor import Actor, Grant, Role
from chassis.context import Context, handling
from chassis.mongo.connection import connect
from chassis.mongo.migrations import StoredData
from chassis.mongo.places import Entries
from chassis.settings import Settings
from services.registration.activities import queries as activities
from services.registration.activities import store as activities_store
from services.registration.activities.model import Activity, ActivityFacts, ActivityKind, SignUp, SignUpState
from services.registration.migrations.m0004_teams_in_lists import migrate
from services.registration.teams import queries, store
from services.registration.teams.model.reviews import ReviewState
from services.registration.teams.model.team import Team
from tests.places import check_places_migrated
from tests.unit.services.registration import builders as a

SECRETARIAT = Actor("secretary", frozenset({Grant(Role.SECRETARIAT)}))
NAMES = {
    "t1": ("数据先锋", "交通大脑"),
    "t2": ("数据 要素", "智慧农业"),
    "t3": ("Alpha", "數據之光"),
    "t4": ("北斗", "气象"),
}


@pytest.fixture(autouse=True)
def registration(mongodb_url: str, database_prefix: str) -> Iterator[None]:
    """Yield registration's database with four teams, each registered a minute after the one before."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    for document in (*store.DOCUMENTS, *activities_store.DOCUMENTS):
        document._collection = None
        document.ensure_indexes()
    with handling(Context(actor=Actor("somebody"))):
        for place, (identifier, (team_name, project_name)) in enumerate(NAMES.items()):
            entry = a.entry(
                team_name=team_name,
                project_name=project_name,
                account_id="own" if place % 2 else "other",
                representatives=(a.person(identifier),),
            )
            at = a.WHILE_OPEN + timedelta(minutes=place)
            team = Team.register(identifier, entry, a.division(), a.REQUIREMENTS, at=at)
            if identifier == "t3":
                team.reviews = team.reviews.with_decision(1, ReviewState.RETURNED, "缺材料", 1)
            store.teams.add(team)
        yield
    mongoengine.disconnect()


def _listed(actor: Actor = SECRETARIAT, **wanted: Any) -> list[str]:
    answer = queries.list_teams(teams_pb2.ListTeamsRequest(page={"count": True}, **wanted), actor)
    assert answer.page.total == len(answer.teams)
    return [team.facts.team_id for team in answer.teams]


def test_teams_are_listed_newest_first_and_filtered() -> None:
    """By division, state, track and review's newest word, alone and together."""
    code, track = a.division().id, a.entry().track
    assert _listed() == ["t4", "t3", "t2", "t1"]
    assert _listed(division_code=code, track=track) == ["t4", "t3", "t2", "t1"]
    assert _listed(track="none") == []
    assert _listed(state=teams_pb2.TEAM_STATE_WITHDRAWN) == []
    assert _listed(division_code=code, state=teams_pb2.TEAM_STATE_REGISTERED, track=track) == ["t4", "t3", "t2", "t1"]
    returned = teams_pb2.REVIEW_STATE_RETURNED
    assert _listed(review_state=returned) == ["t3"]
    assert _listed(division_code=code, review_state=returned, state=teams_pb2.TEAM_STATE_REGISTERED) == ["t3"]


def test_k1_an_account_lists_its_own_alone() -> None:
    """K1: also if it searches by a name that others have."""
    own = Actor("own", frozenset({Grant(Role.PARTICIPANT)}))
    assert _listed(own) == ["t4", "t2"]
    assert _listed(own, beginning="数据") == ["t2"]


def test_teams_are_searched_by_the_beginning_of_their_or_their_projects_name() -> None:
    """However it is typed: traditional or simplified, with blanks or without, in any case."""
    assert sorted(_listed(beginning="數 據")) == ["t1", "t2", "t3"]
    assert _listed(beginning="ALP", division_code=a.division().id) == ["t3"]
    assert _listed(beginning="数据", state=teams_pb2.TEAM_STATE_SUBMITTED) == []
    page = queries.list_teams(teams_pb2.ListTeamsRequest(page={"page_size": 2}, beginning="数据"), SECRETARIAT)
    assert "数据".encode() not in page.page.next_page_token.encode()
    following = {"page_size": 2, "page_token": page.page.next_page_token}
    rest = queries.list_teams(teams_pb2.ListTeamsRequest(page=following, beginning="数据"), SECRETARIAT)
    assert [team.facts.team_id for team in rest.teams] == ["t3"]


def test_teams_of_a_release_before_get_their_places() -> None:
    """By migration 4; until then no list shows them."""
    collection = store.TeamDocument.collection()
    written = {document["_id"]: document["lists"] for document in collection.find()}
    entries = Entries(collection).collection
    ids = sorted(entries.distinct("_id"))
    collection.update_many({}, {"$unset": {"lists": ""}})
    entries.delete_many({})
    assert _listed() == []
    migrate(StoredData(collection.database, lambda _: None))
    assert {document["_id"]: document["lists"] for document in collection.find()} == written
    assert sorted(entries.distinct("_id")) == ids
    assert _listed() == ["t4", "t3", "t2", "t1"]


def _hold_activities() -> None:
    """Hold five activities, three in one division; the fifth, which was published first, begins first."""
    for number in range(5):
        begins = a.WHILE_OPEN + timedelta(days=20 - number)
        facts = ActivityFacts(
            kind=ActivityKind.EXCHANGE,
            title="交流活动",
            place="合成会议中心",
            begins=begins,
            ends=begins + timedelta(hours=2),
            sign_up_closes=begins,
            capacity=9,
        )
        activity = Activity(
            id=f"a{number}",
            division_code="110000" if number % 2 == 0 else "310000",
            facts=facts,
            published_at=a.WHILE_OPEN - timedelta(days=number),
        )
        activities_store.activities.add(activity)
    for number in range(6):
        left = number == 3
        sign_up = SignUp(
            id=f"u{number * 5 % 7}",
            activity_id="a0" if number < 5 else "a1",
            account_id=f"own-{number % 2}",
            state=SignUpState.SIGNED_OFF if left else SignUpState.SIGNED_UP,
            held_place="" if left else f"place/{number:05d}",
            signed_up_at=a.WHILE_OPEN + timedelta(minutes=number),
        )
        activities_store.sign_ups.add(sign_up)


def _pages(listed: Any, field: str, identifier: str) -> list[str]:
    """Return what all pages of two list; each but the last is full, and the total is what they have together."""
    found: list[str] = []
    token = ""
    while True:
        answer = listed({"page_size": 2, "page_token": token, "count": True})
        items = [getattr(item, identifier) for item in getattr(answer, field)]
        found += items
        token = answer.page.next_page_token
        assert len(items) == 2 or not token
        if not token:
            assert answer.page.total == len(found)
            return found


def _activities(**wanted: Any) -> list[str]:
    def listed(page: dict[str, Any]) -> Any:
        return activities.list_activities(activities_pb2.ListActivitiesRequest(page=page, **wanted), SECRETARIAT)

    return _pages(listed, "activities", "activity_id")


def test_a6_activities_are_listed_by_their_beginning_or_the_newest_first() -> None:
    """A6: of a division or of all, within a span whose ends are in it."""
    _hold_activities()
    assert _activities() == ["a4", "a3", "a2", "a1", "a0"]
    assert _activities(division_code="110000") == ["a4", "a2", "a0"]
    newest = activities_pb2.ACTIVITY_ORDER_NEWEST
    assert _activities(order=newest) == ["a0", "a1", "a2", "a3", "a4"]
    assert _activities(order=newest, division_code="310000") == ["a1", "a3"]
    span = {f"begins_{end}": a.WHILE_OPEN + timedelta(days=day) for end, day in (("from", 17), ("until", 19))}
    assert _activities(**span) == ["a3", "a2", "a1"]
    assert _activities(begins_from=span["begins_from"]) == ["a3", "a2", "a1", "a0"]
    assert _activities(begins_until=span["begins_until"], division_code="110000") == ["a4", "a2"]
    assert _activities(order=newest, **span) == ["a1", "a2", "a3"]


def test_a6_sign_ups_are_listed_newest_first() -> None:
    """A6, K1: of an activity those who hold a place; one's own wherever one signed up."""
    _hold_activities()

    def of_activity(page: dict[str, Any]) -> Any:
        request = activities_pb2.ListSignUpsRequest(page=page, activity_id="a0")
        return activities.list_sign_ups(request, Actor("host", frozenset({Grant(Role.HOST, "110000")})))

    def own(page: dict[str, Any], activity_id: str = "") -> Any:
        return activities.list_my_sign_ups(
            activities_pb2.ListMySignUpsRequest(page=page, activity_id=activity_id),
            Actor("own-1", frozenset({Grant(Role.PARTICIPANT)})),
        )

    signed_up = [f"u{number * 5 % 7}" for number in range(6)]
    assert _pages(of_activity, "sign_ups", "sign_up_id") == [signed_up[number] for number in (4, 2, 1, 0)]
    assert _pages(own, "sign_ups", "sign_up_id") == [signed_up[number] for number in (5, 3, 1)]
    for sign_up in own({"page_size": 10}).sign_ups:
        of_one = [each.sign_up_id for each in own({}, sign_up.activity_id).sign_ups]
        assert sign_up.sign_up_id in of_one
        assert {each.activity_id for each in own({}, sign_up.activity_id).sign_ups} == {sign_up.activity_id}
    assert list(own({}, "no-such-activity").sign_ups) == []


def test_activities_and_sign_ups_of_a_release_before_get_their_places() -> None:
    """By migration 5; until then no list shows them."""
    _hold_activities()
    check_places_migrated(store.TeamDocument.collection().database, "registration", 5, "activities", "sign_ups")
    assert _activities() == ["a4", "a3", "a2", "a1", "a0"]
