"""Count the events that nobody has handled yet: demo, load test and benches wait for them before they compare."""

from __future__ import annotations

from contextlib import closing

import pytest
from kombu import Connection

from chassis.bus.overview import queues_read_by
from chassis.bus.publisher import ConfirmedPublisher, Outgoing
from chassis.bus.topology import declare, retry_queue, subscription_queue
from chassis.settings import settings
from cli.demo.invariants import waiting

pytestmark = pytest.mark.parts


def test_an_event_waits_in_a_queue_that_nobody_reads_and_for_its_next_try(own_amqp_url: str) -> None:
    """Count it although its outbox is empty: workers may still be on their way back to a broker that was away."""
    delays = settings().retry_delays
    with Connection(own_amqp_url) as connection:
        declare(connection.channel(), [*queues_read_by("review"), *queues_read_by("scoring")], delays)
    assert waiting(own_amqp_url, ("review", "scoring")) == 0
    unread = subscription_queue("review", "registration", "submission_made").name
    with closing(ConfirmedPublisher(own_amqp_url)) as publisher:
        for number, queue in enumerate((unread, retry_queue(max(delays)).name), 1):
            publisher.publish([Outgoing("", queue, b"event", message_id=str(number))])
            assert waiting(own_amqp_url, ("review", "scoring")) == number
    assert waiting(own_amqp_url, ("scoring",)) == 1, "not what is for a service that does not run"
