"""A run in several sittings: contest time, what teams remember, and what was written down, as if there had been no pause."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import gevent
import pytest

from chassis.edition import load_edition
from cli.load.ledger import Attempt, End, What
from cli.load.plan import TeamPlan, Wishes
from cli.load.run_settings import COMES_UP_WITHIN, HANDLED_WITHIN, MOST_SITTINGS, RunSettings
from cli.load.sampling import Samples
from cli.load.sittings import Sittings, check_pause
from cli.load.timetable import Timetable
from cli.load.visitors.api_team import ApiTeam
from cli.load.visitors.page_team import PageTeam
from cli.stack.program import ROOT, StackProblem
from cli.synthetic import Synthetic

SETTINGS = RunSettings(
    "http://127.0.0.1:1",
    Wishes(0.01, 2, Timetable((100, 80, 30, 10))),
    {"110000": ("industry-1",)},
    1_722_873_599_000,
    after=60,
    begins=5000.0,
)


def _attempt(began: float) -> Attempt:
    return Attempt(What.SAVE, 3, "k", End.ACKNOWLEDGED, began, began + 1, facts={"sections": {"a": "d"}})


def test_contest_time_never_goes_back_over_all_sittings() -> None:
    """Not after the clients' last second, the handling of events and the time in which the next stack comes up."""
    settings = SETTINGS.paused_at(10)
    ends = [settings]
    for second in range(20, 10 * MOST_SITTINGS, 10):
        ends.append(ends[-1].next_sitting(second))
    ends.append(ends[-1].next_sitting(0))
    assert len(ends) == MOST_SITTINGS
    for earlier, later in pairwise(ends):
        running = replace(earlier, begins=5000.0)
        latest = running.contest_ms(5000.0 + earlier.pauses_at + earlier.after + HANDLED_WITHIN)
        assert later.comes_up_at_ms >= latest
        assert later.starts_at == earlier.pauses_at
        begun = replace(later, begins=9000.0)
        assert begun.contest_ms(9000.0 + later.starts_at) >= later.comes_up_at_ms + COMES_UP_WITHIN * 1000
    last = replace(ends[-1], begins=9000.0)
    assert last.reserve == 0
    assert last.contest_ms(last.deadline) == SETTINGS.closes_ms


def test_the_last_ten_minutes_and_the_last_sitting_are_not_interrupted() -> None:
    check_pause(SETTINGS, 179)
    with pytest.raises(StackProblem, match="must end before second 180 of the run, and 180 does not"):
        check_pause(SETTINGS, 180)
    with pytest.raises(StackProblem, match=f"a run takes {MOST_SITTINGS} sittings at most"):
        check_pause(replace(SETTINGS, sitting=MOST_SITTINGS), 100)


def test_only_a_run_that_paused_goes_on(tmp_path: Path) -> None:
    sittings = Sittings(tmp_path / "sittings")
    with pytest.raises(StackProblem, match="no load test paused in"):
        sittings.paused()
    first = SETTINGS.paused_at(25)
    files = sittings.begin(first)
    with pytest.raises(StackProblem, match="is over or was broken off"):
        sittings.paused()
    files.write_samples(Samples().as_json())
    assert sittings.paused() == first
    sittings.begin(first.next_sitting(0)).write_samples(Samples().as_json())
    with pytest.raises(StackProblem, match="is over or was broken off"):
        sittings.paused()


def test_what_was_written_down_is_read_without_the_pause(tmp_path: Path) -> None:
    """The second sitting goes on an hour later; what the first one did after its pause began is counted, not sampled."""
    sittings = Sittings(tmp_path / "sittings")
    first = SETTINGS.paused_at(25)
    for settings, begins, at in (
        (first, 5000.0, 5024.0),
        (first, 5000.0, 5027.0),
        (first.next_sitting(0), 8600.0, 8626.0),
    ):
        known = [files for files in sittings.all if files.folder.name == str(settings.sitting)]
        files = known[0] if known else sittings.begin(settings)
        files.write_begin(begins)
        files.write_report(
            {
                "share": 0,
                "at": at,
                "requests": [[at, "GET /", 200, 1.5, False]],
                "attempts": [_attempt(at).line()],
                "lag": [],
                "counts": {"begun": 1},
            }
        )
        files.close()
    samples = Samples()
    for at in (5010.0, 5026.0):
        samples.cpu["gateway"].append((at, 0.5))
        samples.memory["gateway"].append((at, 90.0))
        samples.readings.append((at, {("m", "a b", ""): 3.0}))
    sittings.all[0].write_samples(json.loads(json.dumps(samples.as_json())))
    of_last = Samples()
    # the second sitting goes on at second 25, and its stack and generators were there before
    for at in (8605.0, 8624.0, 8630.0):
        of_last.cpu["gateway"].append((at, 0.7))
        of_last.readings.append((at, {("m", "a b", ""): 4.0}))
    of_last.cpu["worker"].append((8630.0, 0.1))
    assert [request[0] for request in sittings.requests()] == [8624.0, 8627.0, 8626.0]
    assert [report["at"] for report in sittings.reports()] == [8624.0, 8627.0, 8626.0]
    assert [attempt.began for attempt in sittings.attempts()] == [5024.0, 5027.0, 8626.0]
    assert [(attempt.began, attempt.ended) for attempt in sittings.moved_attempts()][1] == (8627.0, 8628.0)
    merged = sittings.samples(of_last)
    assert merged.cpu == {"gateway": [(8610.0, 0.5), (8630.0, 0.7)], "worker": [(8630.0, 0.1)]}
    assert merged.memory == {"gateway": [(8610.0, 90.0)]}
    assert merged.readings == [(8610.0, {("m", "a b", ""): 3.0}), (8630.0, {("m", "a b", ""): 4.0})]


def _team(by_pages: bool, settings: RunSettings) -> Any:
    made = Synthetic(load_edition(ROOT / "editions" / "2024.yaml"), 2)
    kind = PageTeam if by_pages else ApiTeam
    plan = TeamPlan(7, by_pages, frozenset())
    return kind(plan, settings, made, cast(Any, None), cast(Any, None), "v1")


@pytest.mark.parametrize("by_pages", [False, True])
def test_a_team_goes_on_with_what_it_knew(by_pages: bool) -> None:
    """Also with the key of a command whose outcome it does not know; new keys are none of those it had."""
    team = _team(by_pages, SETTINGS)
    team.has_account = team.is_signed_in = team.consented = True
    team.team_id, team.submitted = "t", 1
    team.sections, team.files = {"a", "b"}, {"audit"}
    kept, used = team.key("submission"), {team.key(f"save-{number}") for number in range(50)}
    for number in range(50):
        team.answered(f"save-{number}")
    team._changes, team._is_unsure = 50, True
    if not by_pages:
        team.revision = 12
    memory = json.loads(json.dumps(team.memory()))
    later = _team(by_pages, SETTINGS.paused_at(10).next_sitting(0))
    assert later.memory() != memory
    later.remember(memory)
    assert later.memory() == memory
    assert later.password == team.password
    assert not later.is_signed_in
    assert later.key("submission") == kept
    assert not {later.key(f"save-{number}") for number in range(50, 100)} & {kept, *used}


@pytest.mark.parametrize("by_pages", [False, True])
def test_a_submission_that_a_pause_cuts_off_is_sent_again_in_the_next_sitting(by_pages: bool) -> None:
    """Nobody told the team what became of it; it goes on under the same key."""
    team = _team(by_pages, SETTINGS.paused_at(10))
    key = team.key("submission")

    def cut_off() -> None:
        raise gevent.GreenletExit

    team.submit = cut_off
    with pytest.raises(gevent.GreenletExit):
        team._submit()
    later = _team(by_pages, SETTINGS.paused_at(10).next_sitting(0))
    later.remember(team.memory())
    assert later._is_unsure
    assert later.key("submission") == key
