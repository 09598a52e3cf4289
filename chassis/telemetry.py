"""Logs, metrics and health, the same in every process."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

from .settings import Settings

RPC_SECONDS = Histogram(
    "dasai_rpc_seconds",
    "Time of a gRPC call in the server, seconds.",
    ["service", "method", "code"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
EVENTS_PUBLISHED = Counter("dasai_events_published_total", "Events that the bus confirmed.", ["service", "event"])
OUTBOX_AGE = Gauge(
    "dasai_outbox_oldest_seconds", "Age of the oldest event that waits in the outbox, seconds.", ["service"]
)
EVENTS_HANDLED = Counter(
    "dasai_events_handled_total",
    "Deliveries by outcome: applied, duplicate, retried, dead.",
    ["service", "event", "outcome"],
)
EVENT_DELAY = Histogram(
    "dasai_event_delay_seconds",
    "From the commit of an event to its being handled, seconds.",
    ["service", "event"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120),
)
DATABASE_CALLS = Counter(
    "dasai_database_calls_total",
    "Commands sent to the database, by what they were sent for: a gRPC method, an event or a timer; empty for neither.",
    ["service", "work"],
)
REFUSALS = Counter("dasai_refusals_total", "Refusals by stable code.", ["service", "code"])


def export_no_dead_letters(service: str, events: Iterable[str]) -> None:
    """Export that none of the events is a dead letter so far: to Prometheus a series that begins with 1 did not increase."""
    for event in events:
        EVENTS_HANDLED.labels(service, event, "dead")


def configure_logging(process: str, level: str = "INFO") -> None:
    """Log JSON objects, one a line, to standard error; other libraries' warnings and errors too."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                lambda _, __, event: {"process": process, **event},
                _without_words,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("dasai").setLevel(level)


def _without_words(_: Any, __: str, event: Any) -> Any:
    """Replace an exception by its type and places: its text and the frames' values may hold what someone typed."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info if isinstance(info, BaseException) else info[1] if isinstance(info, tuple) else None
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-8:]
        event["error"] = type(error).__name__
        event["places"] = [f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno}" for frame in frames]
    return event


def log(name: str = "dasai") -> Any:
    """Return a logger; events are short words, facts are key=value, never personal data."""
    return structlog.get_logger(name if name.startswith("dasai") else f"dasai.{name}")


def trace_id(traceparent: str) -> str:
    """Return the trace of a W3C `traceparent`, by which log lines of several processes belong together; empty if it has none."""
    parts = traceparent.split("-")
    return parts[1] if len(parts) == 4 else ""


def start_telemetry(settings: Settings, ready: Callable[[], str | None]) -> ThreadingHTTPServer:
    """Serve `/metrics` and `/healthz` on the metrics port; `ready` answers None, or a word on why not."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(200, generate_latest(), CONTENT_TYPE_LATEST)
            elif self.path == "/healthz":
                why = ready()
                self._answer(503 if why else 200, (why or "ok").encode(), "text/plain; charset=utf-8")
            else:
                self._answer(404, b"", "text/plain")

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Log no line for a scrape."""

    server = ThreadingHTTPServer((settings.metrics_host, settings.metrics_port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="telemetry", daemon=True).start()
    return server
