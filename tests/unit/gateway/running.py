"""The whole gateway in this process, with a small gRPC server behind it that answers as a test tells it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
from dasai.registration.v1 import divisions_pb2, divisions_pb2_grpc

from chassis.context import Context, current
from chassis.edition.current import edition
from chassis.kernel.clock import FileClock, Instant
from chassis.rpc.server import build
from chassis.settings import settings
from gateway import rpc
from gateway.app import create_app
from gateway.settings import GatewaySettings

ROOT = Path(__file__).parents[3]
Steps = Callable[[httpx.AsyncClient], Awaitable[None]]


class Divisions(divisions_pb2_grpc.DivisionsServicer):
    """Registration's divisions as far as these tests ask: `answer` is called for each, and what came with it is kept."""

    def __init__(self) -> None:
        self.answer: Callable[[str], Any] = lambda code: divisions_pb2.Division(code=code)
        self.seen: list[Context] = []

    def GetDivision(self, request: Any, context: Any) -> Any:
        self.seen.append(current())
        return self.answer(request.division_code)

    def ListDivisions(self, request: Any, context: Any) -> Any:
        self.seen.append(current())
        return divisions_pb2.ListDivisionsResponse(divisions=[self.answer("110000")])


class Gateway:
    """The app on the in-process transport; `divisions` is what stands behind it."""

    def __init__(self, clock: FileClock, patch: pytest.MonkeyPatch) -> None:
        self.clock, self._patch = clock, patch
        self.divisions = Divisions()
        # further servicers, each with what adds it to a server, that `serve` starts too
        self.more: list[tuple[Any, Any]] = []
        self._server: grpc.Server | None = None
        self._port = 0

    def serve(self) -> None:
        """Start the server, on the port that it had before."""
        registration = (divisions_pb2_grpc.add_DivisionsServicer_to_server, self.divisions)
        self._server, self._port, _ = build("registration", [registration, *self.more], f"127.0.0.1:{self._port}")
        self._server.start()
        self._patch.setenv("DASAI_REGISTRATION_ADDRESS", f"127.0.0.1:{self._port}")
        settings.cache_clear()

    def stop(self) -> None:
        """Stop the server at once."""
        if self._server is not None:
            self._server.stop(None).wait()
            self._server = None

    def patience(self, seconds: float) -> None:
        """How long a call may take."""
        self._patch.setattr(rpc, "_limits", GatewaySettings(call_seconds=seconds))

    def run(self, steps: Steps) -> None:
        """Walk through these steps with a client."""

        async def through() -> None:
            transport = httpx.ASGITransport(app=create_app(), raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client:
                await steps(client)
            await rpc.close_channels()

        asyncio.run(through())

    def get(self, path: str, **headers: str) -> httpx.Response:
        """One GET."""
        return self.request("GET", path, headers=headers)

    def request(self, method: str, path: str, **values: Any) -> httpx.Response:
        """One request."""
        answer: Future[httpx.Response] = Future()

        async def step(client: httpx.AsyncClient) -> None:
            answer.set_result(await client.request(method, path, **values))

        self.run(step)
        return answer.result(0)


@contextmanager
def running_gateway(folder: Path, at: Instant) -> Iterator[Gateway]:
    """A gateway at that contest time, its server running."""
    clock = FileClock(folder / "clock.json")
    clock.move_to(at)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASAI_ACTOR_KEY", "only-for-tests-" * 3)
        patch.setenv("DASAI_CLOCK_FILE", str(clock.path))
        patch.setenv("DASAI_EDITION_FILE", str(ROOT / "editions" / "2024.yaml"))
        settings.cache_clear()
        edition.cache_clear()
        gateway = Gateway(clock, patch)
        gateway.serve()
        try:
            yield gateway
        finally:
            gateway.stop()
    settings.cache_clear()
    edition.cache_clear()
