"""One aggregate, one document, one conditional write: on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mongoengine
import pytest
from dasai.registration.v1.teams_pb2 import Team as TeamMessage

from chassis.actor import Actor
from chassis.context import Context, handling
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import AlreadyAnswered, AlreadyApplied, StaleVersion, attempt
from chassis.mongo.connection import UnsafeUrl, connect
from chassis.mongo.document import insert_once
from chassis.settings import Settings
from services.registration.divisions import store as divisions_store
from services.registration.teams import store as teams_store
from tests.unit.services.registration import builders as a

SOMEBODY = Actor("somebody")


@pytest.fixture
def client(mongodb_url: str, database_prefix: str) -> Iterator[Any]:
    """Yield registration's database with its indexes."""
    made = connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    for document in teams_store.DOCUMENTS:
        document._collection = None  # the class remembers the collection of the test before
        document.ensure_indexes()
    yield made[f"{database_prefix}_registration"]
    mongoengine.disconnect()


def _team(identifier: str, *keys: str) -> Any:
    return a.Team.register(
        identifier,
        a.entry(
            team_name=f"合成{identifier}队",
            project_name=f"项目{identifier}",
            representatives=tuple(a.person(key) for key in keys),
        ),
        a.division(),
        a.REQUIREMENTS,
        at=a.WHILE_OPEN,
    )


def test_state_and_events_leave_in_one_write(client: Any) -> None:
    """What was raised lies in the outbox of the very document."""
    teams_store.teams.add(_team("t1", "p1"))
    document = client["teams"].find_one({"_id": "t1"})
    assert (document["version"], len(document["outbox"]), document["outbox_at"] > 0) == (1, 1, True)
    assert teams_store.teams.look("t1").held_persons == ("p1",)


def test_a_write_over_a_newer_version_is_refused_and_repeated_on_the_newer(client: Any) -> None:
    """Nobody's change is lost: the second writer starts again from what the first left."""
    teams_store.teams.add(_team("t1", "p1"))
    mine, theirs = teams_store.teams.get("t1"), teams_store.teams.get("t1")
    theirs.attach(a.audit(), a.REQUIREMENTS, at=a.WHILE_OPEN)
    teams_store.teams.save(theirs)
    mine.withdraw(at=a.WHILE_OPEN)
    with pytest.raises(StaleVersion):
        teams_store.teams.save(mine)

    def again() -> None:
        team = teams_store.teams.get("t1")
        team.withdraw(at=a.WHILE_OPEN)
        teams_store.teams.save(team)

    attempt(again, until=1e12, repeatable=True)
    team = teams_store.teams.look("t1")
    assert (team.state, len(team.evidence), team.version) == ("withdrawn", 1, 3)


def test_b5_the_unique_index_refuses_and_frees(client: Any) -> None:
    """B5, C12: held by one team only, free after its withdrawal."""
    teams_store.teams.add(_team("t1", "p1", "p2"))
    with pytest.raises(Refusal) as refused:
        teams_store.teams.add(_team("t2", "p2"))
    assert refused.value.code.name == "B5_REPRESENTATIVE_IN_ANOTHER_TEAM"
    first = teams_store.teams.get("t1")
    first.withdraw(at=a.WHILE_OPEN)
    teams_store.teams.save(first)
    teams_store.teams.add(_team("t2", "p2"))
    third = _team("t3", "p3")
    teams_store.teams.add(third)
    third.withdraw(at=a.WHILE_OPEN)
    teams_store.teams.save(third)  # two teams that hold nothing don't meet in the index


def test_an_event_is_applied_once(client: Any) -> None:
    """Its id is written with the effect."""
    teams_store.teams.add(_team("t1", "p1"))
    with handling(Context(actor=SOMEBODY, event_id="e1")):
        team = teams_store.teams.get("t1")
        team.record_disqualification("X", "x")
        teams_store.teams.save(team)
        with pytest.raises(AlreadyApplied):
            teams_store.teams.get("t1")
    assert teams_store.teams.look("t1").version == 2


def test_a_command_is_answered_once(client: Any) -> None:
    """The answer is written with the effect; another request under the key is refused; other keys go on."""
    with handling(Context(actor=SOMEBODY, idempotency_key="k", request_hash="h", answer_type=TeamMessage)):
        teams_store.teams.add(_team("t1", "p1"), answer=TeamMessage(draft_revision=7))
        for again in (lambda: teams_store.teams.get("t1"), lambda: teams_store.teams.add(_team("t1", "p1"))):
            with pytest.raises(AlreadyAnswered) as answered:
                again()
            assert TeamMessage.FromString(answered.value.answer).draft_revision == 7
    with (
        handling(Context(actor=SOMEBODY, idempotency_key="k", request_hash="other")),
        pytest.raises(Refusal) as refused,
    ):
        teams_store.teams.get("t1")
    assert refused.value.code.name == "IDEMPOTENCY_KEY_REUSED"
    with handling(Context(actor=SOMEBODY, idempotency_key="k2", request_hash="h")):
        assert teams_store.teams.get("t1").version == 1


def test_an_immutable_document_is_written_once(client: Any) -> None:
    """The first stays, whatever is written under its identifier later; the writer learns if it was the first."""
    assert insert_once(divisions_store.SchemeDocument, "digest", content=b"first")
    assert not insert_once(divisions_store.SchemeDocument, "digest", content=b"second")
    assert insert_once(divisions_store.SchemeDocument, "another", content=b"second")
    divisions_store.keep_scheme("digest", b"third")
    assert [divisions_store.scheme_content(item) for item in ("digest", "another", "none")] == [
        b"first",
        b"second",
        None,
    ]


def test_pages_follow_each_other_without_gap_or_repeat(client: Any) -> None:
    """By identifier, to the end."""
    for number in range(7):
        teams_store.teams.add(_team(f"t{number}", f"p{number}"))
    seen, token = [], ""
    while True:
        teams, token = teams_store.teams.page({"state.division_code": "110000"}, token, 3)
        seen += [team.id for team in teams]
        if not token:
            break
    assert seen == [f"t{number}" for number in range(7)]
    assert teams_store.teams.page({"state.division_code": "120000"}) == ([], "")
    _, token = teams_store.teams.page({"state.division_code": "110000"}, size=3)
    for filters, wrong in (({}, token), ({"state.division_code": "120000"}, token), ({}, "t3")):
        with pytest.raises(Refusal) as refusal:
            teams_store.teams.page(filters, wrong)
        assert refusal.value.code.name == "PAGE_TOKEN_INVALID"
    with pytest.raises(ValueError, match="by something else"):
        teams_store.teams.page({"_id": "t1"})


@pytest.mark.parametrize("weaker", ["w=1", "journal=false", "w=0"])
def test_a_lowered_write_concern_is_refused_at_start(mongodb_url: str, weaker: str) -> None:
    """What is acknowledged stays: a service does not start with less than majority and journal."""
    joint = "&" if "?" in mongodb_url else "/?"
    try:
        with pytest.raises(UnsafeUrl):
            connect(Settings(mongodb_url=f"{mongodb_url}{joint}{weaker}"), "registration")
    finally:
        mongoengine.disconnect()
