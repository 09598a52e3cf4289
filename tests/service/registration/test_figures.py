"""The figures of divisions over a real database: counted after each change, and again if a change was not noted (K1, K2)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import mongoengine
import pytest

from chassis.actor import Actor, system
from chassis.facts.roles import Grant, Role
from chassis.kernel.refusal import Refusal
from chassis.mongo.connection import connect
from chassis.settings import Settings
from services.registration.catalogue import DOCUMENTS
from services.registration.figures import commands, queries, store
from services.registration.figures.model import TeamCount
from services.registration.teams import store as teams_store
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

AT = a.WHILE_OPEN
WORKER = system("registration")


@pytest.fixture(autouse=True)
def database(mongodb_url: str, database_prefix: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Connect to an empty database, where counting may take all the time."""
    monkeypatch.setattr(commands, "SHARE", 1)
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    for document in DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    yield
    mongoengine.disconnect()


def register(identifier: str) -> Team:
    """Register a team in the division of the builders."""
    entry = a.entry(
        project_name=f"数据{identifier}", team_name=f"队{identifier}", representatives=(a.person(f"of {identifier}"),)
    )
    team = Team.register(identifier, entry, a.division(), a.REQUIREMENTS, at=AT)
    teams_store.teams.add(team)
    return team


def teams_of(code: str) -> TeamCount:
    """Return the teams of a division as they were counted last."""
    return store.figures_of(code)[code].teams


def test_k2_a_division_is_counted_after_each_change_and_not_without_one() -> None:
    """K2: a registration and a withdrawal are counted; nothing is read of a division in which nothing changed."""
    code = a.division().id
    commands.run_counts(WORKER, AT)
    assert teams_of(code) == TeamCount()
    register("t1")
    register("t2")
    assert store.changed_divisions([code]) == {code: 2}
    commands.run_counts(WORKER, AT)
    assert teams_of(code) == TeamCount(taking_part=2)
    assert store.changed_divisions([code]) == {}
    leaving = teams_store.teams.get("t1")
    leaving.withdraw(at=AT)
    teams_store.teams.save(leaving)
    commands.run_counts(WORKER, AT)
    assert teams_of(code) == TeamCount(taking_part=1, withdrawn=1)


def test_k2_counting_takes_a_bounded_part_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """K2: a division that was counted waits, the longer the longer that took, and then all that changed is counted."""
    code = a.division().id
    monkeypatch.setattr(commands, "SHARE", 1e-6)
    commands.run_counts(WORKER, AT)
    register("t1")
    commands.run_counts(WORKER, AT)
    assert teams_of(code) == TeamCount()
    now = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: now() + 1e9)
    commands.run_counts(WORKER, AT)
    assert teams_of(code) == TeamCount(taking_part=1)
    commands.not_before.clear()


def test_k2_a_change_that_was_not_noted_is_counted_by_the_next_recount() -> None:
    """K2: teams of a release before, and of a process that died between its two writes, are counted too; no older count wins."""
    code = a.division().id
    commands.run_counts(WORKER, AT)
    register("t1")
    teams_store.TeamChangesDocument.collection().delete_many({})
    commands.run_counts(WORKER, AT)
    assert teams_of(code) == TeamCount()
    commands.run_recounts(WORKER, AT)
    assert teams_of(code) == TeamCount(taking_part=1)
    register("t2")
    older = store.figures_of(code)[code]
    commands.run_counts(WORKER, AT)
    store.keep(code, older, 0)
    assert teams_of(code) == TeamCount(taking_part=2)


def test_k1_a_host_sees_the_figures_of_its_own_division_alone() -> None:
    """K1: its own division's; of another and of all together nothing."""
    code = a.division().id
    register("t1")
    commands.run_counts(WORKER, AT)
    host = Actor(account_id="host", grants=frozenset({Grant(Role.HOST, code)}))
    secretariat = Actor(account_id="s", grants=frozenset({Grant(Role.SECRETARIAT)}))
    assert queries.get_figures(code, host).teams.taking_part == 1
    whole = queries.get_figures("", secretariat)
    assert [each.group for each in whole.divisions if each.teams.taking_part] == [code]
    other = "120000" if code != "120000" else "130000"
    for asked in (other, ""):
        with pytest.raises(Refusal) as refused:
            queries.get_figures(asked, host)
        assert refused.value.code.name == "K1_FORBIDDEN"
