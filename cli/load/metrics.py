"""Which of the platform's own metrics a run reads, by a table: one that no process exports leaves its plot out, with a word."""

from __future__ import annotations

import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from prometheus_client.parser import text_string_to_metric_families

from cli.stack.ports import HOST


class How(StrEnum):
    """How a metric's readings become a series."""

    RATE = "rate"  # of a counter, a second
    GAUGE = "gauge"
    P95 = "p95"  # of a histogram, between two readings


@dataclass(frozen=True)
class Metric:
    """A metric: the plot it belongs to, its name, how it is read, and the labels by which its lines differ."""

    plot: str
    name: str
    how: How
    by: tuple[str, ...]
    part: str  # of the processes' names that export it


TABLE = (
    Metric("tickets", "dasai_arrival_tickets_total", How.RATE, ("done",), "gateway"),
    Metric("admission", "dasai_admission_total", How.RATE, ("outcome", "class"), "gateway"),
    Metric("limit", "dasai_admission_limit", How.GAUGE, (), "gateway"),
    Metric("limit", "dasai_admission_in_flight", How.GAUGE, ("class",), "gateway"),
    Metric("limit", "dasai_admission_waiting", How.GAUGE, ("class",), "gateway"),
    Metric("copies", "dasai_public_copies_total", How.RATE, ("outcome",), "gateway"),
    Metric("age", "dasai_outbox_oldest_seconds", How.GAUGE, ("service",), "-relay"),
    Metric("age", "dasai_event_delay_seconds", How.P95, ("service",), "-worker"),
)
# readings by metric, the labels' values, and of a histogram the upper bound of a bucket, else an empty text
Reading = dict[tuple[str, str, str], float]


def read(ports: Mapping[str, int], table: Iterable[Metric] = TABLE) -> Reading:
    """Return what the processes export now of the table; a process that does not answer has no readings."""
    reading: Reading = defaultdict(float)
    wanted = tuple(table)
    for port_name, port in ports.items():
        process = port_name.removeprefix("metrics:")
        metrics = [metric for metric in wanted if metric.part in process]
        if process != port_name and metrics:
            _add(reading, _text(port), metrics)
    return dict(reading)


def _text(port: int) -> str:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/metrics", timeout=5) as answer:  # nosec B310  # of this stack
            return str(answer.read().decode())
    except OSError:
        return ""


def _add(reading: Reading, text: str, metrics: Iterable[Metric]) -> None:
    """Add the samples of a process to those of the same name and label of others."""
    for metric in metrics:
        # only the lines of this metric: a gateway exports thousands
        bare = metric.name.removesuffix("_total")
        lines = [line for line in text.splitlines() if bare in line]
        for family in text_string_to_metric_families("\n".join(lines) + "\n"):
            for sample in family.samples:
                label = " ".join(sample.labels.get(name, "") for name in metric.by)
                if metric.how is How.P95 and sample.name == f"{metric.name}_bucket":
                    reading[metric.name, label, sample.labels["le"]] += sample.value
                elif metric.how is not How.P95 and sample.name == metric.name:
                    reading[metric.name, label, ""] += sample.value


def points(metric: Metric, readings: Iterable[tuple[float, Reading]]) -> dict[str, list[tuple[float, float]]]:
    """Return the series of a metric by its labels' values: seconds and values; empty if it was never exported."""
    series: dict[str, list[tuple[float, float]]] = defaultdict(list)
    before: tuple[float, Reading] | None = None
    for at, reading in readings:
        for label in sorted({label for name, label, _ in reading if name == metric.name}):
            value = _value(metric, label, at, reading, before)
            if value is not None:
                series[label].append((at, value))
        before = at, reading
    return dict(series)


def _value(
    metric: Metric, label: str, at: float, reading: Reading, before: tuple[float, Reading] | None
) -> float | None:
    if metric.how is How.GAUGE:
        return reading[metric.name, label, ""]
    if before is None or at <= before[0]:
        return None
    then, earlier = before
    if metric.how is How.RATE:
        key = metric.name, label, ""
        return max(reading[key] - earlier.get(key, 0.0), 0.0) / (at - then)
    buckets = {
        float(bound): value - earlier.get((name, named, bound), 0.0)
        for (name, named, bound), value in reading.items()
        if (name, named) == (metric.name, label)
    }
    return quantile(buckets, 0.95)


def quantile(buckets: Mapping[float, float], part: float) -> float | None:
    """Return the value below which a part of a histogram's counts lies, within its bucket by proportion; None if it is empty.

    `buckets` are cumulative counts by upper bound, the last of them infinite.
    """
    bounds = sorted(buckets)
    total = buckets[bounds[-1]] if bounds else 0.0
    if total <= 0:
        return None
    wanted, lower, below = total * part, 0.0, 0.0
    for bound in bounds:
        count = buckets[bound]
        if count >= wanted:
            if bound == float("inf"):
                return lower
            return lower + (bound - lower) * (wanted - below) / max(count - below, 1e-9)
        lower, below = bound, count
    return lower
