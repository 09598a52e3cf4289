"""How far this gateway's clock is off the database's, and if it is ready (rule C9, docs/adr/0038-admission.md).

Deadlines are judged by the clock of the gateway that a request reached. A gateway whose clock is off by more than half a second
rests, but for the last one that is ready: accounts, which all gateways speak to, lets one after the other rest.

Through several `mongos`, or after another node has become primary, it is another clock of the database's that answers. If these
differ nobody here knows which is right: a gateway rests only if every clock that answered says that it is off, and how much they
differ is exported.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC

import grpc.aio
from dasai.accounts.v1 import gateways_pb2, gateways_pb2_grpc
from prometheus_client import Gauge

from chassis.actor import sign, system
from chassis.kernel.identifiers import new_id
from chassis.settings import settings
from chassis.telemetry import log

from . import throttle
from .rpc import channel

OFFSET = Gauge(
    "dasai_clock_offset_seconds",
    "How far this process's clock is ahead of the database's, by the smallest round trip of the last minute.",
)
ROUND_TRIP = Gauge(
    "dasai_clock_round_trip_seconds", "The smallest round trip of the last minute to the database's clock."
)
AGE = Gauge(
    "dasai_clock_reading_age_seconds",
    "For how long the database's time has not been heard: after a minute it is not known if this process's clock is right.",
)
APART = Gauge(
    "dasai_database_clocks_apart_seconds",
    "How far the database's clocks that answered in the last minute differ at least, beyond what round trips explain.",
)
# beyond it a gateway rests, seconds
MOST_OFF = 0.5
# the database states its time in whole milliseconds, the rest cut off
_RESOLUTION = 0.001
_MINUTE = 60.0
# how often the time is asked for, and how often it is said what this gateway does, seconds
_ASKED_EVERY, _SAID_EVERY = 2.0, 5.0
_PATIENCE = 1.0
# a gateway that rests goes on if it hears nothing of others for so long, seconds
_ALONE = 15.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of the database's clock, in seconds: when it ended and how long it took by a clock that only runs on, and the
    database's time at which that clock began."""

    at: float
    round_trip: float
    origin: float


class ClockOffset:
    """The readings of the last minute. The shortest way says it best: it is wrong by half its round trip at most.

    `steady` is a clock that only runs on, `own` the one that requests are stamped by: if that is set, the next look sees it.
    """

    def __init__(self, steady: Callable[[], float] = time.monotonic, own: Callable[[], float] = time.time) -> None:
        self._steady, self._own = steady, own
        self._readings: deque[Reading] = deque()
        self._heard_at = steady()

    def read(self, asked_at: float, database: float) -> None:
        """Take in the database's time, as Unix time, that was asked for at an instant of the steady clock and has just come."""
        now = self._heard_at = self._steady()
        self._readings.append(Reading(now, now - asked_at, database - (asked_at + now) / 2))

    @property
    def of_last_minute(self) -> Sequence[Reading]:
        """Return the readings of the last minute, the earliest first."""
        while self._readings and self._readings[0].at < self._steady() - _MINUTE:
            self._readings.popleft()
        return self._readings

    @property
    def best(self) -> Reading | None:
        """Return the reading with the smallest round trip; None if there was none in the last minute."""
        return min(self.of_last_minute, key=lambda reading: reading.round_trip, default=None)

    @property
    def seconds(self) -> float:
        """Return how far our clock is ahead of the database's, seconds; 0 if that is not known."""
        best = self.best
        return self._ahead(best) if best is not None else 0.0

    @property
    def age(self) -> float:
        """Return for how long the database's time has not been heard, seconds; at first, since this was made."""
        return self._steady() - self._heard_at

    @property
    def apart(self) -> float:
        """Return how far the clocks that answered certainly differ, seconds; 0 if one clock may have given all answers."""
        readings = self.of_last_minute
        if not readings:
            return 0.0
        latest_begin = max(reading.origin - reading.round_trip / 2 for reading in readings)
        earliest_end = min(reading.origin + reading.round_trip / 2 for reading in readings) + _RESOLUTION
        return max(0.0, latest_begin - earliest_end)

    @property
    def is_off(self) -> bool:
        """Return True if it is certainly off: by more than half a second, whichever way the round trips took their time.

        A reading with a long round trip may say neither. If one says that the clock is right, another of the database's is off.
        """
        readings = self.of_last_minute
        is_right = any(abs(self._ahead(each)) + each.round_trip / 2 <= MOST_OFF for each in readings)
        return not is_right and any(abs(self._ahead(each)) - each.round_trip / 2 > MOST_OFF for each in readings)

    def _ahead(self, reading: Reading) -> float:
        """Return how far our clock is ahead by a reading, seconds."""
        return self._own() - self._steady() - reading.origin


class Readiness:
    """If this gateway takes requests, by its clock and by what accounts says of the others."""

    def __init__(self, offset: ClockOffset, clock: Callable[[], float] = time.monotonic) -> None:
        self._offset, self._clock = offset, clock
        self._allowed_at = float("-inf")
        self.is_ending = asyncio.Event()

    @property
    def would_rest(self) -> bool:
        """Return True if it takes no requests as long as another does."""
        return self._offset.is_off

    def hear(self, *, may_rest: bool) -> None:
        """Take in if another is ready, so that this one may rest."""
        self._allowed_at = self._clock() if may_rest else float("-inf")

    def end(self) -> None:
        """Take in that this gateway takes no further connections: others hear of it now, not when its last request is done."""
        self.is_ending.set()

    def why_not(self) -> str | None:
        """Return why it takes no requests, or None if it does; one that hears nothing of others for long takes them."""
        is_allowed = self._clock() - self._allowed_at < _ALONE
        return f"clock: {self._offset.seconds * 1000:+.0f} ms" if is_allowed and self.would_rest else None


def export(offset: ClockOffset) -> None:
    """Export what is known of the clocks; what is not known is no number, for 0 would say that the clock is right."""
    best = offset.best
    OFFSET.set(offset.seconds if best is not None else math.nan)
    ROUND_TRIP.set(best.round_trip if best is not None else math.nan)
    APART.set(offset.apart if best is not None else math.nan)


offset = ClockOffset()
readiness = Readiness(offset)
# before the first reading
export(offset)
# at the moment of asking, also if the event loop has stopped
AGE.set_function(lambda: offset.age)


class ClockWatch:
    """Asks for the database's time, and says what this gateway does, as long as it runs."""

    def __init__(self, readiness: Readiness = readiness) -> None:
        self._readiness = readiness
        self._gateway_id = new_id()
        self._tasks: list[asyncio.Task[None]] = []
        self._is_noted = False

    def start(self) -> None:
        """Begin."""
        self._tasks = [asyncio.create_task(self._measure()), asyncio.create_task(self._say())]

    async def close(self) -> None:
        """Stop, and say so."""
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._say_ending()

    async def _measure(self) -> None:
        while True:
            with suppress(
                grpc.aio.AioRpcError
            ):  # the last minute's readings stay, and then the clock is taken for right
                asked_at = time.monotonic()
                answer = await _stub().GetDatabaseTime(
                    gateways_pb2.GetDatabaseTimeRequest(), timeout=_PATIENCE, metadata=_metadata()
                )
                offset.read(asked_at, answer.at.ToDatetime(UTC).timestamp())
            export(offset)
            await asyncio.sleep(_ASKED_EVERY)

    async def _say(self) -> None:
        was_off = False
        while not self._readiness.is_ending.is_set():
            would_rest = self._readiness.would_rest
            state = gateways_pb2.GATEWAY_STATE_RESTING if would_rest else gateways_pb2.GATEWAY_STATE_READY
            with suppress(grpc.aio.AioRpcError):
                noted = await self._note(state)
                self._is_noted = True
                self._readiness.hear(may_rest=noted.may_rest)
                throttle.share(noted.ready)
            if would_rest != was_off:
                why = self._readiness.why_not() or ("off" if would_rest else "right again")
                log("gateway").warning("clock", why=why)
            was_off = would_rest
            with suppress(TimeoutError):
                async with asyncio.timeout(_SAID_EVERY):
                    await self._readiness.is_ending.wait()
        await self._say_ending()

    async def _say_ending(self) -> None:
        """Say once that this gateway takes no requests any more, so that none rests on it."""
        if self._is_noted:
            with suppress(grpc.aio.AioRpcError):
                await self._note(gateways_pb2.GATEWAY_STATE_ENDING)
                self._is_noted = False

    async def _note(self, state: gateways_pb2.GatewayState) -> gateways_pb2.NotedGateway:
        message = gateways_pb2.NoteGatewayRequest(gateway_id=self._gateway_id, state=state)
        return await _stub().NoteGateway(message, timeout=_PATIENCE, metadata=_metadata())


def _stub() -> gateways_pb2_grpc.GatewaysAsyncStub:
    return gateways_pb2_grpc.GatewaysStub(channel("accounts"))


def _metadata() -> tuple[tuple[str, str], ...]:
    return (("dasai-actor", sign(system("gateway"), settings().secret("actor_key"))),)
