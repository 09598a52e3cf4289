"""Exchanges and queues: their names and arguments, declared alike by whoever comes first.

- `<service>.events`: topic exchange of a service's events; routing key is the event's name in snake case.
- `<consumer>.<source>.<event>`: quorum queue of a subscription.
- `dasai.retry.<milliseconds>ms`: a delay; what comes out goes back to the queue that it came from, and to no other subscriber.
- `dasai.dead` and `<service>.dead-letters`: what could not be handled, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kombu import Exchange, Queue

# A delivery that takes its worker down each time ends in the dead letters after so many.
DELIVERY_LIMIT = 20
DEAD = Exchange("dasai.dead", type="direct", durable=True)

_QUORUM: dict[str, Any] = {"x-queue-type": "quorum"}
# at-least-once dead-lettering keeps a message until its dead-letter copy is confirmed; it needs reject-publish
_SAFE: dict[str, Any] = {**_QUORUM, "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}


def events_exchange(service: str) -> Exchange:
    """Return the exchange on which a service publishes its events."""
    return Exchange(f"{service}.events", type="topic", durable=True)


def subscription_queue(consumer: str, source: str, event: str) -> Queue:
    """Return the queue in which a service's events of one kind wait for a consumer."""
    return Queue(
        f"{consumer}.{source}.{event}",
        exchange=events_exchange(source),
        routing_key=event,
        durable=True,
        queue_arguments={
            **_SAFE,
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": DEAD.name,
            "x-dead-letter-routing-key": consumer,
        },
    )


def retry_exchange(seconds: float) -> Exchange:
    """Return the exchange of a delay of so many seconds; a message's routing key is the queue that it returns to."""
    return Exchange(f"dasai.retry.{round(seconds * 1000)}ms", type="fanout", durable=True)


def retry_queue(seconds: float) -> Queue:
    """Return the queue of a delay: nobody consumes it, and what expires goes back to its queue by the default exchange."""
    exchange = retry_exchange(seconds)
    return Queue(
        exchange.name,
        exchange=exchange,
        durable=True,
        queue_arguments={
            **_SAFE,
            "x-message-ttl": round(seconds * 1000),
            "x-dead-letter-exchange": "",
        },
    )


def dead_letter_queue(service: str) -> Queue:
    """Return the queue of a consumer's dead letters."""
    return Queue(
        f"{service}.dead-letters",
        exchange=DEAD,
        routing_key=service,
        durable=True,
        queue_arguments=dict(_QUORUM),
    )


def declare(channel: Any, queues: Iterable[Queue], retry_delays: Iterable[float] = ()) -> None:
    """Declare queues with their exchanges and bindings, and the delays; raises if one exists with other arguments."""
    DEAD(channel).declare()
    for seconds in retry_delays:
        retry_queue(seconds)(channel).declare()
    for queue in queues:
        queue(channel).declare()
