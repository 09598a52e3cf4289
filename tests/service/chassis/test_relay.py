"""The relay: from the outbox to the audit trail and the bus, whatever dies on the way."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import mongoengine
import pytest
from kombu import Connection
from pydantic import SecretStr

from chassis.audit.published import PublishedHeads
from chassis.audit.signatures import trail_key
from chassis.audit.trail import COLLECTION, BrokenLink, Trail, Verified
from chassis.bus.envelope import open_envelope
from chassis.bus.publisher import ConfirmedPublisher
from chassis.bus.relay import Relay
from chassis.bus.topology import subscription_queue
from chassis.mongo.connection import connect
from chassis.mongo.lease import Lease
from chassis.settings import Settings, settings
from chassis.telemetry import OUTBOX_AGE
from services.registration.teams import store as teams_store
from tests.unit.services.registration import builders as a


@pytest.fixture
def relay(
    mongodb_url: str, own_amqp_url: str, database_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Relay]:
    """Yield registration's relay, which the test runs step by step."""
    config = Settings(mongodb_url=mongodb_url, database_prefix=database_prefix, amqp_url=SecretStr(own_amqp_url))
    monkeypatch.setenv("DASAI_TRAIL_KEY", base64.b64encode(b"k" * 32).decode())
    settings.cache_clear()
    trail_key.cache_clear()
    client = connect(config, "registration")
    for document in teams_store.DOCUMENTS:
        document._collection = None  # the class remembers the collection of the test before
        document.ensure_indexes()
    made = Relay(config, "registration", client)
    yield made
    made._publisher.close()
    mongoengine.disconnect()
    settings.cache_clear()
    trail_key.cache_clear()


def until(condition: Callable[[], Any]) -> Any:
    """Wait until a condition holds, and return what it gave; fails after a while."""
    end = time.monotonic() + 30
    while not (value := condition()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return value


def _submitted(identifier: str) -> Any:
    team = a.complete_team()
    team.id, team.held_persons, team.held_names = identifier, (identifier,), (identifier,)
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    teams_store.teams.save(team)
    return team


def _delivered(url: str) -> list[Any]:
    """Take the events that wait in review's queue and return them."""
    with Connection(url) as connection:
        queue = subscription_queue("review", "registration", "submission_made")(connection.channel())
        envelopes = []
        while (message := queue.get(no_ack=True, accept=None)) is not None:
            envelopes.append(open_envelope(bytes(message.body)))
        return envelopes


def test_events_reach_the_queues_of_services_that_never_ran(relay: Relay, own_amqp_url: str) -> None:
    """The relay makes the consumers' queues from the contract: the first event is not lost on a service not yet started."""
    team = _submitted("t1")
    assert relay.turn() == 1
    ((envelope, payload),) = _delivered(own_amqp_url)
    assert (envelope.aggregate_id, envelope.aggregate_version, payload.number) == (team.id, 1, 1)
    document = teams_store.TeamDocument._get_collection().find_one({"_id": "t1"})
    assert (document["outbox"], "outbox_at" in document) == ([], False)
    assert relay.turn() == 0


def test_a_relay_looks_soon_into_an_outbox_with_events_and_seldom_into_the_others(
    relay: Relay, own_amqp_url: str
) -> None:
    """Right after it published, nothing is due; then the outbox of the event is, long before the others."""
    _submitted("t1")
    assert relay.turn(due_only=True) == 1
    team = teams_store.teams.get("t1")
    team.withdraw(at=a.WHILE_OPEN)
    teams_store.teams.save(team)
    assert until(lambda: relay.turn(due_only=True)) == 1
    assert len(_delivered(own_amqp_url)) == 1  # review hears of the submission alone in this queue


def test_a_relay_that_stands_by_asks_for_the_lease_twice_a_second(relay: Relay, own_amqp_url: str) -> None:
    """Each time costs the database two writes; the age of what waits is told by whoever has the lease."""
    other = Lease(relay._database["relay_lease"], "relay", 60)
    assert other.hold()
    _submitted("t1")
    assert (relay.turn(due_only=True), relay._pause()) == (0, 0.5)
    assert OUTBOX_AGE.labels("registration")._value.get() == 0
    other.give_up()
    assert relay.turn(due_only=True) == 1
    assert relay._pause() < 0.1
    assert len(_delivered(own_amqp_url)) == 1
    relay._lease.give_up()


def test_the_age_of_what_waits_is_exported_while_the_broker_is_away(relay: Relay, own_amqp_url: str) -> None:
    """The alarm on it would be silent just when nothing leaves the outbox."""
    _submitted("t1")
    away = ConfirmedPublisher("amqp://127.0.0.1:1//")
    relay._publisher, there = away, relay._publisher
    thread = threading.Thread(target=relay.run)
    thread.start()
    try:
        assert until(lambda: OUTBOX_AGE.labels("registration")._value.get() > 0.7)
    finally:
        relay._publisher = there
        assert until(lambda: OUTBOX_AGE.labels("registration")._value.get() == 0)
        relay.stopping.set()
        thread.join()
    assert [envelope.aggregate_id for envelope, _ in _delivered(own_amqp_url)] == ["t1"]


def test_a_crash_between_publishing_and_clearing_publishes_again_under_the_same_id(
    relay: Relay, own_amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice on the bus, once in the trail, and consumers know the id."""
    _submitted("t2")
    with monkeypatch.context() as broken:
        broken.setattr(Relay, "_clear", lambda *_: None)
        relay.turn()
    relay.turn()
    first, second = _delivered(own_amqp_url)
    assert first[0].id == second[0].id
    assert relay._trail.verify() == Verified(1, 0, None)


def test_events_raised_while_others_are_on_their_way_stay(relay: Relay) -> None:
    """Clearing takes out what went and nothing newer."""
    team = _submitted("t3")
    collection = teams_store.TeamDocument._get_collection()
    sent = relay._waiting(collection)
    team.withdraw(at=a.WHILE_OPEN)
    teams_store.teams.save(team)
    relay._clear(collection, sent)
    left = [open_envelope(bytes(body))[0].type for body in collection.find_one({"_id": "t3"})["outbox"]]
    assert left == ["dasai.registration.v1.TeamWithdrawn"]
    assert relay.turn() == 1


def test_d5_the_trail_names_the_first_broken_link(relay: Relay) -> None:
    """D5: altered, taken out or moved, it shows."""
    for number in range(4):
        _submitted(f"u{number}")
    relay.turn()
    trail: Trail = relay._trail
    assert trail.verify() == Verified(4, 0, None)
    links = relay._database[COLLECTION]
    third = links.find_one({"_id": 3})
    links.update_one({"_id": 3}, {"$set": {"body": links.find_one({"_id": 2})["body"]}})
    assert trail.verify() == Verified(2, 0, BrokenLink(3, "its content is not what was hashed"))
    links.replace_one({"_id": 3}, third)
    links.delete_one({"_id": 2})
    assert trail.verify() == Verified(1, 0, BrokenLink(2, "is missing, and 2 links stand behind it"))


def test_only_one_relay_of_a_service_publishes_at_a_time(relay: Relay) -> None:
    """A second waits until the first gives up or its lease lapses."""
    collection = relay._database["relay_lease"]
    # so long that none lapses while a busy machine stops this test for a while
    first, second = Lease(collection, "relay", 60.0), Lease(collection, "relay", 60.0)
    assert (first.hold(), second.hold(), first.hold()) == (True, False, True)
    first.give_up()
    assert (second.hold(), first._me != second._me) == (True, True)


def test_d5_the_relay_publishes_the_signed_head_at_intervals(relay: Relay) -> None:
    """D5: after the first events at once, then not before its interval is over, and once more when it stops."""
    heads = PublishedHeads(relay._database, "registration")
    relay.turn()
    assert heads.newest() is None  # nothing is signed of an empty trail
    relay._head_due = 0
    _submitted("h1")
    relay.turn()
    first = heads.newest()
    assert first is not None
    assert (first.sequence, first.service, first.genuine) == (1, "registration", True)
    _submitted("h2")
    relay.turn()
    assert heads.newest() == first
    relay.stopping.set()
    relay.run()
    assert [head.sequence for head in heads.all()] == [1, 2]
    assert relay._trail.verify(heads.all()) == Verified(2, 0, None)
