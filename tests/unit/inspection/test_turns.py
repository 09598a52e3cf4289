"""Looks into files: one a team at a time, and few enough in all (rule C7)."""

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
    """Threads as of a server."""
    with ThreadPoolExecutor(10) as made:
        yield made


def until(holds: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_c7_a_team_that_comes_often_leaves_room_for_others(pool: ThreadPoolExecutor) -> None:
    """C7: ten looks of a hostile team: one is at work, one waits, the rest is told to come again; another team's goes on."""
    turns, done = Turns(6, wait_seconds=20), threading.Event()
    looked: list[str] = []

    def hostile() -> bool:
        try:
            with turns.of("hostile"):
                looked.append("hostile")
                return done.wait(20)
        except CheckersBusyError:
            return False

    asked = [pool.submit(hostile) for _ in range(8)]
    until(lambda: sum(one.done() for one in asked) == 6)
    assert [one.result() for one in asked if one.done()] == [False] * 6
    assert looked == ["hostile"]
    with turns.of("good"):
        looked.append("good")
    assert looked == ["hostile", "good"]
    done.set()
    assert sorted(one.result() for one in asked) == [False] * 6 + [True] * 2
    assert looked == ["hostile", "good", "hostile"]


def test_c7_teams_together_are_bounded_too(pool: ThreadPoolExecutor) -> None:
    """C7: the fourth of three is told at once to come again, and finds room when one is done."""
    turns, done = Turns(3), threading.Event()
    at_work: list[int] = []

    def look(team: int) -> None:
        with turns.of(str(team)):
            at_work.append(team)
            done.wait(20)

    asked = [pool.submit(look, team) for team in range(3)]
    until(lambda: len(at_work) == 3)
    with pytest.raises(CheckersBusyError), turns.of("another"):
        pass
    done.set()
    for one in asked:
        one.result()
    with turns.of("another"):
        at_work.append(3)
    assert sorted(at_work) == [0, 1, 2, 3]


def test_c7_whoever_waits_for_too_long_is_told_and_one_that_fails_gives_its_turn_back(pool: ThreadPoolExecutor) -> None:
    """C7: try again shortly."""
    turns = Turns(3, wait_seconds=0.05)

    def look() -> None:
        with turns.of("team"):
            pass

    with turns.of("team"), pytest.raises(CheckersBusyError):
        pool.submit(look).result()
    with pytest.raises(ZeroDivisionError), turns.of("team"):
        raise ZeroDivisionError
    pool.submit(look).result()
