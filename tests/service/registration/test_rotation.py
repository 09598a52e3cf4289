"""Rotation of the keys that match people, over a real database, while registration goes on (rules B5, K4)."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import mongoengine
import pytest
from dasai.common.v1.envelope_pb2 import Envelope

from chassis import sealing
from chassis.actor import system
from chassis.kernel.refusal import Refusal
from chassis.mongo.connection import connect
from chassis.mongo.migrations import bring_up_to_date, migrations_of
from chassis.settings import Settings, settings
from cli.synthetic import PLACE, resident_id
from services.registration.teams import requests as teams_requests
from services.registration.teams import rules as teams_rules
from services.registration.teams import store as teams_store
from services.registration.teams.adapters import persons
from services.registration.teams.commands import key_rotation
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

AT = a.WHILE_OPEN


@pytest.fixture
def keys(mongodb_url: str, database_prefix: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Yield an empty database, and a way to restart this process with other keys, the first of them current."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    for document in teams_store.DOCUMENTS:
        document._collection = None
        document.ensure_indexes()

    def restart(*names: str) -> None:
        each = {name: base64.b64encode(name.encode() * 16).decode() for name in names}
        key_file = {"current": names[0], "keys": {name: {"encrypt": key, "match": key} for name, key in each.items()}}
        monkeypatch.setenv("DASAI_IDENTITY_KEYS", json.dumps(key_file))
        settings.cache_clear()
        sealing.sealer.cache_clear()

    yield restart
    monkeypatch.undo()
    settings.cache_clear()
    sealing.sealer.cache_clear()
    mongoengine.disconnect()


def register(identifier: str, person: int) -> None:
    """Register a team of that synthetic person; refuse as registration does."""
    lead = a.organisation(1)
    number = resident_id(PLACE, AT.date().replace(year=1990), person + 1)
    new_person = teams_requests.NewRepresentative(
        name="合成甲", identity_kind="resident", identity_number=number, organisation_uscc=lead.uscc
    )
    entry = a.entry(
        project_name=f"数据{identifier}",
        team_name=f"队{identifier}",
        lead=lead,
        representatives=persons.sealed((new_person,), identifier, AT),
    )
    teams_store.teams.add(Team.register(identifier, entry, a.division(), a.REQUIREMENTS, at=AT))


def refused_as_elsewhere(person: int) -> bool:
    """Return True if a second team of that person is refused (rule B5)."""
    with pytest.raises(Refusal) as refused:
        register(f"second of {person}", person)
    return refused.value.code is teams_rules.B5_REPRESENTATIVE_IN_ANOTHER_TEAM


def test_b5_k4_at_no_step_of_a_rotation_is_a_person_in_two_teams(keys: object) -> None:
    """B5, K4: the old key may be dropped when nothing needs it, and is said to be needed until then."""
    assert callable(keys)
    keys("k1")
    register("t1", 1)
    keys("k1", "k2")
    register("t2", 2)
    assert refused_as_elsewhere(1)
    keys("k1")  # a process that has not been restarted yet
    assert refused_as_elsewhere(2)
    keys("k1", "k2")
    assert (key_rotation.rotate(lambda: AT).changed, key_rotation.rotate(lambda: AT).changed) == (1, 0)
    keys("k2", "k1")
    assert refused_as_elsewhere(1)
    assert key_rotation.key_use().droppable == ()
    done = key_rotation.rotate(lambda: AT)
    assert (done.seen, done.changed, done.broken, done.doubled) == (2, 2, [], [])
    assert key_rotation.key_use().droppable == ("k1",)
    keys("k2")
    assert refused_as_elsewhere(1)
    assert refused_as_elsewhere(2)
    use = key_rotation.key_use()
    assert (use.people, dict(use.sealed), use.unknown, use.droppable) == (2, {"k2": 2}, (), ())
    register("t3", 3)


def test_k4_a_key_that_was_dropped_too_early_is_noticed(keys: object) -> None:
    """K4: status names the key, rotation the teams; with the key back all is well."""
    assert callable(keys)
    keys("k1")
    register("t1", 1)
    keys("k2")
    assert key_rotation.key_use().unknown == ("k1",)
    assert key_rotation.rotate(lambda: AT).broken == ["t1"]
    keys("k2", "k1")
    assert key_rotation.rotate(lambda: AT).changed == 1
    assert key_rotation.key_use().unknown == ()


def test_b5_rotation_beside_registration_loses_nobody_and_doubles_nobody(keys: object) -> None:
    """B5: teams register the same people at once while everyone is hashed anew; each person ends in one team."""
    assert callable(keys)
    keys("k1")
    for person in range(10):
        register(f"old-{person}", person)
    keys("k2", "k1")

    refusals: list[object] = []

    def attempt(number: int) -> bool:
        try:
            register(f"new-{number}", number % 20)
        except Refusal as refusal:
            refusals.append(refusal.code)
            return False
        return True

    with ThreadPoolExecutor(5) as pool:
        walk = pool.submit(key_rotation.rotate, lambda: AT)
        taken = sum(pool.map(attempt, range(60)))
        assert walk.result().broken == []
    assert set(refusals) == {teams_rules.B5_REPRESENTATIVE_IN_ANOTHER_TEAM}
    assert taken == 10, "those whom no old team has"
    key_rotation.rotate(lambda: AT)
    held = Counter(key for team in teams_store.teams.every() for key in team.held_persons)
    assert (len(held), set(held.values())) == (40, {1})
    assert key_rotation.key_use().droppable == ("k1",)


def without_name_keys(*identifiers: str) -> None:
    """Store teams as the release before did: nothing of their people's names, and no mark."""
    for identifier in identifiers:
        teams_store.TeamDocument.collection().update_one(
            {"_id": identifier}, {"$unset": {"state.representatives.0.name_keys": ""}, "$set": {"outbox": []}}
        )


def events_of(identifier: str) -> list[str]:
    """Return the types of the events that wait in a team's document."""
    bodies = teams_store.TeamDocument.collection().find_one({"_id": identifier})["outbox"]
    return [Envelope.FromString(body).type.rpartition(".")[2] for body in bodies]


def test_b5_people_of_the_release_before_are_compared_by_their_names_too(keys: object) -> None:
    """B5: the migration marks their teams, the worker gives them the keys, and namesakes under other documents are found."""
    assert callable(keys)
    keys("k1")
    for number in (1, 2):
        register(f"t{number}", number)
    without_name_keys("t1", "t2")
    assert teams_store.namesakes(teams_store.teams.look("t1")) == []
    database = teams_store.TeamDocument.collection().database
    database["migrations"].insert_one({"_id": 0, "name": "baseline", "ended_at": AT})
    bring_up_to_date(database, migrations_of("registration"))
    assert teams_store.teams_without_name_keys() == ["t1", "t2"]
    keys("k2")
    key_rotation.complete_name_keys(system("registration"), AT)
    assert teams_store.teams_without_name_keys() == ["t1", "t2"], "nothing can be read without the key: tried again"
    keys("k1")
    key_rotation.complete_name_keys(system("registration"), AT)
    assert teams_store.teams_without_name_keys() == []
    assert [namesake.team_id for namesake in teams_store.namesakes(teams_store.teams.look("t1"))] == ["t2"]
    assert [events_of(f"t{number}") for number in (1, 2)] == [["PersonsRekeyed", "TeamChanged"]] * 2
    key_rotation.complete_name_keys(system("registration"), AT)
    assert len(events_of("t1")) == 2


def test_b5_a_rotation_that_gives_the_keys_of_names_lets_teams_be_compared(keys: object) -> None:
    """B5: what the release before registers later is compared at the next rotation; any other rotation says nothing of it."""
    assert callable(keys)
    keys("k1")
    register("t1", 1)
    without_name_keys("t1")
    assert key_rotation.rotate(lambda: AT).changed == 1
    assert events_of("t1") == ["PersonsRekeyed", "TeamChanged"]
    keys("k2", "k1")
    assert key_rotation.rotate(lambda: AT).changed == 1
    assert events_of("t1") == ["PersonsRekeyed", "TeamChanged", "PersonsRekeyed"]
