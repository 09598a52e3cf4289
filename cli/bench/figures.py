"""Percentiles, of samples and of Prometheus histograms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def percentile(samples: Sequence[float], part: float) -> float:
    """Return the nearest-rank percentile: the smallest sample that at least this part does not exceed; 0 without samples.

    `part` from 0 to 1.
    """
    if not samples:
        return 0.0
    # rounded first: 0.07 * 100 is a little more than 7, and must not give the eighth
    rank = math.ceil(round(part * len(samples), 9))
    return sorted(samples)[max(rank, 1) - 1]


def mean(samples: Sequence[float]) -> float:
    """Return the mean; 0 without samples."""
    return math.fsum(samples) / len(samples) if samples else 0.0


def bucket_percentile(buckets: Mapping[float, float], part: float) -> float:
    """Return a percentile of cumulative buckets (upper bound to count), estimated by interpolation within its bucket.

    What is beyond the last finite bound counts as infinite; the result is 0 if all buckets are empty.
    """
    bounds = sorted(buckets)
    total = buckets[bounds[-1]] if bounds else 0
    if total == 0:
        return 0.0
    wanted, below, before = part * total, 0.0, 0.0
    for bound in bounds:
        count = buckets[bound]
        if count >= wanted and count > before:
            if math.isinf(bound):
                return math.inf
            return below + (bound - below) * (wanted - before) / (count - before)
        below, before = bound, count
    return math.inf


def gained(after: Mapping[float, float], before: Mapping[float, float]) -> dict[float, float]:
    """Return the cumulative buckets of what came between two readings of a histogram; a new bound began at 0."""
    return {bound: count - before.get(bound, 0.0) for bound, count in after.items()}
