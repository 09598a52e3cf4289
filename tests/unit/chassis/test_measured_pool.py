"""A pool that says how busy it is."""

from __future__ import annotations

import threading

import pytest

from chassis.measured_pool import BUSY, THREADS, WAITING, MeasuredPool


def test_a_pool_says_how_many_of_its_threads_work_and_how_many_calls_wait() -> None:
    """A call that is cancelled waits no more, one that fails works no more, and one after the end is none."""
    pool, going, begun = MeasuredPool("of a test", 1), threading.Event(), threading.Event()

    def state() -> tuple[float, float, float]:
        return tuple(gauge.labels("of a test")._value.get() for gauge in (THREADS, BUSY, WAITING))

    def hold() -> None:
        begun.set()
        going.wait(10)
        raise ValueError("failed")

    held = pool.submit(hold)
    waits, cancelled = (pool.submit(int, "7") for _ in range(2))
    assert begun.wait(10)
    assert state() == (1, 1, 2)
    assert cancelled.cancel()
    assert state() == (1, 1, 1)
    going.set()
    assert waits.result(10) == 7
    with pytest.raises(ValueError, match="failed"):
        held.result(10)
    pool.shutdown()
    assert state() == (1, 0, 0)
    with pytest.raises(RuntimeError):
        pool.submit(int)
    assert state() == (1, 0, 0)
