"""A pool of threads that says how busy it is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from prometheus_client import Gauge

T = TypeVar("T")
THREADS = Gauge("dasai_pool_threads", "Threads of a pool.", ["pool"])
BUSY = Gauge("dasai_pool_busy", "Threads of a pool that work.", ["pool"])
WAITING = Gauge("dasai_pool_waiting", "Calls that wait for a thread of a pool.", ["pool"])


class MeasuredPool(ThreadPoolExecutor):
    """A pool of so many threads under a name; if two of a process have the same, they are measured as one."""

    def __init__(self, name: str, threads: int) -> None:
        super().__init__(threads, thread_name_prefix=name)
        self._busy, self._waiting = BUSY.labels(name), WAITING.labels(name)
        THREADS.labels(name).set(threads)

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Let a thread call the function; count it while it waits and while it works."""

        def measured() -> T:
            self._waiting.dec()
            with self._busy.track_inprogress():
                return fn(*args, **kwargs)

        self._waiting.inc()
        try:
            future = super().submit(measured)
        except RuntimeError:  # the pool has ended
            self._waiting.dec()
            raise
        future.add_done_callback(lambda done: self._waiting.dec() if done.cancelled() else None)
        return future
