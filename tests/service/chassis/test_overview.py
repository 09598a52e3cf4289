"""What a relay notes for operators, and the replay of dead letters that it does for them (rule D5)."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from kombu import Connection

from chassis.audit.trail import COLLECTION
from chassis.bus.dead_letters import letters_of
from chassis.bus.envelope import open_envelope
from chassis.bus.overview import queues_read_by
from chassis.bus.publisher import ConfirmedPublisher, Outgoing
from chassis.bus.relay import Relay
from chassis.bus.topology import DEAD
from chassis.mongo.operations import OperationsNotes
from tests.service.chassis.test_relay import relay as relay

pytestmark = [pytest.mark.parts]


def look(relay: Relay) -> None:
    """Let the relay look at the bus, as it does every few seconds."""
    relay._overview._due = 0.0
    relay.turn()


def test_queues_of_a_service_are_those_that_it_reads() -> None:
    names = [queue.name for queue in queues_read_by("review")]
    assert names == sorted(names)
    assert "review.registration.submission_made" in names
    assert all(name.startswith("review.") for name in names)


def test_d5_a_replay_is_on_the_trail_and_puts_letters_back_once(relay: Relay, own_amqp_url: str) -> None:
    """D5: who asked for it is in the trail; letters are put back into their queue; another look does it no second time."""
    notes = OperationsNotes(relay._database)
    queue = queues_read_by("registration")[0]
    publisher = ConfirmedPublisher(own_amqp_url)
    relay.turn()
    headers = {"dasai-reason": "A_REASON", "dasai-queue": queue.name, "dasai-attempts": 6}
    publisher.publish(
        Outgoing(DEAD.name, "registration", b"body", message_id=f"event-{number}", type="x", headers=headers)
        for number in (1, 2)
    )
    look(relay)
    bus = notes.bus()
    assert (bus["dead_letters"], [letter["event_id"] for letter in bus["letters"]]) == (2, ["event-1", "event-2"])
    assert bus["letters"][0]["reason"] == "A_REASON"

    asked = notes.ask_replay("replay-1", "event-2", "an-operator", datetime.now(UTC))
    again = notes.ask_replay("replay-1", "event-2", "an-operator", datetime.now(UTC))
    assert asked["asked_at"] == again["asked_at"]
    look(relay)
    [replay] = notes.replays()
    assert (replay["replayed"], replay["done_at"] is None) == (1, False)
    notes.ask_replay("replay-2", "", "an-operator", datetime.now(UTC))
    look(relay)
    look(relay)
    assert sorted(each["replayed"] for each in notes.replays()) == [1, 1]
    links = [open_envelope(bytes(link["body"]))[0] for link in relay._database[COLLECTION].find()]
    assert [(link.aggregate_id, link.actor_id) for link in links] == [
        ("replay-1", "an-operator"),
        ("replay-2", "an-operator"),
    ]
    with Connection(own_amqp_url) as connection:
        assert list(letters_of(connection.channel(), "registration")) == []
        bound = queue(connection.channel())
        assert [bound.get(no_ack=True, accept=None).body for _ in range(2)] == [b"body", b"body"]
    end = time.monotonic() + 30
    while "checked_at" not in notes.check():  # beside the relay's work
        assert time.monotonic() < end
        time.sleep(0.05)
    assert notes.check()["faults"] == []
    publisher.close()
