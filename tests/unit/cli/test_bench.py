"""The maths of the benches."""

from __future__ import annotations

import pytest

from cli.bench.figures import bucket_percentile, percentile

INFINITY = float("inf")


def test_percentiles_of_samples() -> None:
    """Nearest rank, in any order."""
    assert percentile([3, 1, 2, 4], 0.5) == 3
    assert percentile(list(range(100)), 0.99) == 99
    assert percentile([], 0.5) == 0


@pytest.mark.parametrize(("part", "expected"), [(0.5, 0.1), (0.25, 0.05), (0.75, 0.55), (1.0, 1.0)])
def test_percentiles_of_buckets_are_interpolated(part: float, expected: float) -> None:
    """Half of 8 within 0.1 s, the others between that and 1 s."""
    assert bucket_percentile({0.1: 4, 1.0: 8, INFINITY: 8}, part) == pytest.approx(expected)


def test_what_lies_beyond_the_last_bucket_is_infinite_and_nothing_is_nothing() -> None:
    """A delay that nobody measured is not called small."""
    assert bucket_percentile({1.0: 1, INFINITY: 4}, 0.99) == INFINITY
    assert bucket_percentile({1.0: 0, INFINITY: 0}, 0.99) == 0
