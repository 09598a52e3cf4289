"""How far a gateway's clock is off, and when it rests for it (rule C9)."""

from __future__ import annotations

import asyncio
import math

import pytest
from dasai.accounts.v1 import gateways_pb2

from gateway.clock_offset import APART, OFFSET, ROUND_TRIP, ClockOffset, ClockWatch, Readiness, export

READY, ENDING = gateways_pb2.GATEWAY_STATE_READY, gateways_pb2.GATEWAY_STATE_ENDING


class Clocks:
    """A clock that only runs on, one that was set wrong, and that of the database's which answers."""

    steady, ahead, of_database = 100.0, 0.0, 0.0

    def own(self) -> float:
        """Return what the gateway stamps requests by."""
        return self.steady + self.ahead + 1_700_000_000

    def database(self) -> float:
        """Return the database's time."""
        return self.steady + self.of_database + 1_700_000_000


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


@pytest.mark.parametrize("of_another", [2.0, -2.0])
@pytest.mark.parametrize("first", ["right", "wrong"])
def test_c9_a_gateway_does_not_rest_for_the_wrong_clock_of_a_mongos(
    of_another: float, first: str, clocks: Clocks
) -> None:
    """C9: of two clocks that answer by turns nobody knows which is right, however short the way to the wrong one is."""
    offset = ClockOffset(lambda: clocks.steady, clocks.own)
    for turn in range(10):
        clocks.of_database = of_another if (turn % 2 == 0) == (first == "wrong") else 0.0
        ask(offset, clocks, *((0.001, 0.001) if clocks.of_database else (0.003, 0.003)))
        clocks.steady += 2
        if turn:
            assert not offset.is_off
            assert offset.apart == pytest.approx(2.0 - 0.004 - 0.001, abs=1e-6)
    clocks.ahead = 5.0
    assert offset.is_off, "no clock of the database's says that it is right"
    clocks.ahead, clocks.of_database = 0.0, of_another
    for _ in range(30):
        clocks.steady += 2
        ask(offset, clocks, 0.001, 0.001)
    assert (offset.is_off, offset.apart) == (True, 0.0), "the clock that agreed has not answered for a minute"


def test_c9_a_long_round_trip_says_neither_that_a_clock_is_right_nor_that_clocks_differ(clocks: Clocks) -> None:
    """C9: under load many do; a short one between them counts."""
    offset = ClockOffset(lambda: clocks.steady, clocks.own)
    clocks.ahead = 0.8
    for there, back in ((0.9, 0.0), (0.002, 0.002), (0.0, 0.9), (0.5, 0.45)):
        ask(offset, clocks, there, back)
    assert (offset.is_off, offset.apart) == (True, 0.0)


def test_c9_milliseconds_that_are_cut_off_are_no_difference_of_clocks(clocks: Clocks) -> None:
    """C9: the database states whole milliseconds, and a round trip may be shorter."""
    offset = ClockOffset(lambda: clocks.steady, clocks.own)
    for microseconds in range(0, 2_000, 130):
        asked_at = clocks.steady = 100 + microseconds / 1e6
        offset.read(asked_at, math.floor(clocks.database() * 1000) / 1000)
    assert offset.apart == pytest.approx(0.0, abs=1e-6)


def test_c9_what_is_not_known_of_the_clocks_is_not_exported_as_right(clocks: Clocks) -> None:
    """C9: before the first reading, and a minute after the last one; how old that is is exported all the time."""
    offset = ClockOffset(lambda: clocks.steady, clocks.own)

    def exported() -> list[float]:
        export(offset)
        return [gauge._value.get() for gauge in (OFFSET, ROUND_TRIP, APART)]

    assert [math.isnan(each) for each in exported()] == [True] * 3
    clocks.ahead, clocks.steady = 0.25, clocks.steady + 4
    assert offset.age == 4
    ask(offset, clocks, 0.002, 0.002)
    assert exported() == [pytest.approx(0.25, abs=1e-6), pytest.approx(0.004, abs=1e-6), 0.0]
    assert offset.age == 0
    clocks.steady += 61
    assert [math.isnan(each) for each in exported()] == [True] * 3
    assert offset.age == 61


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
