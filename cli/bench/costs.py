"""Compute what calls cost in RPCs, database calls and processor time, from readings of a stack before and after them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from cli.stack.local import LocalStack

# every gateway asks for these by itself, whoever calls it
BESIDE_CALLS = frozenset({"ListEnded", "Check", "GetPublicVersion"})
SERVER, WORKER = "server", "worker"


@dataclass(frozen=True)
class Reading:
    """Totals of a stack's processes since they started: RPCs, database calls, deliveries, processor seconds."""

    at: float
    rpcs: Counter[str]
    database_calls: Counter[str]
    deliveries: int
    processor: Mapping[str, float]

    @classmethod
    def of(cls, stack: LocalStack) -> Self:
        """Read a stack; what timers and relays do by themselves is left out of RPCs and database calls."""
        rpcs, database_calls = Counter[str](), Counter[str]()
        deliveries = 0
        for process in stack.processes:
            part = process.kind
            if part not in (SERVER, WORKER):
                continue
            for sample in stack.metrics(process.name):
                if sample.name == "dasai_rpc_seconds_count" and sample.labels["method"] not in BESIDE_CALLS:
                    rpcs[sample.labels["method"]] += round(sample.value)
                if sample.name == "dasai_database_calls_total" and _is_of_a_call(sample.labels["work"]):
                    database_calls[part] += round(sample.value)
                if sample.name == "dasai_events_handled_total":
                    deliveries += round(sample.value)
        own = {"bench": time.process_time()}
        return cls(time.monotonic(), rpcs, database_calls, deliveries, stack.processor_seconds() | own)


@dataclass(frozen=True)
class Cost:
    """Mean cost of a call: RPCs by method, database calls of servers and workers, deliveries to workers, processor
    milliseconds by process."""

    rpcs: Mapping[str, float]
    database_calls: Mapping[str, float]
    deliveries: float
    processor_ms: Mapping[str, float]

    @classmethod
    def between(cls, before: Reading, after: Reading, calls: int, idle: Mapping[str, float]) -> Self:
        """Return the mean cost of `calls` between two readings; `idle` is the processor time that a second takes anyway."""
        seconds = after.at - before.at
        spent = {
            name: (total - before.processor.get(name, 0.0) - idle.get(name, 0.0) * seconds) * 1000 / calls
            for name, total in after.processor.items()
        }
        return cls(
            {method: count / calls for method, count in (after.rpcs - before.rpcs).items()},
            {part: (after.database_calls[part] - before.database_calls[part]) / calls for part in (SERVER, WORKER)},
            (after.deliveries - before.deliveries) / calls,
            {name: max(each, 0.0) for name, each in spent.items()},
        )

    def less(self, other: Cost) -> Cost:
        """Return what this costs beside another that it contains; noise does not make it less than nothing."""

        def rest(ours: Mapping[str, float], theirs: Mapping[str, float]) -> dict[str, float]:
            return {name: max(figure - theirs.get(name, 0.0), 0.0) for name, figure in ours.items()}

        return Cost(
            rest(self.rpcs, other.rpcs),
            rest(self.database_calls, other.database_calls),
            max(self.deliveries - other.deliveries, 0.0),
            rest(self.processor_ms, other.processor_ms),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the cost as JSON has it, rounded."""
        return {
            "rpcs": _rounded(self.rpcs),
            "database_calls": _rounded(self.database_calls),
            "deliveries": round(self.deliveries, 2),
            "processor_ms": _rounded(self.processor_ms),
        }


def idle_share(before: Reading, after: Reading) -> dict[str, float]:
    """Return the processor seconds that each process takes in a second, between readings while nobody calls."""
    seconds = after.at - before.at
    return {name: (total - before.processor.get(name, 0.0)) / seconds for name, total in after.processor.items()}


def _is_of_a_call(work: str) -> bool:
    return bool(work) and work not in BESIDE_CALLS and not work.startswith("timer:")


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: round(figure, 2) for name, figure in sorted(figures.items())}
