"""Registration's stored data from one release to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import mongoengine
import pytest

from chassis.actor import Actor
from chassis.context import Context, handling
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import Refusal
from chassis.mongo.connection import connect
from chassis.mongo.migrations import bring_up_to_date, migrations_of, progress
from chassis.settings import Settings
from services.registration.teams import rules
from services.registration.teams import store as teams_store
from services.registration.teams.model.entry import name_key
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

pytestmark = pytest.mark.parts
BEFORE = "城市數據平臺", "城市数据平台"


def team_named(identifier: str, **names: str) -> Team:
    """Return a registered team with people of its own."""
    key = f"key of {identifier}"
    (person,) = a.entry().representatives
    entry = a.entry(representatives=(replace(person, match_key=key, match_keys=(key,)),), **names)
    team = Team.register(identifier, entry, a.division(), a.REQUIREMENTS, at=a.WHILE_OPEN)
    team.take_events()
    return team


@pytest.fixture
def database(mongodb_url: str, database_prefix: str) -> Iterator[Any]:
    """Teams of the release before: two of one project, one in traditional characters, and one that withdrew."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    documents = teams_store.TeamDocument
    documents._collection = None
    database = documents.collection().database
    bring_up_to_date(database, [])
    documents.ensure_indexes()
    for number, name in enumerate((*BEFORE, "港口平台")):
        team = team_named(f"team-{number}", project_name=name, team_name=f"甲{'一二三'[number]}队")
        if name == "港口平台":
            team.withdraw(at=a.WHILE_OPEN)
        with handling(Context(actor=Actor("account"))):
            teams_store.teams.add(team)
        old = [
            derived_id(kind, team.edition, team.lead.uscc, text)
            for kind, text in (("project", name), ("team", "x" * number))
        ]
        if team.held_names:
            documents.collection().update_one({"_id": team.id}, {"$set": {"state.held_names": old}})
    yield database
    mongoengine.disconnect()


def test_b7_names_that_teams_hold_are_folded_and_none_is_lost(database: Any) -> None:
    """B7: bring every key to the folding, leave both teams in that hold one name by now, and refuse a third."""
    assert bring_up_to_date(database, migrations_of("registration")) > 0
    assert progress(database, migrations_of("registration"))[1].documents == 2
    held = {team.id: team.held_names for team in teams_store.teams.every()}
    team = team_named("team-0", project_name=BEFORE[0], team_name="甲一队")
    keys = [
        name_key(kind, team.edition, team.lead.uscc, name) for kind, name in (("project", BEFORE[1]), ("team", "甲1队"))
    ]
    assert held["team-2"] == ()
    both = {held["team-0"][0], held["team-1"][0]}
    assert both in ({keys[0], f"{keys[0]}/team-1"}, {keys[0], f"{keys[0]}/team-0"})
    third = team_named("team-3", project_name="城市数据平臺", team_name="甲四队")
    with handling(Context(actor=Actor("account"))), pytest.raises(Refusal) as caught:
        teams_store.teams.add(third)
    assert caught.value.code == rules.B7_REGISTERED_ELSEWHERE


def test_b7_a_team_whose_name_another_holds_as_well_can_still_change(database: Any) -> None:
    """B7, B5: what was found later is a reviewer's; until then it may change its people, and its names to others."""
    bring_up_to_date(database, migrations_of("registration"))
    for identifier in ("team-0", "team-1"):
        with handling(Context(actor=Actor("account"))):
            team = teams_store.teams.get(identifier)
            before = team.held_names
            team.change(team_name="", project_name="", representatives=(), requirements=a.REQUIREMENTS, at=a.WHILE_OPEN)
            teams_store.teams.save(team)
        assert teams_store.teams.look(identifier).held_names == before
