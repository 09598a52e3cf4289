"""Who may look into a file now: one look a team at a time, and few enough in all that other calls find a thread (rule C7)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from chassis.settings import settings

from .checkers import CheckersBusyError


class Turns:
    """Of one process. `most` are in hand at a time, those that wait for their team's look included: one a team waits."""

    def __init__(self, most: int, wait_seconds: float = 10) -> None:
        self._most, self._wait = most, wait_seconds
        self._changed = threading.Condition()
        self._waiting: list[str] = []
        self._looking: set[str] = set()

    @contextmanager
    def of(self, team_id: str) -> Iterator[None]:
        """The team's turn while the block runs; raises CheckersBusyError at once where it is full, else after a while."""
        with self._changed:
            if len(self._waiting) + len(self._looking) >= self._most or team_id in self._waiting:
                raise CheckersBusyError
            self._waiting.append(team_id)
            try:
                mine = self._changed.wait_for(lambda: team_id not in self._looking, self._wait)
            finally:
                self._waiting.remove(team_id)
            if not mine:
                raise CheckersBusyError
            self._looking.add(team_id)
        try:
            yield
        finally:
            with self._changed:
                self._looking.remove(team_id)
                self._changed.notify_all()


@lru_cache(maxsize=1)
def turns() -> Turns:
    """Those of this process: two thirds of its threads at most are ever at files."""
    return Turns(max(1, settings().grpc_threads * 2 // 3))
