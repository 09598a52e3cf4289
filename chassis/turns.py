"""Turns at work that takes a processor for long: so many at once, so many that wait, and sources in turn."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager

# of three turns, one is for those who are not ahead, if any waits: else a crowd ahead would keep them waiting for ever
_OTHERS = 3


class NoTurnError(Exception):
    """Too many wait already, or for too long."""


class _Waiter:
    def __init__(self, source: str) -> None:
        self.source = source
        self.called = threading.Event()
        self.dropped = False


class _Lanes:
    """Waiters, a lane for each source; the lanes get their turns one after the other."""

    def __init__(self) -> None:
        self._lanes: OrderedDict[str, deque[_Waiter]] = OrderedDict()
        self.size = 0

    def add(self, waiter: _Waiter) -> None:
        self._lanes.setdefault(waiter.source, deque()).append(waiter)
        self.size += 1

    def next(self) -> _Waiter:
        source, lane = self._lanes.popitem(last=False)
        waiter = lane.popleft()
        if lane:
            self._lanes[source] = lane
        self.size -= 1
        return waiter

    def remove(self, waiter: _Waiter) -> None:
        lane = self._lanes[waiter.source]
        lane.remove(waiter)
        if not lane:
            del self._lanes[waiter.source]
        self.size -= 1

    def length(self, source: str) -> int:
        return len(self._lanes.get(source, ()))

    def drop_last_of_longest(self, longer_than: int) -> bool:
        """Drop the last waiter of the longest lane if that has more than so many; return True if it has."""
        lane = max(self._lanes.values(), key=len, default=deque())
        if len(lane) <= longer_than:
            return False
        waiter = lane[-1]
        self.remove(waiter)
        waiter.dropped = True
        waiter.called.set()
        return True


class Turns:
    """Gives turns to threads: `at_once` of them work, `waiting` wait, each for `patience` seconds at most.

    Whoever waits does so in the lane of its source. Lanes get their turns one after the other, so that a flood from one source
    costs another a turn, not the flood. If all places are taken, a newcomer takes the last one of the longest lane, unless its
    own is as long. Those who are ahead go first, except for every third turn.
    """

    def __init__(self, at_once: int, waiting: int, patience: float = 10) -> None:
        self._at_once, self._most, self._patience = at_once, waiting, patience
        self._lock = threading.Lock()
        self._working, self._given = 0, 0
        self._ahead, self._others = _Lanes(), _Lanes()

    @contextmanager
    def turn(self, source: str, *, ahead: bool = False) -> Iterator[None]:
        """Wait for a turn and work in it; raise NoTurnError at once if there is no place to wait."""
        self._enter(source, ahead)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, source: str, ahead: bool) -> None:
        lanes = self._ahead if ahead else self._others
        with self._lock:
            if self._working < self._at_once:
                self._working += 1
                return
            if self._ahead.size + self._others.size >= self._most and not self._make_room(lanes, source):
                raise NoTurnError
            waiter = _Waiter(source)
            lanes.add(waiter)
        if not waiter.called.wait(self._patience):
            with self._lock:
                if not waiter.called.is_set():  # else its turn came this very moment
                    lanes.remove(waiter)
                    raise NoTurnError
        if waiter.dropped:
            raise NoTurnError

    def _make_room(self, lanes: _Lanes, source: str) -> bool:
        if lanes is self._ahead and self._others.drop_last_of_longest(0):
            return True
        return lanes.drop_last_of_longest(lanes.length(source) + 1)

    def _leave(self) -> None:
        with self._lock:
            if self._ahead.size + self._others.size == 0:
                self._working -= 1
                return
            self._given += 1
            others_first = self._given % _OTHERS == 0
            lanes = self._others if self._others.size and (others_first or not self._ahead.size) else self._ahead
            lanes.next().called.set()  # it works in the place of the one that leaves
