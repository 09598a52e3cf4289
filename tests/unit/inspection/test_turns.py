"""Turns at inspecting files: one per team at a time, and few enough in all (rule C7)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from inspection.checkers import CheckersBusyError
from inspection.turns import Turns


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Yield threads like those of a server."""
    with ThreadPoolExecutor(10) as made:
        yield made


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until the condition is true."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_c7_a_team_that_comes_often_leaves_room_for_others(pool: ThreadPoolExecutor) -> None:
    """C7: of eight inspections of a hostile team one runs, one waits, the rest is refused; another team's goes on."""
    turns, done = Turns(6, wait_seconds=20), threading.Event()
    inspected: list[str] = []

    def hostile() -> bool:
        try:
            with turns.of("hostile"):
                inspected.append("hostile")
                return done.wait(20)
        except CheckersBusyError:
            return False

    calls = [pool.submit(hostile) for _ in range(8)]
    wait_until(lambda: sum(call.done() for call in calls) == 6)
    assert [call.result() for call in calls if call.done()] == [False] * 6
    assert inspected == ["hostile"]
    with turns.of("good"):
        inspected.append("good")
    assert inspected == ["hostile", "good"]
    done.set()
    assert sorted(call.result() for call in calls) == [False] * 6 + [True] * 2
    assert inspected == ["hostile", "good", "hostile"]


def test_c7_teams_together_are_bounded_too(pool: ThreadPoolExecutor) -> None:
    """C7: the fourth of three is refused at once, and gets a turn once another has ended."""
    turns, done = Turns(3), threading.Event()
    at_work: list[int] = []

    def inspect(team: int) -> None:
        with turns.of(str(team)):
            at_work.append(team)
            done.wait(20)

    calls = [pool.submit(inspect, team) for team in range(3)]
    wait_until(lambda: len(at_work) == 3)
    with pytest.raises(CheckersBusyError), turns.of("another"):
        pass
    done.set()
    for call in calls:
        call.result()
    with turns.of("another"):
        at_work.append(3)
    assert sorted(at_work) == [0, 1, 2, 3]


def test_c7_a_long_wait_is_refused_and_a_failure_gives_its_turn_back(pool: ThreadPoolExecutor) -> None:
    """C7: try again shortly."""
    turns = Turns(3, wait_seconds=0.05)

    def inspect() -> None:
        with turns.of("team"):
            pass

    with turns.of("team"), pytest.raises(CheckersBusyError):
        pool.submit(inspect).result()
    with pytest.raises(ZeroDivisionError), turns.of("team"):
        raise ZeroDivisionError
    pool.submit(inspect).result()
