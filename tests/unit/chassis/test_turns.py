"""Turns at hashing passwords: bounded, and fair between sources (rule K1)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from chassis.turns import NoTurnError, Turns


class Desk:
    """Work that ends when the test says so; it notes the order in which sources got their turns."""

    def __init__(self, at_once: int, waiting: int, patience: float = 20) -> None:
        self.turns = Turns(at_once, waiting, patience)
        self.order: list[str] = []
        self._end = threading.Semaphore(0)
        self._pool = ThreadPoolExecutor(64)

    def come(self, source: str, *, ahead: bool = False) -> Future[None]:
        """Let a thread ask for a turn; return when it works, waits or is refused."""
        before = self._size()

        def work() -> None:
            with self.turns.turn(source, ahead=ahead):
                self.order.append(source)
                self._end.acquire()

        future = self._pool.submit(work)
        until(lambda: self._size() > before or future.done() or self._full())
        return future

    def finish(self, count: int) -> None:
        """End so many turns, one after the other."""
        for _ in range(count):
            begun = len(self.order)
            waiting = self.turns._ahead.size + self.turns._others.size
            self._end.release()
            until(lambda begun=begun, waiting=waiting: len(self.order) > begun or not waiting)  # type: ignore[misc]

    def _size(self) -> int:
        return self.turns._working + self.turns._ahead.size + self.turns._others.size

    def _full(self) -> bool:
        return self.turns._ahead.size + self.turns._others.size >= self.turns._most


def until(condition: Callable[[], Any]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_k1_a_flood_from_one_source_costs_another_a_turn() -> None:
    """K1: lanes take turns; nobody waits for the whole flood."""
    desk = Desk(at_once=1, waiting=20)
    everyone = [desk.come("flood") for _ in range(10)]
    everyone += [desk.come("owner"), desk.come("neighbour")]
    desk.finish(12)
    for future in everyone:
        future.result(20)
    assert desk.order[:4] == ["flood", "flood", "owner", "neighbour"]
    assert desk.order[4:] == ["flood"] * 8


def test_k1_those_ahead_go_first_and_leave_every_third_turn() -> None:
    """K1: known devices before others, but a crowd of them keeps nobody out."""
    desk = Desk(at_once=1, waiting=20)
    everyone = [desk.come("first")]
    everyone += [desk.come(f"stranger-{number}") for number in range(3)]
    everyone += [desk.come("known", ahead=True) for _ in range(4)]
    desk.finish(8)
    for future in everyone:
        future.result(20)
    assert desk.order == ["first", "known", "known", "stranger-0", "known", "known", "stranger-1", "stranger-2"]


def test_k1_no_more_work_at_once_than_may() -> None:
    """K1: as many as there are cores."""
    desk = Desk(at_once=3, waiting=20)
    everyone = [desk.come(f"source-{number}") for number in range(9)]
    until(lambda: len(desk.order) == 3)
    assert desk.turns._others.size == 6
    desk.finish(9)
    for future in everyone:
        future.result(20)
    assert (desk.turns._working, desk.turns._others.size) == (0, 0)


def test_k1_if_all_places_are_taken_the_longest_lane_gives_one_up() -> None:
    """K1: a newcomer is let in, the last of the flood is refused at once; the flood itself gets no more places."""
    desk = Desk(at_once=1, waiting=4)
    flood = [desk.come("flood") for _ in range(5)]
    with pytest.raises(NoTurnError), desk.turns.turn("flood"):
        pass
    owner = desk.come("owner")
    with pytest.raises(NoTurnError):
        flood[4].result(20)
    desk.finish(5)
    for future in (*flood[:4], owner):
        future.result(20)
    assert desk.order == ["flood", "flood", "owner", "flood", "flood"]


def test_k1_a_known_device_takes_the_place_of_any_other() -> None:
    """K1: also if each stranger has a lane of its own, as a flood from many networks has."""
    desk = Desk(at_once=1, waiting=3)
    strangers = [desk.come(f"stranger-{number}") for number in range(4)]
    with pytest.raises(NoTurnError), desk.turns.turn("stranger-5"):
        pass
    owner = desk.come("owner", ahead=True)
    desk.finish(4)
    owner.result(20)
    refused = [future for future in strangers if isinstance(future.exception(20), NoTurnError)]
    assert len(refused) == 1
    assert desk.order[:2] == ["stranger-0", "owner"]


def test_k1_patience_ends() -> None:
    """K1: whoever waits too long is refused, and leaves no place taken."""
    desk = Desk(at_once=1, waiting=3, patience=0.05)
    first = desk.come("first")
    with pytest.raises(NoTurnError), desk.turns.turn("second"):
        pass
    assert desk.turns._others.size == 0
    desk.finish(1)
    first.result(20)


def test_a_turn_ends_with_an_error_too() -> None:
    """The place is free again."""
    turns = Turns(1, 1)
    with pytest.raises(ZeroDivisionError), turns.turn("source"):
        raise ZeroDivisionError
    with turns.turn("source"):
        assert turns._working == 1
    assert turns._working == 0
