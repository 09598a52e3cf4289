"""The middleware that admits a request, lets it wait a moment, or sends it away at once (docs/adr/0038-admission.md)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

from .limiter import Limiter, State, Turn
from .middleware import App, Message, Receive, Scope, Send, is_streamed
from .priorities import Priority, priority_of_request

REQUESTS = Counter("dasai_admission_total", "Requests that were admitted and shed, by class.", ["class", "outcome"])
# the first that is shed raises an alarm: a series that begins with 1 did not increase
for _class in Priority:
    for _outcome in ("admitted", "shed"):
        REQUESTS.labels(_class, _outcome)
WAIT_SECONDS = Histogram(
    "dasai_admission_wait_seconds",
    "How long requests waited for a place before they were admitted or shed, seconds.",
    ["class"],
    buckets=(0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 1),
)
# an answer that says that the work could not be done: that it came fast says nothing of the load
_UNDONE = (429, 503)
# sends a request away: the application's word on when to come back
Refuse = Callable[[Scope, float], Awaitable[App]]


class Admit:
    """Middleware that serves as many requests at once as the limiter says.

    A place is held until the answer begins: how long its body takes is the client's line. What is stored as it arrives holds its
    place until it waits for the client's bytes, for the same reason.
    """

    def __init__(self, app: App, limiter: Limiter, refuse: Refuse) -> None:
        self._app, self._limiter, self._refuse = app, limiter, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = priority_of_request(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if known is None:
            await self._app(scope, receive, send)
            return
        priority, route = known
        turn = self._limiter.arrive(priority)
        if turn.state is State.WAITING:
            await self._wait(turn)
        is_admitted = turn.state is State.ADMITTED
        REQUESTS.labels(priority, "admitted" if is_admitted else "shed").inc()
        WAIT_SECONDS.labels(priority).observe(time.monotonic() - turn.asked_at)
        if is_admitted:
            await self._serve(turn, route, scope, receive, send)
            return
        answer = await self._refuse(scope, self._limiter.spread())
        await answer(scope, receive, send)

    async def _wait(self, turn: Turn) -> None:
        admitted = asyncio.Event()
        turn.on_admitted = admitted.set
        try:
            async with asyncio.timeout(self._limiter.patience(turn.priority)):
                await admitted.wait()
        except TimeoutError:
            self._limiter.give_up(turn)
        except asyncio.CancelledError:
            self._limiter.give_up(turn)
            self._limiter.leave(turn, is_sample=False)
            raise

    async def _serve(self, turn: Turn, route: str, scope: Scope, receive: Receive, send: Send) -> None:
        async def receiving() -> Message:
            self._limiter.leave(turn, is_sample=False)
            return await receive()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                kind = f"{route} {status // 100}"
                self._limiter.leave(turn, kind, is_sample=status not in _UNDONE)
            await send(message)

        try:
            await self._app(scope, receiving if is_streamed(scope) else receive, sending)
        finally:
            self._limiter.leave(turn, is_sample=False)


class AdmissionCollector(Collector):
    """Exports the limit and what is under way at the moment of asking."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    def collect(self) -> list[GaugeMetricFamily]:
        """Return the gauges."""
        limit = GaugeMetricFamily(
            "dasai_admission_limit", "How many requests of the classes that share a limit may be served at once."
        )
        limit.add_metric([], self._limiter.limit)
        in_flight = GaugeMetricFamily("dasai_admission_in_flight", "Requests that are being served.", labels=["class"])
        waiting = GaugeMetricFamily("dasai_admission_waiting", "Requests that wait for a place.", labels=["class"])
        for priority in Priority:
            in_flight.add_metric([priority.value], self._limiter.in_flight[priority])
            waiting.add_metric([priority.value], self._limiter.waiting(priority))
        return [limit, in_flight, waiting]


_collectors: list[Collector] = []


def export(limiter: Limiter) -> None:
    """Export a limiter's gauges: those of the last one of this process."""
    while _collectors:
        REGISTRY.unregister(_collectors.pop())
    _collectors.append(AdmissionCollector(limiter))
    REGISTRY.register(_collectors[-1])
