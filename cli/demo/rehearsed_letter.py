"""A dead letter for the operator of a rehearsal, which is put back without harm (rule D5)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dasai.common.v1.envelope_pb2 import Envelope
from dasai.registration.v1.events_pb2 import SubmissionMade
from pymongo import MongoClient

from chassis.audit.trail import Trail
from chassis.bus.envelope import routing_key_of
from chassis.bus.publisher import ConfirmedPublisher, Outgoing
from chassis.bus.topology import DEAD, subscription_queue
from cli.stack.local import LocalStack

_CONSUMER, _SOURCE, _NAME = "review", "registration", SubmissionMade.DESCRIPTOR.full_name
# as a worker writes it that could not reach its database for all its tries
_REASON, _ATTEMPTS = "ServerSelectionTimeoutError: the database did not answer (rehearsal)", 8


def leave_dead_letter(stack: LocalStack) -> None:
    """Put a copy of an event among review's dead letters; review handled it already, so that nothing follows from the copy.

    Raises LookupError if nothing was submitted yet.
    """
    client: MongoClient[dict[str, Any]] = MongoClient(stack.mongodb_url, tz_aware=True, serverSelectionTimeoutMS=5000)
    with client:
        event_id, body = _submitted(client[f"{stack.database_prefix}_{_SOURCE}"])
    headers = {
        "dasai-reason": _REASON,
        "dasai-queue": subscription_queue(_CONSUMER, _SOURCE, routing_key_of(_NAME)).name,
        "dasai-attempts": _ATTEMPTS,
        "dasai-dead-at": datetime.now(UTC).isoformat(),
    }
    publisher = ConfirmedPublisher(stack.amqp_url)
    try:
        publisher.publish([Outgoing(DEAD.name, _CONSUMER, body, message_id=event_id, type=_NAME, headers=headers)])
    finally:
        publisher.close()


def _submitted(database: Any) -> tuple[str, bytes]:
    """Return id and body of the first submission's event in a trail."""
    for link in Trail(database).links():
        if Envelope.FromString(bytes(link["body"])).type == _NAME:
            return str(link["event_id"]), bytes(link["body"])
    raise LookupError(_NAME)
