"""How far a gateway's clock is off, and when it rests for it (rule C9)."""

from __future__ import annotations

import asyncio

import pytest
from dasai.accounts.v1 import gateways_pb2

from gateway.clock_offset import ClockOffset, ClockWatch, Readiness

READY, ENDING = gateways_pb2.GATEWAY_STATE_READY, gateways_pb2.GATEWAY_STATE_ENDING


class Clocks:
    """A clock that only runs on, one that was set wrong, and the database's."""

    steady, ahead = 100.0, 0.0

    def own(self) -> float:
        """Return what the gateway stamps requests by."""
        return self.steady + self.ahead + 1_700_000_000

    def database(self) -> float:
        """Return the database's time."""
        return self.steady + 1_700_000_000


def ask(offset: ClockOffset, clocks: Clocks, there: float, back: float) -> None:
    """Ask for the database's time, which takes so long each way."""
    asked_at = clocks.steady
    clocks.steady += there
    database = clocks.database()
    clocks.steady += back
    offset.read(asked_at, database)


@pytest.fixture
def clocks() -> Clocks:
    """Return clocks that agree."""
    return Clocks()


def test_c9_the_smallest_round_trip_of_the_last_minute_says_how_far_a_clock_is_off(clocks: Clocks) -> None:
    """C9: to half of that round trip; readings are forgotten, and a clock that was set is seen at once."""
    offset = ClockOffset(lambda: clocks.steady, clocks.own)
    assert (offset.best, offset.seconds, offset.is_off) == (None, 0.0, False)
    clocks.ahead = 0.120
    ask(offset, clocks, 0.9, 0.1)
    assert offset.seconds == pytest.approx(0.120 - 0.4, abs=1e-6)
    ask(offset, clocks, 0.004, 0.002)
    ask(offset, clocks, 0.3, 0.1)
    assert offset.seconds == pytest.approx(0.120 - 0.001, abs=1e-6)
    clocks.ahead = -2.0
    assert offset.seconds == pytest.approx(-2.001, abs=1e-6)
    clocks.steady += 61
    assert (offset.best, offset.is_off) == (None, False)


def test_c9_a_clock_is_off_if_it_is_so_whichever_way_the_call_took_its_time(clocks: Clocks) -> None:
    """C9: by more than 500 ms beyond what the round trip may hide, ahead or behind."""
    offset = ClockOffset(lambda: clocks.steady, clocks.own)
    ask(offset, clocks, 0.005, 0.005)
    for ahead, is_off in ((0.500, False), (0.504, False), (0.506, True), (-0.506, True), (-0.5, False)):
        clocks.ahead = ahead
        assert offset.is_off == is_off, ahead


def test_c9_a_gateway_rests_if_its_clock_is_off_and_another_is_ready(clocks: Clocks) -> None:
    """C9: it goes on if its clock is right again, if no other is ready, and if it hears nothing of others."""
    offset = ClockOffset(lambda: clocks.steady, clocks.own)
    readiness = Readiness(offset, lambda: clocks.steady)
    ask(offset, clocks, 0.005, 0.005)
    clocks.ahead = 0.8
    assert (readiness.would_rest, readiness.why_not()) == (True, None), "nobody said that it may"
    readiness.hear(may_rest=True)
    assert readiness.why_not() == "clock: +800 ms"
    clocks.ahead = 0.0
    assert readiness.why_not() is None
    clocks.ahead = -0.9
    assert readiness.why_not() == "clock: -900 ms"
    readiness.hear(may_rest=False)
    assert readiness.why_not() is None, "it is the last one"
    readiness.hear(may_rest=True)
    clocks.steady += 16
    assert readiness.why_not() is None, "accounts is away: nobody knows of others"


class Told(ClockWatch):
    """Write down the states that a gateway reports to accounts."""

    def __init__(self, readiness: Readiness) -> None:
        super().__init__(readiness)
        self.said: list[int] = []
        self.more = asyncio.Event()

    async def _measure(self) -> None:
        """Ask for no time: there is no accounts here."""

    async def _note(self, state: gateways_pb2.GatewayState) -> gateways_pb2.NotedGateway:
        self.said.append(state)
        self.more.set()
        return gateways_pb2.NotedGateway(may_rest=False, ready=1)


def test_c9_a_gateway_that_drains_is_no_longer_one_that_others_may_rest_on() -> None:
    """C9: it says so at once, though it still serves what is under way, and once."""

    async def drain() -> list[list[int]]:
        readiness = Readiness(ClockOffset())
        watch = Told(readiness)
        watch.start()
        said = []
        async with asyncio.timeout(3):
            await watch.more.wait()
            said.append([*watch.said])
            watch.more.clear()
            readiness.end()
            await watch.more.wait()
            said.append([*watch.said])
            await watch.close()
        return [*said, watch.said]

    assert asyncio.run(drain()) == [[READY], [READY, ENDING], [READY, ENDING]]
