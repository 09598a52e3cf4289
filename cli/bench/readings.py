"""Readings of the processes' metrics (`/metrics`), before and after a phase."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass

import psutil
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient

from cli import demo
from cli.demo.stages import DemoError
from cli.stack.local import LocalStack, Sample

QUIET_SECONDS = 3.0  # if nothing was handled for so long and nothing waits to be published, all is handled
_SETTLES_WITHIN = 120.0
# a database is at rest if it takes less than so many per cent of a core for so many seconds
_AT_REST, _RESTING_FOR, _RESTS_WITHIN = 25.0, 5.0, 300.0


@dataclass(frozen=True)
class Served:
    """Calls of a method in a server: how many, and their seconds together."""

    calls: float = 0.0
    seconds: float = 0.0

    @property
    def mean(self) -> float:
        """Return the seconds of a call; 0 without calls."""
        return self.seconds / self.calls if self.calls else 0.0


def event_delays(stack: LocalStack) -> dict[float, float]:
    """Return cumulative buckets of the seconds from an event's commit until it was handled, over all workers that run."""
    buckets: dict[float, float] = defaultdict(float)
    for sample in _of_workers(stack):
        if sample.name == "dasai_event_delay_seconds_bucket":
            buckets[float(sample.labels["le"])] += sample.value
    return dict(buckets)


def dead(stack: LocalStack) -> int:
    """Return how many deliveries became dead letters."""
    return round(
        sum(
            sample.value
            for sample in _of_workers(stack)
            if sample.name == "dasai_events_handled_total" and sample.labels["outcome"] == "dead"
        )
    )


def served(stack: LocalStack) -> dict[str, Served]:
    """Return calls and seconds by method in registration's server, whatever was answered."""
    methods: dict[str, Served] = defaultdict(Served)
    for sample in stack.metrics("registration-server"):
        if sample.name == "dasai_rpc_seconds_count":
            before = methods[sample.labels["method"]]
            methods[sample.labels["method"]] = Served(before.calls + sample.value, before.seconds)
        elif sample.name == "dasai_rpc_seconds_sum":
            before = methods[sample.labels["method"]]
            methods[sample.labels["method"]] = Served(before.calls, before.seconds + sample.value)
    return dict(methods)


def since(after: dict[str, Served], before: dict[str, Served]) -> dict[str, Served]:
    """Return what was served between two readings."""
    return {
        method: Served(
            served.calls - before.get(method, Served()).calls, served.seconds - before.get(method, Served()).seconds
        )
        for method, served in after.items()
    }


def settle(stack: LocalStack) -> None:
    """Wait until every event is published and nothing was handled for QUIET_SECONDS; raises DemoError if that never comes."""
    demo.drained(stack)
    quiet(stack)


def quiet(stack: LocalStack, seconds: float = QUIET_SECONDS) -> None:
    """Wait until workers have handled nothing for so many seconds; raises DemoError if that never comes."""
    end = time.monotonic() + _SETTLES_WITHIN
    seen, quiet_since = event_delays(stack), time.monotonic()
    while time.monotonic() < quiet_since + seconds:
        if time.monotonic() > end:
            raise DemoError(f"the workers did not come to rest within {_SETTLES_WITHIN:.0f} s")
        time.sleep(0.25)
        now = event_delays(stack)
        if now != seen:
            seen, quiet_since = now, time.monotonic()


def wait_for_database(stack: LocalStack, within: float = _RESTS_WITHIN) -> bool:
    """Wait until the stack's own database has written out what was stored; return False if it still works after `within` seconds.

    One that the environment names is not waited for: its processes are elsewhere.
    """
    if "database" not in stack.own_parts:
        return True
    process, end = psutil.Process(stack.pid("database")), time.monotonic() + within
    while time.monotonic() < end:
        if process.cpu_percent(_RESTING_FOR) < _AT_REST:
            return True
    return False


def _of_workers(stack: LocalStack) -> list[Sample]:
    names = [process.name for process in stack.processes if process.kind == "worker"]
    return [sample for name in names for sample in stack.metrics(name)]


def stored_bytes(stack: LocalStack) -> int:
    """Return the bytes of all documents of all services, as BSON."""
    services = {process.owner for process in stack.processes if process.kind == "server"}
    with MongoClient[RawBSONDocument](stack.mongodb_url, document_class=RawBSONDocument) as client:
        return sum(
            len(document.raw)
            for service in services
            for name in client[stack.database(service)].list_collection_names()
            for document in client[stack.database(service)][name].find({})
        )
