"""The outbox relay: from the aggregates' documents to the audit trail and the bus, one process or more for each service.

`python -m chassis.bus.relay` with DASAI_SERVICE. Several may run; a lease lets a single process work at a time, so that an
aggregate's events stay in order. What is published and not yet cleared when it dies is published again: consumers know events by
their id.
"""

from __future__ import annotations

import importlib
import signal
import threading
import time
from typing import Any

from bson import Binary
from dasai.common.v1.envelope_pb2 import Envelope, consumers
from pymongo import UpdateOne
from pymongo.errors import PyMongoError

from ..audit.published import PublishedHeads
from ..audit.signatures import trail_key
from ..audit.trail import Trail, TrailMoved
from ..ending import end_within, leave, stating_misconfiguration
from ..mongo.connection import connect
from ..mongo.lease import Lease
from ..outage import Outage
from ..settings import Misconfigured, Settings, settings
from ..telemetry import EVENTS_PUBLISHED, OUTBOX_AGE, configure_logging, log, start_telemetry
from .envelope import exchange_of, routing_key_of
from .outbox_looks import OutboxLooks
from .overview import Overview
from .publisher import LOST, ConfirmedPublisher, Outgoing
from .topology import dead_letter_queue, declare, events_exchange, subscription_queue

BATCH = 100
LEASE_SECONDS = 3.0
# seconds between two tries while the broker or the database is away, and between those of a relay without the lease to get it
_TROUBLE_SECONDS = _STANDBY_SECONDS = 0.5
_WAITING = {"outbox_at": {"$gte": 1, "$lte": 2**62}}


def queues_of(service: str) -> list[Any]:
    """Return the queue of every subscription to a service's events that the contracts name, and the consumers' dead letters."""
    messages = importlib.import_module(f"dasai.{service}.v1.events_pb2").DESCRIPTOR.message_types_by_name
    queues = []
    for name, descriptor in messages.items():
        for consumer in descriptor.GetOptions().Extensions[consumers]:
            queues += [
                subscription_queue(consumer, service, routing_key_of(name)),
                dead_letter_queue(consumer),
            ]
    return queues


class Relay:
    """Moves what waits in the outboxes of one service's database."""

    def __init__(self, config: Settings, service: str, client: Any) -> None:
        self.service = service
        self._database = client[config.database(service)]
        self._publisher = ConfirmedPublisher(config.amqp_url.get_secret_value())
        self._lease = Lease(self._database["relay_lease"], "relay", LEASE_SECONDS)
        self._trail = Trail(self._database)
        self._heads = PublishedHeads(self._database, service)
        self._head_seconds, self._head_due = config.trail_head_seconds, 0.0
        self._queues = queues_of(service)
        self._overview = Overview(config, service, self._database, self._trail)
        self._declared_on: Any = None
        self._collections: list[Any] = []
        self._looked = 0.0
        self._looks = OutboxLooks()
        # by outbox, when the oldest document that waits there got its event, microseconds since 1970
        self._oldest: dict[str, int] = {}
        self.stopping = threading.Event()
        self.trouble: str | None = "starting"
        self._log, self._outage = log("relay"), Outage("relay", "relay waits", "relay goes on")

    def run(self) -> None:
        """Relay until `stopping` is set."""
        while not self.stopping.is_set():
            try:
                self.turn(due_only=True)
                self._outage.succeed()
                self.trouble, pause = None, self._pause()
            except (PyMongoError, TrailMoved, *LOST) as error:
                name = type(error).__name__
                self._outage.fail(name)
                if isinstance(error, LOST):
                    if self.trouble != name and self._lease.ours:
                        self._overview.note_trouble(name)
                    self._note_oldest()
                self.trouble, pause = name, _TROUBLE_SECONDS
            self.stopping.wait(pause)
        if self._lease.ours:  # else it has lapsed, perhaps since the database is away
            try:
                self._publish_head(now=True)
                self._lease.give_up()
            except PyMongoError:
                self._log.info("lease left to lapse")
        self._publisher.close()

    def turn(self, *, due_only: bool = False) -> int:
        """Look into each outbox once, or only into those that are due; return how many events were published."""
        if not self._lease.hold():
            self._oldest.clear()  # whoever holds it knows
            self._export_age()
            return 0
        self._declare()
        outboxes = {collection.name: collection for collection in self._outboxes()}
        names = self._looks.due(outboxes, time.monotonic()) if due_only else outboxes
        moved = sum(self._look(outboxes[name]) for name in names)
        self._export_age()
        self._publish_head()
        self._overview.turn(self._publisher)
        if not moved:
            self._publisher.heartbeat()
        return moved

    def _pause(self) -> float:
        """Return the seconds until the next look: into an outbox, or, for a relay that stands by, after the lease."""
        return self._looks.wait(time.monotonic()) if self._lease.ours else _STANDBY_SECONDS

    def _note_oldest(self) -> None:
        """Export how long the oldest event waits, while nothing can be published; nothing if the database is away too.

        What was oldest stays so until something is published, so the outboxes are looked into only until one has an event.
        """
        try:
            for collection in [] if self._oldest else self._outboxes():
                with collection.find(_WAITING, {"outbox_at": 1}).sort("outbox_at", 1).batch_size(1) as cursor:
                    for document in cursor:
                        self._oldest[collection.name] = document["outbox_at"]
                        break
        except PyMongoError:
            return
        self._export_age()

    def _export_age(self) -> None:
        """Export for how many seconds the oldest event has waited, 0 if none waits."""
        oldest = min(self._oldest.values(), default=None)
        OUTBOX_AGE.labels(self.service).set(time.time() - oldest / 1e6 if oldest is not None else 0.0)

    def _look(self, collection: Any) -> int:
        """Publish what waits in an outbox, up to BATCH documents; return how many events that were."""
        waiting = self._waiting(collection)
        moved = 0
        self._oldest.pop(collection.name, None)
        if waiting:
            self._oldest[collection.name] = min(document["outbox_at"] for document in waiting)
            moved = self._move(collection, waiting)
        self._looks.note(collection.name, time.monotonic(), moved=bool(waiting))
        return moved

    def _publish_head(self, *, now: bool = False) -> None:
        """Sign the trail's head if it is time, and publish it: in the log, and by the service's server (rule D5)."""
        if not now and time.monotonic() < self._head_due:
            return
        head = self._heads.add(*self._trail.head())
        self._head_due = time.monotonic() + self._head_seconds
        if head is not None:
            self._log.info("trail head", **head.as_shown())

    def _declare(self) -> None:
        channel = self._publisher.connect()
        if channel is not self._declared_on:
            events_exchange(self.service)(channel).declare()
            declare(channel, self._queues)
            self._declared_on = channel

    def _outboxes(self) -> list[Any]:
        # a collection has an outbox if it has the outbox's index; new collections appear as services are deployed
        if not self._collections or time.monotonic() - self._looked > 10:
            names = self._database.list_collection_names()
            self._collections = [
                self._database[name]
                for name in sorted(names)
                if "outbox_at" in self._database[name].index_information()
            ]
            self._looked = time.monotonic()
        return self._collections

    @staticmethod
    def _waiting(collection: Any) -> list[dict[str, Any]]:
        waiting = []
        with collection.find(_WAITING, {"outbox": 1, "version": 1, "outbox_at": 1}).batch_size(BATCH) as cursor:
            for document in cursor:
                waiting.append(document)
                if len(waiting) == BATCH:
                    break
        return waiting

    def _move(self, collection: Any, waiting: list[dict[str, Any]]) -> int:
        bodies = [bytes(body) for document in waiting for body in document["outbox"]]
        envelopes = [Envelope.FromString(body) for body in bodies]
        self._trail.append([(envelope.id, body) for envelope, body in zip(envelopes, bodies, strict=True)])
        self._publisher.publish(
            Outgoing(
                exchange=exchange_of(envelope.type),
                routing_key=routing_key_of(envelope.type),
                body=body,
                message_id=envelope.id,
                type=envelope.type,
            )
            for envelope, body in zip(envelopes, bodies, strict=True)
        )
        self._clear(collection, waiting)
        for envelope in envelopes:
            EVENTS_PUBLISHED.labels(self.service, routing_key_of(envelope.type)).inc()
        return len(bodies)

    @staticmethod
    def _clear(collection: Any, sent: list[dict[str, Any]]) -> None:
        whole = [
            UpdateOne(
                {"_id": document["_id"], "version": document["version"]},
                {"$set": {"outbox": []}, "$unset": {"outbox_at": ""}},
            )
            for document in sent
        ]
        if collection.bulk_write(whole, ordered=False).matched_count == len(whole):
            return
        # some moved on meanwhile and hold newer events: take out just what went
        for document in sent:
            published = [Binary(bytes(body)) for body in document["outbox"]]
            collection.update_one({"_id": document["_id"]}, {"$pull": {"outbox": {"$in": published}}})


@stating_misconfiguration()
def main() -> None:
    """Run the relay of DASAI_SERVICE until SIGTERM or SIGINT."""
    config = settings()
    if not config.service:
        raise Misconfigured("DASAI_SERVICE is not set: which service's outbox shall be relayed?")
    configure_logging(f"{config.service}-relay", config.log_level)
    trail_key()  # a bad key stops the relay at its start
    relay = Relay(config, config.service, connect(config, config.service))

    def stop(*_: object) -> None:
        end_within(config.drain_seconds)
        relay.stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    # after the handlers: a signal to a process that says it is ready would else end it without draining
    start_telemetry(config, lambda: relay.trouble)
    log("relay").info("relaying", service=config.service)
    relay.run()
    leave()


if __name__ == "__main__":
    main()
