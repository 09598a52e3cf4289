"""The steps of the state machine over the real database and its unique indexes (rules B5, B7, C8)."""

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
from tests.unit.services.registration.teams.state_machine.team_steps import TeamSteps

HELD_BY_ANOTHER = (teams_rules.B5_REPRESENTATIVE_IN_ANOTHER_TEAM, teams_rules.B7_REGISTERED_ELSEWHERE)


@pytest.fixture
def _database(mongodb_url: str, database_prefix: str) -> Iterator[None]:
    """Connect to an empty database of registration with the indexes of teams."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    teams_store.TeamDocument._collection = None  # the class remembers the collection of the test before
    teams_store.TeamDocument.ensure_indexes()
    yield
    mongoengine.disconnect()


class Stored(TeamSteps):
    """The steps of teams, with each write stored in the database and read back with its texts."""

    def __init__(self) -> None:
        super().__init__()
        for document in (teams_store.TeamDocument, DraftTextDocument):
            document._get_collection().delete_many({})

    def storable(self, before: Team | None, after: Team) -> Team | None:
        """Return the team as it was stored, None if an index refused the write."""
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
    def the_database_holds_exactly_the_accepted_writes(self) -> None:
        assert {team.id: read_texts(team) for team in teams_store.teams.every()} == self.stored


@pytest.mark.long
@pytest.mark.usefixtures("_database")
def test_b5_b7_c8_no_steps_get_around_a_rule_with_the_real_database(pytestconfig: pytest.Config) -> None:
    """B5, B7, C8, and the other invariants, with unique indexes and documents written and read back."""
    short_run = settings(
        max_examples=60 if pytestconfig.getoption("--full") else 20,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(Stored, settings=short_run)
