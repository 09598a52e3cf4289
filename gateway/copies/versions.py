"""The versions of what the public sees of the services, asked for all the time, by which copies are known to be right."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import grpc.aio
from dasai.common.v1 import public_version_pb2, public_version_pb2_grpc
from prometheus_client import Gauge

from chassis.actor import sign, system
from chassis.outage import Outage
from chassis.settings import settings
from gateway.rpc import channel

AGE = Gauge(
    "dasai_public_versions_age_seconds",
    "For how long a service has not said what the public sees of it, seconds, by service.",
    ["of"],
)
# the services whose public data has versions; what others say is in no copy
SERVICES = ("registration", "scoring", "publicity")
# how often each is asked, and how long it may take to answer, seconds
ASK_EVERY, ASK_PATIENCE = 0.25, 1.0
# a version that was asked for longer ago is not known to be in force any more, seconds
TRUST = 1.5

Ask = Callable[[str], Awaitable[public_version_pb2.PublicVersion]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a service said, when it was asked, and after how many doubts."""

    version: str
    is_being_written: bool
    asked_at: float
    doubts: int


async def ask_service(service: str) -> public_version_pb2.PublicVersion:
    """Ask a service for the version of what the public sees of it; raises AioRpcError."""
    stub = public_version_pb2_grpc.PublicVersionsStub(channel(service))
    metadata = (("dasai-actor", sign(system("gateway"), settings().secret("actor_key"))),)
    answer: public_version_pb2.PublicVersion = await stub.GetPublicVersion(
        public_version_pb2.GetPublicVersionRequest(), timeout=ASK_PATIENCE, metadata=metadata
    )
    return answer


class PublicVersions:
    """What each service said last. Before it has said anything nothing of it is copied."""

    def __init__(self, ask: Ask = ask_service, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask, self._clock = ask, clock
        self._heard: dict[str, Heard] = {}
        # how often each was doubted: what was asked before the last doubt is not taken for true
        self._doubts: dict[str, int] = dict.fromkeys(SERVICES, 0)
        self._wakes: dict[str, asyncio.Event] = {}
        self._said: dict[str, asyncio.Event] = {}
        self._asking: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to ask, and export for how long each has said nothing."""
        began_at = self._clock()
        for service in SERVICES:
            AGE.labels(service).set_function(partial(self._silent_for, service, began_at))
        self._wakes = {service: asyncio.Event() for service in SERVICES}
        self._said = {service: asyncio.Event() for service in SERVICES}
        self._asking = [asyncio.create_task(self._ask_for_ever(service)) for service in SERVICES]

    async def close(self) -> None:
        """Stop asking."""
        for task in self._asking:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def _silent_for(self, service: str, began_at: float) -> float:
        heard = self._heard.get(service)
        return self._clock() - (heard.asked_at if heard is not None else began_at)

    @property
    def services(self) -> tuple[str, ...]:
        """Return the services that are asked."""
        return SERVICES

    def last(self, service: str) -> Heard | None:
        """Return what a service said last, however long ago; None if it said nothing, or was written to since."""
        heard = self._heard.get(service)
        return heard if heard is not None and heard.doubts == self._doubts[service] else None

    def now(self, service: str) -> Heard | None:
        """Return what a service says now; None if that is not known."""
        heard = self.last(service)
        return heard if heard is not None and self._clock() - heard.asked_at < TRUST else None

    def doubt(self, services: Iterable[str]) -> None:
        """Take nothing for true that these said before now, and ask them at once: somebody has written there by this gateway."""
        for service in services:
            if service in self._wakes:
                self._doubts[service] += 1
                self._said[service].clear()
                self._wakes[service].set()

    def is_doubted(self, services: Iterable[str]) -> bool:
        """Return True if one of these is being asked because somebody has written there."""
        return any(service in self._heard and self.last(service) is None for service in services)

    async def settled(self, services: Iterable[str]) -> None:
        """Wait until these have said what is in force since they were written to, but not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ASK_PATIENCE):
                for service in services:
                    while service in self._said and self.last(service) is None:
                        self._said[service].clear()
                        await self._said[service].wait()

    async def _ask_for_ever(self, service: str) -> None:
        wake, is_away = self._wakes[service], False
        outage = Outage(
            "gateway", "a service does not say what is public", "a service says again what is public", of=service
        )
        while True:
            wake.clear()
            asked_at, doubts = self._clock(), self._doubts[service]
            try:
                answer = await self._ask(service)
            except grpc.aio.AioRpcError as error:
                is_away = True
                outage.fail(error.code().name)
            else:
                is_away = False
                outage.succeed()
                self._heard[service] = Heard(answer.version, answer.is_being_written, asked_at, doubts)
                self._said[service].set()
            # while it is away, a wake-up would only have it asked again and again
            with suppress(TimeoutError):
                async with asyncio.timeout(ASK_EVERY):
                    await (asyncio.sleep(ASK_EVERY) if is_away else wake.wait())
