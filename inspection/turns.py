"""Turns at inspecting files: one per team at a time, and so few in all that other calls still get a thread (rule C7)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from chassis.settings import settings

from .checkers import CheckersBusyError


class Turns:
    """The turns of a process: at most `most` at a time, including at most one per team that waits for its team's turn."""

    def __init__(self, most: int, wait_seconds: float = 10) -> None:
        self._most, self._wait = most, wait_seconds
        self._changed = threading.Condition()
        self._waiting: list[str] = []
        self._inspecting: set[str] = set()

    @contextmanager
    def of(self, team_id: str) -> Iterator[None]:
        """Hold the team's turn while the block runs; raises CheckersBusyError if all turns are taken, or after a long wait."""
        with self._changed:
            if len(self._waiting) + len(self._inspecting) >= self._most or team_id in self._waiting:
                raise CheckersBusyError
            self._waiting.append(team_id)
            try:
                free = self._changed.wait_for(lambda: team_id not in self._inspecting, self._wait)
            finally:
                self._waiting.remove(team_id)
            if not free:
                raise CheckersBusyError
            self._inspecting.add(team_id)
        try:
            yield
        finally:
            with self._changed:
                self._inspecting.remove(team_id)
                self._changed.notify_all()


@lru_cache(maxsize=1)
def turns() -> Turns:
    """Return the turns of this process: at most two thirds of its threads inspect files."""
    return Turns(max(1, settings().grpc_threads * 2 // 3))
