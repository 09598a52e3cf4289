"""The arithmetic of `./dasai bench deadline`, its figures, and what its generator makes of answers."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest

from chassis.edition import load_edition
from cli.__main__ import main
from cli.bench.deadline import _in_order, has_failed
from cli.bench.deadline.figures import (
    ZERO,
    Figure,
    Level,
    Memory,
    Target,
    acknowledged_rate,
    admitted_ms,
    drained_after,
    is_at_peak,
    is_stamped,
    is_unproven,
    memory_of,
    normal_after,
    peak_of,
    statuses,
    submits,
    unexpected,
)
from cli.bench.deadline.stage import APART, deadlines
from cli.demo.world import Plan
from cli.load.finals_job import Job
from cli.load.ledger import LATE, Attempt, End, StoredTeam, What, compare, known_before
from cli.stack.program import ROOT

SUBMITS, TICKETS = "POST /api/v1/teams/{team_id}/submissions", "POST /api/v1/arrival-tickets"


def figure(value: float, target: Target | None, *, decides: bool = False) -> Figure:
    """Return a figure."""
    return Figure("peak", "key", "数值", "figure", value, "", target, decides=decides)


def attempt(ended: float, end: End = End.ACKNOWLEDGED) -> Attempt:
    """Return an attempt to submit that ended then."""
    return Attempt(What.SUBMISSION, 1, "k", end, ended - 1, ended)


def request(
    at: float, status: int = 201, took: float = 20.0, name: str = SUBMITS
) -> tuple[float, str, int, float, bool]:
    """Return a request as a generator notes it."""
    return at, name, status, took, False


@pytest.mark.parametrize(
    ("target", "value", "met"),
    [
        (Target("<", 500), 499.9, True),
        (Target("<", 500), 500, False),
        (Target("≤", 10), 10, True),
        (Target("≤", 10), math.inf, False),
        (Target("≥", 0.5), 0.5, True),
        (Target("≥", 0.5), 0.49, False),
        (None, math.inf, True),
    ],
)
def test_a_figure_meets_its_target_or_not(target: Target | None, value: float, met: bool) -> None:
    made = figure(value, target)
    assert made.is_met is met
    assert made.as_json()["met"] is (met if target else None)
    assert made.as_json()["value"] == (value if math.isfinite(value) else None)


def test_only_the_zeros_decide_if_a_run_failed() -> None:
    missed = figure(900, Target("<", 500))
    assert not has_failed([missed, figure(0, ZERO, decides=True)])
    assert has_failed([missed, figure(1, ZERO, decides=True)])


@pytest.mark.parametrize(
    ("rates", "at_peak"),
    [
        ((), False),
        ((5, 6), False),
        ((5, 5, 5), True),
        ((5, 10, 20), False),
        ((5, 10, 10.4), False),
        ((5, 10, 10.4, 9), True),
        ((5, 10, 9, 12), False),
    ],
)
def test_a_rate_no_longer_rises_after_two_levels_that_brought_no_more(rates: tuple[float, ...], at_peak: bool) -> None:
    levels = [Level(2**place, rate) for place, rate in enumerate(rates)]
    assert is_at_peak(levels) is at_peak
    if levels:
        assert peak_of(levels).rate == max(rates)


def test_a_rate_counts_what_was_acknowledged_in_its_seconds() -> None:
    attempts = [attempt(9.9), attempt(10.0), attempt(11.5), attempt(11.9, End.REFUSED), attempt(12.0)]
    assert acknowledged_rate(attempts, 10, 2) == 1.0
    assert drained_after(attempts, 11) == 1.0
    assert drained_after([attempt(10, End.UNANSWERED)], 9) == 0


@pytest.mark.parametrize(
    ("code", "began", "arrived_ms", "unproven"),
    [
        (LATE, 9.0, 0, True),
        (LATE, 9.0, 10_500, True),
        (LATE, 11.0, 0, False),
        (LATE, 9.0, 8_900, False),
        ("C4_INCOMPLETE", 9.0, 0, False),
    ],
)
def test_who_came_in_time_and_can_not_prove_it_is_counted(
    code: str, began: float, arrived_ms: int, unproven: bool
) -> None:
    refused = Attempt(What.SUBMISSION, 1, "k", End.REFUSED, began, 12, code=code, arrived_ms=arrived_ms)
    assert is_unproven(refused, 10, 10_000) is unproven


@pytest.mark.parametrize(
    ("code", "sent_ms", "stamped"),
    [(LATE, 8_900, True), (LATE, 9_001, False), (LATE, 0, False), ("C4_INCOMPLETE", 8_900, False)],
)
def test_what_a_gateway_that_lived_must_have_stamped_in_time_is_counted(code: str, sent_ms: int, stamped: bool) -> None:
    facts = {"sent_ms": sent_ms}
    refused = Attempt(What.SUBMISSION, 1, "k", End.REFUSED, 8, 12, code=code, facts=facts)
    assert is_stamped(refused, 10_000) is stamped


def test_requests_are_counted_by_what_came_of_them() -> None:
    sent = [
        request(1),
        request(1, 503),
        request(1, 0),
        request(1, 500),
        request(1, 429, name=TICKETS),
        request(2, took=80),
    ]
    assert len(submits(sent)) == 5
    assert statuses(sent) == {"201": 2, "503": 1, "0": 1, "500": 1, "429": 1}
    assert unexpected(sent) == 2
    assert admitted_ms(sent, 0.99) == 80
    assert admitted_ms([request(1, 503)]) == math.inf


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [
        ([request(10), request(11)], 0.0),
        ([request(10, 503), request(12), request(14)], 2.0),
        ([request(10), request(12, took=1500), request(15)], 5.0),
        ([request(10), request(12, 503)], math.inf),
        ([request(9, 503), request(25, 503)], math.inf),
        ([request(9, 503), request(10), request(25, 503)], 0.0),
    ],
)
def test_all_is_normal_once_each_request_is_done_in_time_and_stays_so(sent: list[Any], seconds: float) -> None:
    assert normal_after(sent, 10, 20, 1000) == seconds


def test_memory_is_flat_if_it_does_not_grow_in_the_second_half() -> None:
    points = [(float(at), 100.0 + min(at, 50)) for at in range(101)]
    filled = memory_of("gateway", points)
    assert (filled.start, filled.middle, filled.end) == (105, 150, 150)
    assert filled.is_flat
    assert not memory_of("gateway", [(float(at), 100.0 + at) for at in range(101)]).is_flat
    assert Memory("small", 20, 30, 34).is_flat
    assert not Memory("small", 20, 30, 34.1).is_flat
    assert memory_of("brief", [(1.0, 50.0)]) == Memory("brief", 50, 50, 50)


def test_deadlines_pass_one_after_the_other_before_that_of_the_division_that_stays_open() -> None:
    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 33, 1)
    moments = deadlines(plan, 5)
    assert list(moments) == plan.divisions[1:6]
    ordered = list(moments.values())
    assert {later - earlier for earlier, later in itertools.pairwise(ordered)} == {APART}
    assert ordered[-1] < plan.submission_closes


def test_the_peak_is_measured_first_if_another_part_needs_it() -> None:
    assert _in_order(["soak", "overload"], 0) == ["peak", "overload", "soak"]
    assert _in_order(["soak", "overload"], 20) == ["overload", "soak"]
    assert _in_order(["pages"], 0) == ["pages"]


def test_a_job_goes_from_one_process_to_the_other() -> None:
    job = Job("folder", "http://127.0.0.1:1", 100.0, 10.0, ("secret",), ((1, "t", 0),), 8, 5, rate=2.5, patience=3.0)
    read = Job.of_line(job.line())
    assert (read.ends, read.over, read.rate, [*read.teams[0]]) == (110, 113, 2.5, [1, "t", 0])
    assert "secret" not in repr(job)


def test_what_a_team_had_before_must_be_there_afterwards() -> None:
    had = StoredTeam("t", "lead", {"a": "d"}, [("audit", "h1"), ("audit", "h2")], [("R1", "g1")])
    known = list(known_before(0, had))
    now = attempt(5)
    submitted = Attempt(now.what, 0, "k", now.end, 4, 5, "t", {"receipt": ["R2", "g2"]})
    after = StoredTeam("t", "lead", had.sections, had.files, [*had.receipts, ("R2", "g2")])
    assert compare([*known, submitted], [after], 0, {"lead": 0}).holds
    lost = compare([*known, submitted], [StoredTeam("t", "lead", {}, had.files[:1], after.receipts)], 0, {"lead": 0})
    assert sorted(fault.what for fault in lost.lost) == [What.FILE, What.SAVE]


@pytest.mark.parametrize("line", ["--only peek", "--kill gatewey"])
def test_parts_and_processes_that_do_not_exist_are_refused(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "deadline", *line.split()]) == 1
    said = capsys.readouterr().err
    assert "可选：" in said
    assert "choose from" in said
