"""The same steps of teams over the real database: its unique indexes, not a test's set, say who holds what (rules B5, B7, C8)."""

from __future__ import annotations

from collections.abc import Iterator

import mongoengine
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from chassis.kernel.refusal import Refusal
from chassis.mongo.connection import connect
from chassis.settings import Settings
from services.registration.teams import rules as teams_rules
from services.registration.teams import store as teams_store
from services.registration.teams.model.team import Team
from services.registration.teams.store.draft_texts import DraftTextDocument, read_texts
from tests.unit.services.registration.teams.way_around.steps import Steps

HELD_BY_ANOTHER = (teams_rules.B5_REPRESENTATIVE_IN_ANOTHER_TEAM, teams_rules.B7_REGISTERED_ELSEWHERE)


@pytest.fixture
def _database(mongodb_url: str, database_prefix: str) -> Iterator[None]:
    """An empty database of registration's, with the indexes of teams."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    teams_store.TeamDocument._collection = None  # the class remembers the collection of the test before
    teams_store.TeamDocument.ensure_indexes()
    yield
    mongoengine.disconnect()


class Stored(Steps):
    """Each write goes to the database, and the next step meets what is stored there, texts read."""

    def __init__(self) -> None:
        super().__init__()
        for document in (teams_store.TeamDocument, DraftTextDocument):
            document._get_collection().delete_many({})

    def keep(self, before: Team | None, after: Team) -> Team | None:
        """The write decides: refused by an index it leaves what was there."""
        try:
            if before is None:
                teams_store.teams.add(after)
            else:
                teams_store.teams.save(after)
        except Refusal as refusal:
            if refusal.code not in HELD_BY_ANOTHER:
                raise
            return None
        return read_texts(teams_store.teams.look(after.id))

    @invariant()
    def nothing_stands_in_the_database_but_what_was_taken(self) -> None:
        assert {team.id: read_texts(team) for team in teams_store.teams.every()} == self.stored


@pytest.mark.usefixtures("_database")
def test_b5_b7_c8_no_way_around_over_the_real_database(pytestconfig: pytest.Config) -> None:
    """B5, B7, C8, and what else the oracle asks: over unique indexes, documents written and read back."""
    few = settings(
        max_examples=60 if pytestconfig.getoption("--full") else 20,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(Stored, settings=few)
