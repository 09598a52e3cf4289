"""Calls from HTTP requests to gRPC services: channels, metadata, deadlines."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol, TypeVar, cast

import grpc
import grpc.aio
from fastapi import Request
from google.protobuf.message import Message
from google.rpc import status_pb2
from grpc_status import rpc_status

from chassis.actor import PUBLIC as PUBLIC
from chassis.actor import Actor, sign
from chassis.kernel.clock import instant
from chassis.kernel.refusal import Code, Kind, refuse
from chassis.rpc.status import METADATA_OPTIONS
from chassis.rpc.tls import certificates
from chassis.service_names import SERVICES
from chassis.settings import settings

from .answers import as_json as as_json
from .copies.noted import note_service
from .observe import names_nobody, route_of
from .problems import ProblemError
from .settings import gateway_settings

Sent = TypeVar("Sent", bound=Message, contravariant=True)
Answer = TypeVar("Answer", bound=Message, covariant=True)


class Method(Protocol[Sent, Answer]):
    """A method of a service's generated stub: it takes a request message and returns the answer."""

    def __call__(
        self, request: Sent, /, *, timeout: float, metadata: Sequence[tuple[str, str | bytes]]
    ) -> Awaitable[Answer]:
        """Start the call."""


KEY_INVALID = Code(
    "IDEMPOTENCY_KEY_INVALID",
    Kind.INVALID,
    "Idempotency-Key须为1至200个可见字符。",
    "Idempotency-Key takes 1 to 200 visible characters.",
)
_limits = gateway_settings()
_OPTIONS: tuple[tuple[str, int | str], ...] = (
    ("grpc.keepalive_time_ms", 20_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.max_receive_message_length", 8 * 1024 * 1024),
    # a refusal that names many faults
    *METADATA_OPTIONS,
    # if a name has several addresses (one for each pod), they get the calls in turn; gRPC's default sends all to the first
    ("grpc.service_config", '{"loadBalancingConfig": [{"round_robin": {}}]}'),
    # a service that restarts is reached again within a moment, not after gRPC's default back-off
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1_000),
)


def channel(service: str) -> grpc.aio.Channel:
    """Return the channel to a service; a process has one for each."""
    note_service(service)
    return _channel(service)


@cache
def _channel(service: str) -> grpc.aio.Channel:
    address, own = getattr(settings(), f"{service}_address"), certificates()
    target, options = address, list(_OPTIONS)
    if (
        "," in address
    ):  # several servers without a common name: they get the calls in turn, all under the first one's name
        target = f"ipv4:{address}"
        options.append(("grpc.default_authority", address.partition(",")[0]))
    if own is None:
        return grpc.aio.insecure_channel(target, options=options)
    return grpc.aio.secure_channel(target, own.of_client, options=options)


async def close_channels() -> None:
    """Close all channels, when the process ends."""
    for service in SERVICES:
        await _channel(service).close()
    forget_channels()


def forget_channels() -> None:
    """Forget all channels, as when their event loop has ended."""
    _channel.cache_clear()


def actor_of(request: Request) -> Actor:
    """Return who sends the request, with the instant at which it arrived (rule C9)."""
    actor: Actor = getattr(request.state, "actor", PUBLIC)
    return replace(actor, arrived_at=instant(request.state.arrived_at))


async def call(
    method: Method[Sent, Answer],
    message: Sent,
    request: Request,
    *,
    key: str = "",
    seconds: float = 0,
    unnamed: bool = False,
) -> Answer:
    """Call a service for this request and return its answer; raise ProblemError if the service refuses.

    The call carries the client's Idempotency-Key or, if there is none, the request's id, so it can be repeated safely while
    the service restarts. `key` is for a call that must not share the client's key, `seconds` for a call that takes longer.
    `unnamed` says that the service must not learn who is signed in (rule H2); then the log must not either. A request that
    came with an arrival ticket is judged by when it arrived first, as long as that counts (`arrival_tickets`, rule C9).
    """
    if unnamed and not names_nobody(request.scope):
        raise RuntimeError(f"{route_of(request.scope)}: add it to UNNAMED of gateway.observe")
    key = key or request.headers.get("idempotency-key") or request.state.request_id
    if not (0 < len(key) <= 200 and key.isprintable() and key.isascii()):
        refuse(KEY_INVALID)
    actor = actor_of(request)
    if unnamed:
        actor = replace(PUBLIC, arrived_at=actor.arrived_at)
    ticket = getattr(request.state, "ticket", None)
    until = ticket.token_until if ticket is not None else None
    metadata = (
        ("dasai-actor", sign(actor, settings().secret("actor_key"), until)),
        ("idempotency-key", key),
        ("traceparent", request.state.traceparent),
    )
    ends = time.monotonic() + (seconds or _limits.call_seconds)
    while True:
        left = ends - time.monotonic()
        try:
            return await method(message, metadata=metadata, timeout=max(left, 0.1))
        except grpc.aio.AioRpcError as error:
            status = _status_of(error)
            unreachable = error.code() is grpc.StatusCode.UNAVAILABLE and status is None
            if not unreachable or ends - time.monotonic() < 0.5:
                raise ProblemError.of_rpc(error.code(), status) from None
        await asyncio.sleep(0.2)


def _status_of(error: grpc.aio.AioRpcError) -> status_pb2.Status | None:
    """Return the rich status of a failed call; None if there is none, or gRPC itself ended the call with another code."""
    try:
        # the error has the code, details and metadata of its call
        return rpc_status.from_call(cast(grpc.Call, error))
    except ValueError:
        return None
