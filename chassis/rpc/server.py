"""The gRPC server that every service runs: threads, health, interceptors, graceful drain."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import grpc
from dasai.common.v1.operations_pb2 import DESCRIPTOR as OPERATIONS_FILE
from dasai.common.v1.operations_pb2_grpc import add_OperationsServicer_to_server
from dasai.common.v1.public_version_pb2 import DESCRIPTOR as PUBLIC_VERSION
from dasai.common.v1.public_version_pb2_grpc import add_PublicVersionsServicer_to_server
from dasai.common.v1.trail_pb2 import DESCRIPTOR as TRAIL
from dasai.common.v1.trail_pb2_grpc import add_TrailsServicer_to_server
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from ..actor import Actor
from ..audit.server import Trails
from ..context import current
from ..ending import UNDER_WAY, end_within, leave, stating_misconfiguration
from ..kernel.clock import Instant
from ..measured_pool import MeasuredPool
from ..mongo.connection import connect
from ..mongo.later import running
from ..mongo.migrations import bring_up_to_date, migrations_of
from ..settings import settings
from ..telemetry import configure_logging, log, start_telemetry
from .interceptor import CallInterceptor
from .operations import Operations
from .probe import ProbeServicer, add_ProbeServicer_to_server
from .public_version import PublicVersions
from .status import METADATA_OPTIONS
from .tls import add_port

Registration = tuple[Callable[[Any, Any], None], Any]
TRAILS = TRAIL.services_by_name["Trails"].full_name
OPERATIONS = OPERATIONS_FILE.services_by_name["Operations"].full_name
PUBLIC_VERSIONS = PUBLIC_VERSION.services_by_name["PublicVersions"].full_name
MAX_MESSAGE_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Apart:
    """Methods, by their short names, that wait for long and do so in `threads` of their own: the others never wait for them."""

    methods: frozenset[str] = frozenset()
    threads: int = 1


_NOTHING_APART = Apart()


def actor() -> Actor:
    """Return who calls."""
    return current().actor


def at() -> Instant:
    """Return the instant by which rules judge this call: its arrival at the gateway, which signed it, else contest time now.

    An arrival in the future can't be, and is taken as now.
    """
    now = settings().clock.now()
    arrived = current().actor.arrived_at
    return min(arrived, now) if arrived is not None else now


def build(
    service: str, services: Sequence[Registration], listen: str, apart: Apart = _NOTHING_APART
) -> tuple[grpc.Server, int, Any]:
    """Make a server without starting it; return the server, its port and its health servicer."""
    config = settings()
    own_threads = MeasuredPool("rpc-apart", apart.threads)
    server = grpc.server(
        MeasuredPool("rpc", config.grpc_threads),
        interceptors=[CallInterceptor(service, config.secret("actor_key"), apart.methods, own_threads)],
        options=[
            ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
            *METADATA_OPTIONS,
            ("grpc.so_reuseport", 0),
            ("grpc.keepalive_permit_without_calls", 1),
        ],
    )
    names = [reflection.SERVICE_NAME, health.SERVICE_NAME]
    for add, servicer in services:
        add(servicer, server)
        names += _names(add, servicer)
    add_TrailsServicer_to_server(Trails(service), server)
    add_OperationsServicer_to_server(Operations(service), server)
    add_PublicVersionsServicer_to_server(PublicVersions(), server)
    names += [TRAILS, OPERATIONS, PUBLIC_VERSIONS]
    if config.probe:  # for tests and benchmarks: nobody else has to be told what a server can do
        add_ProbeServicer_to_server(ProbeServicer(), server)
        reflection.enable_server_reflection(names, server)
    checks = health.HealthServicer(experimental_non_blocking=False)
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    port = add_port(server, listen)
    if port == 0:
        raise SystemExit(f"DASAI_GRPC_LISTEN: can't listen on {listen}")
    return server, port, checks


@stating_misconfiguration()
def serve(
    service: str,
    services: Sequence[Registration],
    *,
    documents: Sequence[Any],
    prepare: Callable[[], None] = lambda: None,
    apart: Apart = _NOTHING_APART,
    beside: Sequence[Callable[[threading.Event], None]] = (),
) -> None:
    """Connect, migrate, make the indexes, prepare, serve until SIGTERM or SIGINT, then drain for DASAI_DRAIN_SECONDS.

    `prepare` runs in every replica at each of its starts, before it listens; it may end the process by Misconfigured. Each of
    `beside` runs in a thread of its own until the event is set that it gets, when the process is to stop.
    """
    config = settings()
    configure_logging(f"{service}-server", config.log_level)
    logger = log("server")
    client = connect(config, service)
    bring_up_to_date(client[config.database(service)], migrations_of(service))
    for document in documents:
        document.ensure_indexes()
    prepare()
    server, port, checks = build(service, services, config.grpc_listen, apart)
    stopping = threading.Event()

    def ready() -> str | None:
        if stopping.is_set():
            return "draining"
        try:
            client.admin.command("ping")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is why we are not ready
            return f"database: {type(error).__name__}"
        return None

    def stop(*_: object) -> None:
        end_within(config.drain_seconds)
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    # after the handlers: a signal to a process that says it is ready would else end it without draining
    start_telemetry(config, ready)
    server.start()
    checks.set("", health_pb2.HealthCheckResponse.SERVING)
    logger.info("serving", service=service, port=port)
    threads = [threading.Thread(target=run, args=(stopping,), name=run.__name__, daemon=True) for run in beside]
    for thread in threads:
        thread.start()
    with running():
        stopping.wait()
        checks.enter_graceful_shutdown()
        server.stop(config.drain_seconds * UNDER_WAY).wait()
        for thread in threads:
            thread.join(config.drain_seconds)  # what is under way ends by itself, or the drain time ends the process
    logger.info("stopped", service=service)
    leave()


def _names(add: Callable[[Any, Any], None], servicer: Any) -> list[str]:
    """Return the full names that an `add_..._to_server` function registers, for reflection."""

    class Recorder:
        names: list[str] = []

        def add_generic_rpc_handlers(self, handlers: Sequence[Any]) -> None:
            self.names = [handler.service_name() for handler in handlers]

        def add_registered_method_handlers(self, name: str, _: Any) -> None:
            self.names = [name]

    recorder = Recorder()
    add(servicer, recorder)
    return recorder.names
