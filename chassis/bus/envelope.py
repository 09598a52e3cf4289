"""Events into envelopes and out of them."""

from __future__ import annotations

from collections.abc import Mapping

from dasai.common.v1.envelope_pb2 import Envelope
from google.protobuf import descriptor_pool, message_factory
from google.protobuf.message import DecodeError, Message

from ..context import Context
from ..kernel.aggregate import Raised
from ..kernel.identifiers import derived_id, snake_case
from ..mapping import to_message

CONTENT_TYPE = "application/data"  # raw to kombu: the type property says what it is
MESSAGE_TYPE = "dasai.common.v1.Envelope"


class Undecodable(Exception):
    """A message body that is not an envelope, or whose payload is not of the type that it states."""


def wrap(
    raised: Raised,
    events: Mapping[type, type[Message]],
    kind: str,
    identifier: str,
    version: int,
    ordinal: int,
    context: Context,
    *,
    decided_digest: str = "",
) -> bytes:
    """Return a raised event as a serialised envelope; `decided_digest` is that of the aggregate's decisions, if it states any.

    Its id is derived from the write that raised it, so that a repeated write, which the version lets happen only once,
    could not give the same event two ids.
    """
    message = to_message(raised.event, events[type(raised.event)])
    envelope = Envelope(
        id=derived_id("event", kind, identifier, str(version), str(ordinal)),
        type=message.DESCRIPTOR.full_name,
        aggregate_type=kind,
        aggregate_id=identifier,
        aggregate_version=version,
        ordinal=ordinal,
        causation_id=context.causation_id,
        traceparent=context.traceparent,
        actor_id=context.actor.account_id,
        decided_digest=decided_digest,
    )
    envelope.time.FromDatetime(raised.at)
    envelope.recorded_at.GetCurrentTime()
    envelope.payload.Pack(message)
    return envelope.SerializeToString(deterministic=True)


def open_envelope(body: bytes) -> tuple[Envelope, Message]:
    """Return the envelope and its payload; raises Undecodable."""
    try:
        envelope = Envelope.FromString(body)
    except DecodeError as error:
        raise Undecodable("not an envelope") from error
    name = envelope.payload.type_url.rsplit("/", 1)[-1]
    if not envelope.id or name != envelope.type:
        raise Undecodable("payload is not of the envelope's type")
    try:
        descriptor = descriptor_pool.Default().FindMessageTypeByName(name)
    except KeyError as error:
        raise Undecodable("unknown type") from error
    payload: Message = message_factory.GetMessageClass(descriptor)()
    if not envelope.payload.Unpack(payload):
        raise Undecodable("payload does not parse")
    return envelope, payload


def exchange_of(type_name: str) -> str:
    """Return `registration.events` for `dasai.registration.v1.TeamRegistered`."""
    return f"{type_name.split('.')[1]}.events"


def routing_key_of(type_name: str) -> str:
    """Return `team_registered` for `dasai.registration.v1.TeamRegistered`."""
    return snake_case(type_name.rsplit(".", 1)[-1])
