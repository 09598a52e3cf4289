"""Stopping on the first signal, and cleaning up undisturbed by the second."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _StopOnce:
    """A handler that raises KeyboardInterrupt for the first signal and passes over the others."""

    def __init__(self) -> None:
        self._stopping = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        if not self._stopping:
            self._stopping = True
            raise KeyboardInterrupt


@contextmanager
def stopping_once() -> Iterator[None]:
    """Turn the first Ctrl-C, SIGTERM or SIGHUP into KeyboardInterrupt, and ignore those that come while all is put away.

    Inside another one, or outside the main thread (which alone gets signals), this does nothing.
    """
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or isinstance(signal.getsignal(signal.SIGINT), _StopOnce):
        yield
        return
    handler = _StopOnce()
    before = {number: signal.signal(number, handler) for number in _NUMBERS}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
