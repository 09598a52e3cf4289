"""Percentiles, of samples and of Prometheus histograms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def percentile(samples: Sequence[float], part: float) -> float:
    """The nearest-rank percentile; 0 of nothing. `part` from 0 to 1."""
    if not samples:
        return 0.0
    ordered = sorted(samples)
    return ordered[min(int(part * len(ordered)), len(ordered) - 1)]


def bucket_percentile(buckets: Mapping[float, float], part: float) -> float:
    """A percentile from cumulative buckets (upper bound to count), interpolated within its bucket; an estimate.

    What lies beyond the last finite bound counts as infinite; 0 of nothing.
    """
    bounds = sorted(buckets)
    total = buckets[bounds[-1]] if bounds else 0
    if total == 0:
        return 0.0
    wanted, below, before = part * total, 0.0, 0.0
    for bound in bounds:
        count = buckets[bound]
        if count >= wanted:
            if bound == float("inf"):
                return float("inf")
            return below + (bound - below) * (wanted - before) / (count - before) if count > before else bound
        below, before = bound, count
    return float("inf")
