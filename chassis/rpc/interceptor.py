"""Wrap every call: name the caller, count and time it, and turn a refusal into a status."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from google.protobuf.message import Message

from ..actor import PUBLIC, Actor, is_system, verify
from ..context import Context, handling
from ..kernel.identifiers import new_id
from ..kernel.refusal import Refusal, refuse
from ..mongo.attempts import attempt
from ..outage import Outage
from ..permissions import of_rpc
from ..refusals import FORBIDDEN, INTERNAL
from ..telemetry import REFUSALS, RPC_SECONDS, log, trace_id
from .status import code_of, to_status

_OPEN = ("/grpc.health.", "/grpc.reflection.")
# a call without a deadline gets this long, seconds
DEFAULT_DEADLINE = 15.0
# stop repeating this long before the caller gives up, so that the answer still arrives, seconds
MARGIN = 0.3


class CallInterceptor(grpc.ServerInterceptor):
    """Authenticates, carries the context, repeats what may be repeated, maps refusals, measures and logs."""

    def __init__(
        self,
        service: str,
        actor_key: str,
        apart: frozenset[str] = frozenset(),
        own_threads: ThreadPoolExecutor | None = None,
    ) -> None:
        self._service = service
        self._apart, self._own_threads = apart, own_threads
        self._key = actor_key
        self._log = log("rpc")
        self._outages: dict[str, Outage] = {}

    def intercept_service(self, continuation: Callable[[Any], Any], details: Any) -> Any:
        """Wrap the handler of every unary method of ours; grpc's hook."""
        handler = continuation(details)
        if handler is None or details.method.startswith(_OPEN) or handler.unary_unary is None:
            return handler

        def call(request: Any, context: Any) -> Any:
            return self._call(details.method, handler, request, context)

        if self._own_threads is not None and details.method.rsplit("/", 1)[-1] in self._apart:
            # grpc runs a method that has this attribute in these threads (grpc._server._select_thread_pool_for_behavior)
            call.experimental_thread_pool = self._own_threads  # type: ignore[attr-defined]
        return grpc.unary_unary_rpc_method_handler(
            call,
            request_deserializer=handler.request_deserializer,
            response_serializer=handler.response_serializer,
        )

    def _call(self, operation: str, handler: Any, request: Any, context: Any) -> Any:
        method = operation.rsplit("/", 1)[-1]
        began = time.monotonic()
        code, actor = grpc.StatusCode.OK, PUBLIC
        metadata = {key: value for key, value in context.invocation_metadata() if isinstance(value, str)}
        try:
            actor = self._caller(operation, metadata)
            answer = self._answer(operation, handler, request, context, metadata, began, actor)
            if method in self._outages:
                self._outages[method].succeed()
            return answer
        except Refusal as refusal:
            code = code_of(refusal)
            REFUSALS.labels(self._service, refusal.code.name).inc()
            context.abort_with_status(to_status(refusal))
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets a clean answer and we a line
            code = grpc.StatusCode.UNAVAILABLE
            # the type and place only: a message could hold what someone typed
            self._tell(method, error, actor, trace_id(metadata.get("traceparent", "")))
            context.abort_with_status(to_status(Refusal(INTERNAL)))
        finally:
            RPC_SECONDS.labels(self._service, method, code.name).observe(time.monotonic() - began)

    def _tell(self, method: str, error: Exception, actor: Actor, trace: str) -> None:
        """Log a call that failed; of what a process asks again and again in nobody's name, that it begins to fail."""
        if is_system(actor):
            outage = self._outages.setdefault(
                method, Outage("rpc", "call failed", "call answered again", method=method)
            )
            outage.fail(f"{type(error).__name__} at {_place(error)}", level="error")
            return
        self._log.error("call failed", method=method, error=type(error).__name__, place=_place(error), trace=trace)

    def _answer(
        self,
        operation: str,
        handler: Any,
        request: Any,
        context: Any,
        metadata: dict[str, str],
        began: float,
        actor: Actor,
    ) -> Any:
        row = of_rpc(operation)
        if row is None:
            refuse(FORBIDDEN)  # what the table of permissions does not name, nobody may do
        row.require_caller(actor)
        remaining = context.time_remaining()
        until = began + min(DEFAULT_DEADLINE if remaining is None else remaining, 60) - MARGIN
        key = metadata.get("idempotency-key", "")
        # a key is the caller's own: someone else's same key is another key
        scoped = hashlib.sha256(f"{actor.account_id}\0{key}".encode()).hexdigest() if key else ""
        current = Context(
            actor=actor,
            causation_id=scoped or new_id(),
            traceparent=metadata.get("traceparent", ""),
            idempotency_key=scoped,
            request_hash=request_hash(operation, request) if key else "",
            work=operation.rsplit("/", 1)[-1],
        )
        with handling(current):
            return attempt(lambda: handler.unary_unary(request, context), until=until, repeatable=bool(key))

    def _caller(self, operation: str, metadata: dict[str, str]) -> Actor:
        """Return who calls; log and refuse a call that the gateway did not sign, for nobody else calls a service."""
        try:
            return verify(metadata.get("dasai-actor", ""), self._key)
        except Refusal:
            self._log.warning("caller not proven", method=operation.rsplit("/", 1)[-1])
            raise


def request_hash(operation: str, request: Message) -> str:
    """Return the hash by which a repeated request is known: of the operation's full name and of all that it was asked.

    The target of an operation is a field of its request. Without the operation, another one on the same target would pass for
    a repetition, be answered with the first one's answer, and not be done.
    """
    return hashlib.sha256(operation.encode() + b"\0" + request.SerializeToString(deterministic=True)).hexdigest()


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 3)[-1]}:{trace.tb_lineno}" if trace else ""
