"""What follows a team that registers, over a real database (rules B1, B5, B7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import mongoengine
import pytest

from chassis.actor import system
from chassis.context import Context, handling
from chassis.mongo.attempts import AlreadyApplied
from chassis.mongo.connection import connect
from chassis.settings import Settings
from services.registration.catalogue import DOCUMENTS
from services.registration.teams import requests as teams_requests
from services.registration.teams import store as teams_store
from services.registration.teams.commands.follow_ups import record_team
from services.registration.teams.model.findings import SAME_NAME
from services.registration.teams.model.team import Team
from tests.service.registration.database_commands import DatabaseCommands, database_commands
from tests.unit.services.registration import builders as a

AT = a.WHILE_OPEN


@pytest.fixture(autouse=True)
def commands(mongodb_url: str, database_prefix: str) -> Iterator[DatabaseCommands]:
    """Yield the commands sent to an empty database."""
    listener = database_commands()
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    for document in DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    yield listener
    mongoengine.disconnect()


def register(identifier: str, name_key: str) -> None:
    """Register a team of the first organisation, whose person has that key of a name and a document of its own."""
    person = replace(a.person(f"document of {identifier}"), name_keys=(name_key,))
    entry = a.entry(project_name=f"数据{identifier}", team_name=f"队{identifier}", representatives=(person,))
    teams_store.teams.add(Team.register(identifier, entry, a.division(), a.REQUIREMENTS, at=AT))


def hear_of(identifier: str, event_id: str) -> None:
    """Handle the event that a team has registered."""
    division = a.division()
    request = teams_requests.RecordTeam(
        team_id=identifier, division_code=division.id, organisations=(a.organisation(1),)
    )
    with handling(Context(actor=system("registration"), event_id=event_id)):
        record_team(request, system("registration"), AT)


def namesakes_of(identifier: str) -> list[str]:
    """Return the teams that have a person of the same name as this team, by its findings."""
    team = teams_store.teams.look(identifier)
    return sorted(finding.other_team_id for finding in team.findings.each if finding.code == SAME_NAME)


def test_b5_b7_a_team_that_resembles_no_other_is_compared_with_one_reading_of_each_kind(
    commands: DatabaseCommands,
) -> None:
    """B5, B7: every registration pays for what follows it, so nothing is asked twice, and nothing that can't be there."""
    register("t1", "k1")
    with commands.recorded() as sent:
        hear_of("t1", "e1")
    assert Counter((name, collection) for name, collection, _ in sent) == {
        ("find", "organisations"): 1,
        ("insert", "organisations"): 1,
        ("find", "teams"): 2,  # the team, and its people's namesakes
        ("find", "name_claims"): 1,  # those against it: it made none
    }


def test_b5_an_event_that_comes_again_after_half_its_work_reaches_the_other_team(commands: DatabaseCommands) -> None:
    """B5: of two teams with a person of the same name both get the finding, also if the handler ended between the two."""
    register("t0", "k1")
    register("t1", "k1")
    hear_of("t1", "e1")
    assert [namesakes_of(team) for team in ("t0", "t1")] == [["t1"], ["t0"]]
    with handling(Context(actor=system("registration"), event_id="e1")), pytest.raises(AlreadyApplied):
        teams_store.teams.find("t1")
    register("t2", "k1")  # as if the event had not come as far as this team yet
    hear_of("t1", "e1")
    assert namesakes_of("t2") == ["t0", "t1"]
    assert namesakes_of("t1") == ["t0"], "it has applied the event; the other's own event tells it of the other"
    hear_of("t2", "e2")
    assert [namesakes_of(team) for team in ("t0", "t1", "t2")] == [["t1", "t2"], ["t0", "t2"], ["t0", "t1"]]
