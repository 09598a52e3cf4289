"""Minutes to the next deadlines, of the edition and of the divisions' schemes: what load is expected by (rules A4, C1, C9)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC

import grpc.aio
from dasai.registration.v1 import divisions_pb2, divisions_pb2_grpc
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

from chassis.actor import PUBLIC, sign
from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.outage import Outage
from chassis.settings import settings

from .rpc import channel

# the first look comes when the process has long begun to serve
_FIRST, _EVERY, _PATIENCE, _PAGE = 3.0, 60.0, 5.0, 100
OF_SCHEMES = ("registration_closes", "submission_closes")


def minutes_to(deadlines: Mapping[str, Iterable[Instant]], now: Instant) -> dict[str, float]:
    """Return the minutes to the next deadline of each name that has one to come."""
    coming = {name: [at for at in instants if at >= now] for name, instants in deadlines.items()}
    return {name: (min(instants) - now).total_seconds() / 60 for name, instants in coming.items() if instants}


class DeadlineWatch(Collector):
    """Learns the divisions' deadlines once a minute, and exports the minutes to the next ones at the moment of asking."""

    def __init__(self) -> None:
        timetable = edition().timetable
        self._of_edition = {
            "applications": [timetable.applications_until.at],
            "contest_reports": [timetable.contest_reports_until.at],
            "division_reports": [timetable.division_reports_until.at],
        }
        self._of_schemes: dict[str, list[Instant]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        REGISTRY.register(self)
        self._task = asyncio.create_task(self._learn_for_ever())

    async def close(self) -> None:
        """Stop."""
        REGISTRY.unregister(self)
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def collect(self) -> list[GaugeMetricFamily]:
        """Return the gauge."""
        gauge = GaugeMetricFamily(
            "dasai_deadline_minutes", "Minutes to the next deadline, by contest time.", labels=["deadline"]
        )
        for name, minutes in minutes_to({**self._of_edition, **self._of_schemes}, settings().clock.now()).items():
            gauge.add_metric([name], minutes)
        return [gauge]

    async def _learn_for_ever(self) -> None:
        outage = Outage(
            "gateway", "the divisions' deadlines are not known anew", "the divisions' deadlines are known again"
        )
        await asyncio.sleep(_FIRST)
        while True:
            try:
                self._of_schemes = await _deadlines_of_schemes()
                outage.succeed()
            except grpc.aio.AioRpcError as error:
                outage.fail(error.code().name)
            await asyncio.sleep(_EVERY)


async def _deadlines_of_schemes() -> dict[str, list[Instant]]:
    stub = divisions_pb2_grpc.DivisionsStub(channel("registration"))
    found: dict[str, list[Instant]] = {name: [] for name in OF_SCHEMES}
    message = divisions_pb2.ListDivisionsRequest(brief=True)
    message.page.page_size = _PAGE
    while True:
        metadata = (("dasai-actor", sign(PUBLIC, settings().secret("actor_key"))),)
        answer = await stub.ListDivisions(message, timeout=_PATIENCE, metadata=metadata)
        for division in answer.summaries:
            for name in OF_SCHEMES:
                if division.HasField(name):
                    found[name].append(getattr(division, name).ToDatetime(UTC))
        if not answer.page.next_page_token:
            return found
        message.page.page_token = answer.page.next_page_token
