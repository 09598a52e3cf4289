"""What a relay notes of the bus for its service's operators, and what it does for them: replays, and checks of the trail."""

from __future__ import annotations

import importlib
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from dasai.common.v1.envelope_pb2 import Envelope, consumers
from dasai.common.v1.operations_pb2 import DeadLettersReplayed
from pymongo.errors import PyMongoError

from ..audit.signatures import trusted_keys
from ..audit.trail import Trail
from ..audit.verification import verify_database
from ..kernel.identifiers import derived_id
from ..mongo.operations import Noted, OperationsNotes
from ..outage import Outage
from ..service_names import SERVICES
from ..settings import Settings
from ..telemetry import log
from .dead_letters import DeadLetter, letters_of, put_back
from .envelope import routing_key_of
from .publisher import ConfirmedPublisher
from .topology import dead_letter_queue, subscription_queue

LOOK_SECONDS = 5.0
# of so many dead letters operators are shown the reason; so many are put back, or looked through for one, at a look
_LETTERS_SHOWN, _LETTERS_REPLAYED, _LETTERS_SEARCHED = 100, 500, 5000


def queues_read_by(service: str) -> list[Any]:
    """Return the queues of the events that a service handles, by name, as the contracts name their consumers."""
    queues = {}
    for source in SERVICES:
        messages = importlib.import_module(f"dasai.{source}.v1.events_pb2").DESCRIPTOR.message_types_by_name
        for name, descriptor in messages.items():
            if service in descriptor.GetOptions().Extensions[consumers]:
                queue = subscription_queue(service, source, routing_key_of(name))
                queues[queue.name] = queue
    return [queues[name] for name in sorted(queues)]


class Overview:
    """Looks at the bus every few seconds, for the one relay of a service that holds the lease."""

    def __init__(self, config: Settings, service: str, database: Any, trail: Trail) -> None:
        self._service, self._database, self._trail = service, database, trail
        self._notes = OperationsNotes(database)
        self._queues = queues_read_by(service)
        self._every = timedelta(hours=config.trail_check_hours)
        self._due = 0.0
        # the number of dead letters that was read last: they are read again only if it changes
        self._read: int | None = None
        self._checking: threading.Thread | None = None
        self._unnoted = Outage("relay", "trouble not noted", "trouble noted again")
        self._unverified = Outage("relay", "trail not verified", "trail verified again")

    def turn(self, publisher: ConfirmedPublisher) -> None:
        """Look at the bus if it is time, and do what operators ask for; raises LOST or PyMongoError."""
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + LOOK_SECONDS
        for replay in self._notes.replays_to_do():
            self._replay(replay, publisher)
        channel = publisher.connect()
        queues = []
        for queue in self._queues:
            counted = queue(channel).queue_declare()
            queues.append({"name": queue.name, "messages": counted.message_count, "consumers": counted.consumer_count})
        dead = dead_letter_queue(self._service)(channel).queue_declare().message_count
        if dead != self._read:
            self._notes.note_letters(self._letters(publisher) if dead else [])
            self._read = dead
        self._notes.note_bus(queues, dead)
        self._check_trail()

    def note_trouble(self, trouble: str) -> None:
        """Keep why the broker can't be reached, if the database can be."""
        try:
            self._notes.note_trouble(trouble)
            self._unnoted.succeed()
        except PyMongoError:
            self._unnoted.fail(trouble)

    def _letters(self, publisher: ConfirmedPublisher) -> list[Noted]:
        """Read the dead letters on a channel of its own: what is not acknowledged goes back when that closes."""
        with publisher.channel() as channel:
            return [_noted(letter) for letter in letters_of(channel, self._service, _LETTERS_SHOWN)]

    def _replay(self, replay: Noted, publisher: ConfirmedPublisher) -> None:
        """Put on the audit trail who has letters put back, then do it; many take several looks, and events go on between them.

        All are those that there were at the first look: who dies again is not put back again.
        """
        envelope = _replay_envelope(self._service, replay)
        self._trail.append([(envelope.id, envelope.SerializeToString(deterministic=True))])
        wanted, left = replay["event_id"], replay["left"]
        with publisher.channel() as channel:
            if left is None:
                left = dead_letter_queue(self._service)(channel).queue_declare().message_count
            most = min(left, _LETTERS_SEARCHED if wanted else _LETTERS_REPLAYED)
            count = put_back(letters_of(channel, self._service, most), publisher, wanted)
        self._notes.note_replayed(replay["_id"], count, left=0 if wanted else left - most)
        self._read = None
        log("relay").info("dead letters replayed", replay=replay["_id"], account=replay["asked_by"], replayed=count)

    def _check_trail(self) -> None:
        """Begin to verify the trail beside the relay's work, if it is asked for or due."""
        if (self._checking is None or not self._checking.is_alive()) and self._notes.check_is_due(self._every):
            self._checking = threading.Thread(target=self._verify, name="trail-check", daemon=True)
            self._checking.start()

    def _verify(self) -> None:
        wanted = str(self._notes.check().get("wanted") or "")
        try:
            report = verify_database(self._database, self._service, keys=trusted_keys())
            decisions = report.compared.decisions
            self._notes.note_check(wanted, report.verified.links, report.heads, decisions, report.wrong)
        except PyMongoError as error:
            self._unverified.fail(type(error).__name__)
            return
        self._unverified.succeed()
        if report.wrong:
            log("relay").error("trail altered", faults=len(report.wrong))


def _noted(letter: DeadLetter) -> Noted:
    return {
        "event_id": letter.id,
        "type": letter.type,
        "queue": letter.queue,
        "reason": letter.reason,
        "attempts": letter.attempts,
        "dead_at": letter.dead_at,
    }


def _replay_envelope(service: str, replay: Noted) -> Envelope:
    """Return what the audit trail keeps of a replay: who asked for it, when, and for which letters."""
    message = DeadLettersReplayed(replay_id=replay["_id"], event_id=replay["event_id"])
    envelope = Envelope(
        id=derived_id("event", "dead_letter_replay", service, replay["_id"]),
        type=message.DESCRIPTOR.full_name,
        aggregate_type="dead_letter_replay",
        aggregate_id=replay["_id"],
        aggregate_version=1,
        causation_id=replay["_id"],
        actor_id=replay["asked_by"],
    )
    envelope.time.FromDatetime(replay["asked_at"].astimezone(UTC))
    envelope.recorded_at.FromDatetime(datetime.now(UTC))
    envelope.payload.Pack(message)
    return envelope
