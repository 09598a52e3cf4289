"""A failure that goes on is told when it begins and when it is over, however often something is tried in between."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from .telemetry import log

# it is over once it has gone well for so long after the last failure, seconds: one that comes and goes is one
CALM_SECONDS = 5.0


class Outage:
    """Whatever is tried again and again, and fails: a loop that asks, writes or sends.

    `failing` and `over` are the words of the lines that say so. Several threads may use one.
    """

    def __init__(
        self, logger: str, failing: str, over: str, clock: Callable[[], float] = time.monotonic, **facts: Any
    ) -> None:
        self._log, self._failing, self._over, self._clock, self._facts = log(logger), failing, over, clock, facts
        self._lock = threading.Lock()
        self._reasons: set[str] = set()
        self._failures, self._since, self._last = 0, 0.0, 0.0

    def fail(self, reason: str, level: str = "warning", **facts: Any) -> None:
        """Count a failure; log it if it is the first, or the first for this reason, a stable word."""
        with self._lock:
            now = self._clock()
            if not self._failures:
                self._since = now
            is_new = reason not in self._reasons
            self._reasons.add(reason)
            self._failures, self._last = self._failures + 1, now
        if is_new:
            getattr(self._log, level)(self._failing, reason=reason, **self._facts, **facts)

    def succeed(self) -> None:
        """Take in that it went well; log that the failure is over, with how often it failed and for how long."""
        if not self._failures:
            return
        with self._lock:
            if not self._failures or self._clock() - self._last < CALM_SECONDS:
                return
            failures, seconds = self._failures, self._last - self._since
            self._failures = 0
            self._reasons.clear()
        self._log.info(self._over, failures=failures, seconds=round(seconds, 1), **self._facts)
