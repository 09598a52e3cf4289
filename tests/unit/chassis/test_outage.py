"""What is tried again and again says once that it fails, and once that it is over."""

from __future__ import annotations

import threading

from structlog.testing import capture_logs

from chassis.outage import CALM_SECONDS, Outage


class Clock:
    """A clock that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_failure_that_goes_on_is_two_lines_however_often_it_is_tried() -> None:
    """The second says how often and for how long; each further reason has a line of its own."""
    clock = Clock()
    outage = Outage("gateway", "nobody answers", "somebody answers again", clock, of="accounts")
    with capture_logs() as lines:
        outage.succeed()
        for _ in range(40):
            outage.fail("UNAVAILABLE", number=clock.now)
            outage.fail("DEADLINE_EXCEEDED", level="error")
            clock.now += 0.25
        clock.now += CALM_SECONDS
        outage.succeed()
        outage.succeed()
        outage.fail("UNAVAILABLE")
    began, other, over, anew = lines
    assert began == {
        "event": "nobody answers",
        "log_level": "warning",
        "reason": "UNAVAILABLE",
        "of": "accounts",
        "number": 100.0,
    }
    assert (other["log_level"], other["reason"]) == ("error", "DEADLINE_EXCEEDED")
    assert over == {
        "event": "somebody answers again",
        "log_level": "info",
        "failures": 80,
        "seconds": 9.8,
        "of": "accounts",
    }
    assert anew["event"] == "nobody answers"


def test_a_failure_that_comes_and_goes_is_one() -> None:
    """A database that answers each second call would else be two lines a second."""
    clock = Clock()
    outage = Outage("gateway", "fails", "over", clock)
    with capture_logs() as lines:
        for _ in range(100):
            outage.fail("UNAVAILABLE")
            clock.now += 0.1
            outage.succeed()
        clock.now += CALM_SECONDS
        outage.succeed()
    assert [line["event"] for line in lines] == ["fails", "over"]


def test_many_threads_say_it_once() -> None:
    """A server's calls fail in all its threads at the same moment."""
    outage = Outage("rpc", "fails", "over")
    begin = threading.Barrier(16)

    def fail() -> None:
        begin.wait()
        outage.fail("AutoReconnect")

    threads = [threading.Thread(target=fail) for _ in range(16)]
    with capture_logs() as lines:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [line["event"] for line in lines] == ["fails"]
