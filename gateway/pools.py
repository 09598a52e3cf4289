"""How late the event loop is, which does all of the gateway's work: its own pool, so to say, of one."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import suppress

from prometheus_client import Gauge

LAG = Gauge("dasai_event_loop_lag_seconds", "The most that the event loop came late in the last ten seconds.")
_EVERY, _KEPT = 0.25, 40


class LoopWatch:
    """Measures how much later than asked for the event loop comes back."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """Stop."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _watch(self) -> None:
        lags: deque[float] = deque(maxlen=_KEPT)
        while True:
            began = time.monotonic()
            await asyncio.sleep(_EVERY)
            lags.append(max(0.0, time.monotonic() - began - _EVERY))
            LAG.set(max(lags))
