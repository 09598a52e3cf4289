"""Each field of the services' audited decisions, altered in the document: it shows (rules C8, D5, E6, G2, H4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import mongoengine
import pytest
from mongoengine.connection import get_db

from chassis.actor import Actor
from chassis.audit.comparison import MISSING_EVENT, Audited, Compared, compare
from chassis.context import Context, handling
from chassis.facts.schemes import Stage
from chassis.mongo.connection import connect
from chassis.service_names import SERVICES
from chassis.settings import Settings
from cli.audit import audited_of
from services.publicity.awards import store as awards_store
from services.publicity.awards.events import AwardFacts
from services.publicity.awards.model.award import Award
from services.publicity.awards.model.award_list import ProposedAward
from services.registration.teams import store as teams_store
from services.scoring.rankings import store as rankings_store
from services.scoring.rankings.model import Ranking, Standing
from tests.unit.services.publicity import builders as publicity
from tests.unit.services.registration import builders as registration
from tests.unit.services.scoring import builders as scoring


def submit() -> None:
    """Store a team that submitted."""
    team = registration.complete_team()
    team.submit(1, registration.REQUIREMENTS, registration.sign, at=registration.WHILE_OPEN)
    teams_store.teams.save(team)


def freeze() -> None:
    """Store a frozen ranking of two teams, and the one that follows after one of them was struck."""
    ranking = Ranking.freeze(
        1,
        round_id="division-110000-industry",
        stage=Stage.DIVISION,
        division_code="110000",
        track="industry",
        teams=(scoring.make_team(1), scoring.make_team(2)),
        sheets=(scoring.make_sheet_scores(1, 1, "80"), scoring.make_sheet_scores(2, 1, "90")),
        scheme=scoring.make_scheme(),
        sign=scoring.sign,
        at=scoring.NOW,
    )
    rankings_store.rankings.add(ranking)
    loser = scoring.make_team(2).team_id
    struck = ranking.amended(loser, Standing.STRUCK, 2, "取消资格", scoring.sign, at=scoring.LATER)
    rankings_store.rankings.add(struck)


def grant() -> None:
    """Store a team's award that was confirmed and then lost, and an organiser's."""
    at = publicity.beijing("2024-10-21T00:00:00.000")
    for name, team in (("team", publicity.make_team(1)), ("organiser", None)):
        facts = AwardFacts(name, team, "industry", "first", 1 if team else 0)
        proposed = ProposedAward(facts, name, "", "一等奖", "First prize", f"2024-01-{name}")
        award = Award.propose("list", proposed, at)
        award.confirm(f"code-{name}", (), at)
        if team:
            award.lose("H5_PLAGIARISM", "抄袭", at + timedelta(days=1))
        awards_store.awards.add(award)


# what makes decisions, the collection, a document, and how many decisions the service then has
MADE: dict[str, tuple[Callable[[], None], str, int]] = {
    "registration": (submit, "teams", 1),
    "scoring": (freeze, "rankings", 2),
    "publicity": (grant, "awards", 3),
}
FIELDS = [
    (service, place, field)
    for service in MADE
    for place, table in enumerate(audited_of(service))
    if table.collection == MADE[service][1]
    for field in table.fields
]


@pytest.fixture
def database(request: pytest.FixtureRequest, mongodb_url: str, database_prefix: str) -> Iterator[Any]:
    """Connect a service to a database that has its decisions, and their events in the outboxes."""
    service = request.node.callspec.params["service"]
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), service)
    for document in (*teams_store.DOCUMENTS, *rankings_store.DOCUMENTS, *awards_store.DOCUMENTS):
        document._collection = None
    with handling(Context(actor=Actor("somebody"), causation_id="test")):
        MADE[service][0]()
    yield get_db()
    mongoengine.disconnect()


def altered(value: Any) -> Any:
    """Return another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, datetime):
        return value + timedelta(milliseconds=1)
    if isinstance(value, list):
        return [altered(value[0]), *value[1:]] if value else ["x"]
    if isinstance(value, dict):
        name = sorted(name for name in value if isinstance(value[name], str))[0]
        return {**value, name: altered(value[name])}
    return f"{value or ''}x"


def tables(service: str) -> tuple[Audited, ...]:
    """Return the service's tables for the collection that the test made."""
    return tuple(table for table in audited_of(service) if table.collection == MADE[service][1])


@pytest.mark.parametrize("service", MADE)
def test_d5_unaltered_decisions_equal_their_events(database: Any, service: str) -> None:
    """D5: nothing differs, and each decision was compared; without its events it shows."""
    assert compare(database, tables(service)) == Compared(decisions=MADE[service][2])
    database[MADE[service][1]].update_many({}, {"$set": {"outbox": []}})
    differences = compare(database, tables(service)).differences
    assert [difference.field for difference in differences] == [MISSING_EVENT] * MADE[service][2]


@pytest.mark.parametrize(("service", "place", "field"), FIELDS)
def test_d5_each_altered_field_shows(database: Any, service: str, place: int, field: str) -> None:
    """D5: as a difference of that field, in the one document that was altered."""
    table = audited_of(service)[place]
    collection = database[table.collection]
    for document in collection.find({}):
        before = list(table.decisions(document["state"]))
        if before:
            break
    number, decision = before[0]
    path = f"state.{table.entries}.{number - 1}.{field}" if table.entries else f"state.{field}"
    value: Any = decision
    for part in field.split("."):
        value = value.get(part)
    collection.update_one({"_id": document["_id"]}, {"$set": {path: altered(value)}})
    differences = compare(database, (table,)).differences
    assert {difference.identifier for difference in differences} == {document["_id"]}
    assert field in {difference.field for difference in differences}


def test_every_service_states_what_its_events_repeat() -> None:
    """D5: no service is left out of the comparison."""
    assert [service for service in SERVICES if not audited_of(service)] == []
