"""The arithmetic of the benchmarks."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import cast

import pytest
from rich.table import Table

from cli.bench import readings as process_readings
from cli.bench.figures import bucket_percentile, gained, mean, percentile
from cli.bench.flat import Reading, Round, worse
from cli.bench.readings import Served, since
from cli.bench.text import Case, over_limit
from cli.stack.local import LocalStack


@pytest.mark.parametrize(
    ("part", "expected"), [(0.0, 1), (0.07, 7), (0.5, 50), (0.501, 51), (0.99, 99), (0.991, 100), (1.0, 100)]
)
def test_percentile_of_samples_is_the_nearest_rank(part: float, expected: float) -> None:
    """Of 100 samples in any order, the p99 is the 99th."""
    assert percentile(list(range(100, 0, -1)), part) == expected


def test_percentiles_of_few_samples() -> None:
    """The p99 of a few is the largest; the median of an even number is the lower of two; without samples it is 0."""
    assert percentile([3, 1, 2, 4], 0.99) == 4
    assert percentile([3, 1, 2, 4], 0.5) == 2
    assert percentile([], 0.5) == 0
    assert (mean([1, 2, 6]), mean([])) == (3, 0)


@pytest.mark.parametrize(("part", "expected"), [(0.5, 0.1), (0.25, 0.05), (0.75, 0.55), (1.0, 1.0)])
def test_percentiles_of_buckets_are_interpolated(part: float, expected: float) -> None:
    """Half of 8 within 0.1 s, the others between that and 1 s."""
    assert bucket_percentile({0.1: 4, 1.0: 8, math.inf: 8}, part) == pytest.approx(expected)


def test_an_empty_bucket_has_no_percentile() -> None:
    """A percentile in the third bucket is not put at the bound of an empty bucket before it."""
    assert bucket_percentile({0.1: 0, 0.5: 0, 1.0: 10, math.inf: 10}, 0.0) == 0.5
    assert bucket_percentile({0.1: 0, 0.5: 0, 1.0: 10, math.inf: 10}, 0.5) == pytest.approx(0.75)


def test_beyond_the_last_bucket_is_infinite_and_without_samples_it_is_zero() -> None:
    """A delay beyond all buckets is not reported as small."""
    assert bucket_percentile({1.0: 1, math.inf: 4}, 0.99) == math.inf
    assert bucket_percentile({1.0: 0, math.inf: 0}, 0.99) == 0
    assert bucket_percentile({}, 0.99) == 0


def test_a_phase_is_the_difference_of_two_readings() -> None:
    """Counts from before are subtracted; a histogram that is new counts whole."""
    assert gained({0.1: 7, 1.0: 9, math.inf: 9}, {0.1: 5, 1.0: 5, math.inf: 5}) == {0.1: 2, 1.0: 4, math.inf: 4}
    assert gained({0.1: 7, math.inf: 9}, {}) == {0.1: 7, math.inf: 9}
    after = {"Insert": Served(4, 2.0), "SubmitProject": Served(2, 3.0)}
    phase = since(after, {"SubmitProject": Served(1, 1.0)})
    assert phase == {"Insert": Served(4, 2.0), "SubmitProject": Served(1, 2.0)}
    assert (phase["Insert"].mean, Served().mean) == (0.5, 0)


Rounds = list[tuple[float, float]]
STEADY: Rounds = [(100, 80)] * 3


def readings(*sizes: Rounds, kind: str = "提交 submits") -> list[Reading]:
    """Return readings at sizes that grow tenfold, of rounds by rate and p99."""
    return [
        Reading(kind, tuple(Round(1_000 * 10**place, rate, 50.0, p99) for rate, p99 in rounds))
        for place, rounds in enumerate(sizes)
    ]


def test_a_reading_is_the_median_of_its_rounds() -> None:
    """A single disturbed round does not change the figure."""
    (reading,) = readings([(90, 70), (20, 900), (100, 80)])
    assert (reading.rate, reading.p50, reading.p99, reading.stored) == (90, 50, 80, "1,000")
    grown = Reading("提交 submits", tuple(Round(stored, 1, 1, 1) for stored in (1_000, 2_272, 3_544)))
    assert grown.stored == "1,000–3,544"


@pytest.mark.parametrize(
    "measured",
    [
        readings(STEADY, STEADY, STEADY),
        readings(STEADY, [(81, 80)] * 3, [(120, 119)] * 3),
        readings([(100, 80), (70, 80), (105, 80)], [(70, 80)] * 3, [(75, 119)] * 3),
        readings(STEADY, [(90, 70), (99, 80), (130, 160)], [(70, 150)] * 3),
    ],
    ids=["the same", "within the floor", "within the noise at first", "within the noise later"],
)
def test_figures_that_differ_no_more_than_rounds_do_are_flat(measured: list[Reading]) -> None:
    """Neither noise nor becoming faster is reported."""
    assert worse(measured) == []


@pytest.mark.parametrize(
    ("measured", "lines"),
    [
        (readings(STEADY, [(79, 80)] * 3, STEADY), ["提交 submits, 10,000: 79.0/s < 100.0/s / 1.25"]),
        (readings(STEADY, STEADY, [(70, 80)] * 3), ["提交 submits, 100,000: 70.0/s < 100.0/s / 1.25"]),
        (readings(STEADY, [(99, 121)] * 3, STEADY), ["提交 submits, 10,000: p99 121.0 ms > 80.0 ms x 1.50"]),
        (readings(STEADY, [(50, 80)] * 3, [(100, 200)] * 3), [
            "提交 submits, 10,000: 50.0/s < 100.0/s / 1.25",
            "提交 submits, 100,000: p99 200.0 ms > 80.0 ms x 1.50",
        ]),
        (readings([(400, 80), (100, 80), (100, 640)], [(60, 201)] * 3), [
            "提交 submits, 10,000: 60.0/s < 100.0/s / 1.60",
            "提交 submits, 10,000: p99 201.0 ms > 80.0 ms x 2.50",
        ]),
        (readings(STEADY, [(102, 80), (64, 80), (60, 170)]), ["提交 submits, 10,000: 64.0/s < 100.0/s / 1.25"]),
        (readings(STEADY, [(0, 80)] * 3), ["提交 submits, 10,000: 0.0/s < 100.0/s / 1.25"]),
    ],
    ids=["slump in the middle", "slump at the end", "p99 blown up", "both", "noise is no excuse", "its own least", "nothing"],
)  # fmt: skip
def test_a_slower_figure_is_reported_with_its_kind_and_size(measured: list[Reading], lines: list[str]) -> None:
    """Every size is judged, by rate and by p99; noise excuses only up to a fixed limit."""
    assert worse(measured) == lines


def test_each_kind_is_judged_by_its_own_figures() -> None:
    """The rate of a fast kind does not count for a slow kind."""
    slow = readings([(10, 900)] * 3, [(10, 900)] * 3)
    fast = readings(STEADY, [(60, 80)] * 3, kind="保存 autosaves")
    assert worse([*slow, *fast]) == ["保存 autosaves, 10,000: 60.0/s < 100.0/s / 1.25"]


def test_what_takes_longer_than_it_may_is_named() -> None:
    """The limit is of the slowest in a hundred, in milliseconds of processor time; each case is a row."""

    def work(text: str) -> int:
        return sum(map(ord, text * 20_000))

    table = Table("", "times", "p50", "p99", "limit")
    cases = (
        Case(title="slow", each=work, inputs=("a", "b" * 20), limit_ms=0.01),
        Case(title="quick", each=len, inputs=("a", "b"), limit_ms=10_000),
    )
    assert over_limit(cases, table) == ["slow"]
    assert table.row_count == 2


@pytest.mark.parametrize(("used", "rests"), [((180.0, 96.0, 12.0), True), ((180.0, 96.0, 80.0), False)])
def test_a_database_is_waited_for_until_it_has_written_out_what_was_stored(
    used: tuple[float, ...], rests: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the per cent of a core that it takes in five seconds."""
    clock = SimpleNamespace(now=0.0)
    left = list(used)

    def cpu_percent(seconds: float) -> float:
        clock.now += seconds
        return left.pop(0)

    monkeypatch.setattr(process_readings.time, "monotonic", lambda: clock.now)
    monkeypatch.setattr(process_readings.psutil, "Process", lambda _: SimpleNamespace(cpu_percent=cpu_percent))
    stack = cast(LocalStack, SimpleNamespace(own_parts=("database",), pid=lambda _: 7))
    assert process_readings.wait_for_database(stack, within=15) is rests
    assert left == []


def test_a_database_of_others_is_not_waited_for() -> None:
    assert process_readings.wait_for_database(cast(LocalStack, SimpleNamespace(own_parts=())), within=0)
