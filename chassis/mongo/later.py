"""Small writes that may wait for a moment, and be lost with a process that dies: done together, in a few calls.

Only a process that serves waits (`running`); any other, such as a test or a tool, writes at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from pymongo.errors import PyMongoError

from ..outage import Outage

T = TypeVar("T")
WAIT_SECONDS = 1.0
_all: list[Later[object]] = []
_serving = threading.Event()


class Later(Generic[T]):
    """Items that `write` writes together; it must be right also if some are never written."""

    def __init__(self, write: Callable[[list[T]], None]) -> None:
        self._write = write
        self._items: list[T] = []
        self._lock = threading.Lock()
        self._outage = Outage("later", "writes wait", "what waited is written")
        _all.append(self)  # type: ignore[arg-type]

    def add(self, item: T) -> None:
        """Write an item with the next ones, or at once in a process that does not serve."""
        if not _serving.is_set():
            self._write([item])
            return
        with self._lock:
            self._items.append(item)

    def flush(self) -> None:
        """Write what waits; if the database is away it goes on waiting."""
        with self._lock:
            items, self._items = self._items, []
        if not items:
            return
        try:
            self._write(items)
            self._outage.succeed()
        except PyMongoError as error:
            self._outage.fail(type(error).__name__)
            with self._lock:
                self._items = items + self._items


@contextmanager
def running() -> Iterator[None]:
    """Let what may wait wait while the process serves; what waits at the end is written then."""
    stopping = threading.Event()

    def go_on() -> None:
        while not stopping.wait(WAIT_SECONDS):
            _flush()

    thread = threading.Thread(target=go_on, name="later", daemon=True)
    _serving.set()
    thread.start()
    try:
        yield
    finally:
        _serving.clear()
        stopping.set()
        thread.join()
        _flush()


def _flush() -> None:
    for each in _all:
        each.flush()
