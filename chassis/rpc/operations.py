"""The gRPC service that tells operators how a service is; every service serves it (rules D5, K1)."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import grpc
from dasai.common.v1 import operations_pb2, operations_pb2_grpc
from mongoengine.connection import get_db

from ..context import current
from ..kernel.identifiers import derived_id, new_id
from ..kernel.refusal import refuse
from ..mongo.operations import Noted, OperationsNotes
from ..permissions import common as permissions
from ..refusals import NOT_FOUND

# a release does not change which collections have an outbox: they are looked up so seldom
_OUTBOXES_SECONDS = 300.0


class Operations(operations_pb2_grpc.OperationsServicer):
    """The health of this process's service, from its own database."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._outboxes: list[str] = []
        self._outboxes_due = 0.0

    def GetServiceHealth(
        self, request: operations_pb2.GetServiceHealthRequest, context: grpc.ServicerContext
    ) -> operations_pb2.ServiceHealth:
        permissions.GET_SERVICE_HEALTH.require(current().actor)
        notes, now = OperationsNotes(get_db()), datetime.now(UTC)
        bus, check = notes.bus(), notes.check()
        if time.monotonic() > self._outboxes_due:
            self._outboxes, self._outboxes_due = notes.outboxes(), time.monotonic() + _OUTBOXES_SECONDS
        waiting, oldest = notes.outbox(self._outboxes, now)
        health = operations_pb2.ServiceHealth(
            service=self._service,
            is_reachable=True,
            outbox_waiting=waiting,
            outbox_oldest_seconds=oldest,
            broker_trouble=bus.get("trouble", ""),
            queues=[operations_pb2.QueueLength(**queue) for queue in bus.get("queues", ())],
            dead_letters=bus.get("dead_letters", 0),
            is_check_waiting=bool(check.get("wanted")),
        )
        if "looked_at" in bus:
            health.looked_at.FromDatetime(bus["looked_at"])
            health.looked_seconds_ago = max((now - bus["looked_at"]).total_seconds(), 0.0)
        if "checked_at" in check:
            health.trail_check.CopyFrom(_check(check))
        return health

    def GetDeadLetters(
        self, request: operations_pb2.GetDeadLettersRequest, context: grpc.ServicerContext
    ) -> operations_pb2.DeadLetters:
        permissions.GET_DEAD_LETTERS.require(current().actor)
        notes = OperationsNotes(get_db())
        bus = notes.bus()
        return operations_pb2.DeadLetters(
            letters=[_letter(letter) for letter in bus.get("letters", ())],
            total=bus.get("dead_letters", 0),
            replays=[_replay(replay) for replay in notes.replays()],
        )

    def ReplayDeadLetters(
        self, request: operations_pb2.ReplayDeadLettersRequest, context: grpc.ServicerContext
    ) -> operations_pb2.DeadLetterReplay:
        called = current()
        permissions.REPLAY_DEAD_LETTERS.require(called.actor)
        notes = OperationsNotes(get_db())
        known = {letter["event_id"] for letter in notes.bus().get("letters", ())}
        if request.event_id and request.event_id not in known:
            refuse(NOT_FOUND, what="dead letter")
        key = called.idempotency_key
        # the same key of the same operator is the same replay: letters are put back once
        replay_id = derived_id("replay", called.actor.account_id, key, request.event_id) if key else new_id()
        asked = notes.ask_replay(replay_id, request.event_id, called.actor.account_id, datetime.now(UTC))
        return _replay(asked)

    def CheckTrail(
        self, request: operations_pb2.CheckTrailRequest, context: grpc.ServicerContext
    ) -> operations_pb2.TrailCheck:
        permissions.CHECK_TRAIL.require(current().actor)
        notes = OperationsNotes(get_db())
        notes.ask_check()
        return _check(notes.check())


def _letter(noted: Noted) -> operations_pb2.DeadLetter:
    letter = operations_pb2.DeadLetter(**{name: value for name, value in noted.items() if name != "dead_at"})
    if noted["dead_at"]:
        letter.dead_at.FromDatetime(datetime.fromisoformat(noted["dead_at"]).astimezone(UTC))
    return letter


def _replay(noted: Noted) -> operations_pb2.DeadLetterReplay:
    values: dict[str, Any] = {name: noted[name] for name in ("event_id", "asked_by", "asked_at", "replayed")}
    return operations_pb2.DeadLetterReplay(replay_id=noted["_id"], done_at=noted["done_at"], **values)


def _check(noted: Noted) -> operations_pb2.TrailCheck:
    return operations_pb2.TrailCheck(
        asked_at=noted.get("asked_at"),
        checked_at=noted.get("checked_at"),
        links=noted.get("links", 0),
        heads=noted.get("heads", 0),
        decisions=noted.get("decisions", 0),
        faults=noted.get("faults", ()),
    )
