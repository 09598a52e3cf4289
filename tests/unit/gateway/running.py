"""The whole gateway in this process, with a small gRPC server behind it whose answers a test sets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
from dasai.accounts.v1 import sessions_pb2, sessions_pb2_grpc
from dasai.registration.v1 import divisions_pb2, divisions_pb2_grpc
from fastapi import FastAPI

from chassis.context import Context, current
from chassis.edition import load_edition
from chassis.edition.current import edition
from chassis.facts.roles import Role
from chassis.kernel.clock import FileClock, Instant
from chassis.kernel.refusal import refuse
from chassis.refusals import UNAUTHENTICATED
from chassis.rpc.server import build
from chassis.service_names import SERVICES
from chassis.settings import settings
from gateway import rpc
from gateway.app import create_app
from gateway.clock_offset import readiness
from gateway.settings import GatewaySettings

ROOT = Path(__file__).parents[3]
Steps = Callable[[httpx.AsyncClient], Awaitable[None]]


class Divisions(divisions_pb2_grpc.DivisionsServicer):
    """A servicer of divisions: `answer` makes each answer, and `seen` keeps the context of each call."""

    def __init__(self) -> None:
        self.answer: Callable[[str], divisions_pb2.Division] = lambda code: divisions_pb2.Division(code=code)
        self.seen: list[Context] = []
        self.listed: list[divisions_pb2.ListDivisionsRequest] = []

    def GetDivision(
        self, request: divisions_pb2.GetDivisionRequest, context: grpc.ServicerContext
    ) -> divisions_pb2.Division:
        self.seen.append(current())
        return self.answer(request.division_code)

    def ListDivisions(
        self, request: divisions_pb2.ListDivisionsRequest, context: grpc.ServicerContext
    ) -> divisions_pb2.ListDivisionsResponse:
        self.seen.append(current())
        self.listed.append(request)
        whole = self.answer("110000")
        if request.brief:
            summary = divisions_pb2.DivisionSummary(code=whole.code, name=whole.name, state=whole.state)
            return divisions_pb2.ListDivisionsResponse(summaries=[summary])
        return divisions_pb2.ListDivisionsResponse(divisions=[whole])


class Sessions(sessions_pb2_grpc.SessionsServicer):
    """A servicer of sessions that knows one: of an account with every role, by the token of ALL_ROLES."""

    def Authenticate(
        self, request: sessions_pb2.AuthenticateRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.Session:
        if request.token != "all-roles":
            refuse(UNAUTHENTICATED)
        divisions = {Role.HOST: "110000", Role.REVIEWER: "110000"}
        session = sessions_pb2.Session(session_id="1", account_id="somebody", login="somebody")
        for role in Role:
            session.grants.add(role=f"ROLE_{role.upper()}", division=divisions.get(role, ""))
        session.ends_at.FromDatetime(datetime.now(UTC) + timedelta(hours=1))
        return session

    def ListEnded(
        self, request: sessions_pb2.ListEndedRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.ListEndedResponse:
        return sessions_pb2.ListEndedResponse()


# the headers of a request by an account with every role
ALL_ROLES = {"authorization": "Bearer all-roles"}


class Gateway:
    """The app on the in-process transport, in front of `divisions`."""

    def __init__(self, clock: FileClock, patch: pytest.MonkeyPatch) -> None:
        self.clock, self._patch = clock, patch
        self.divisions = Divisions()
        # further servicers that `serve` starts too, each with the function that adds it to a server
        self.more: list[tuple[Any, Any]] = [(sessions_pb2_grpc.add_SessionsServicer_to_server, Sessions())]
        self._server: grpc.Server | None = None
        self._port = 0

    def serve(self) -> None:
        """Start the server, after a stop on the same port."""
        registration = (divisions_pb2_grpc.add_DivisionsServicer_to_server, self.divisions)
        self._server, self._port, _ = build("registration", [registration, *self.more], f"127.0.0.1:{self._port}")
        self._server.start()
        for service in SERVICES:
            self._patch.setenv(f"DASAI_{service.upper()}_ADDRESS", f"127.0.0.1:{self._port}")
        settings.cache_clear()

    def stop(self) -> None:
        """Stop the server at once."""
        if self._server is not None:
            self._server.stop(None).wait()
            self._server = None

    def patience(self, seconds: float) -> None:
        """Set how long a call may take."""
        self._patch.setattr(rpc, "_limits", GatewaySettings(call_seconds=seconds))

    def run(self, steps: Steps) -> None:
        """Run these steps with a client."""

        async def through() -> None:
            # each run is an event loop of its own, and an event belongs to the loop in which it was waited for first
            self._patch.setattr(readiness, "is_ending", asyncio.Event())
            app = create_app()
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            routes = _routes_of(app)
            async with (
                routes.router.lifespan_context(routes),
                httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client,
            ):
                await steps(client)

        asyncio.run(through())

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Send a GET."""
        return self.request("GET", path, headers=headers)

    def request(self, method: str, path: str, **values: Any) -> httpx.Response:
        """Send a request."""
        answer: Future[httpx.Response] = Future()

        async def step(client: httpx.AsyncClient) -> None:
            answer.set_result(await client.request(method, path, **values))

        self.run(step)
        return answer.result(0)


def _routes_of(app: Any) -> FastAPI:
    """Return the routes inside the middleware."""
    while not isinstance(app, FastAPI):
        app = app._app
    return app


# an edition is frozen, and takes longer to read than most of these tests take
_read_once = cache(load_edition)


@contextmanager
def running_gateway(folder: Path, at: Instant) -> Iterator[Gateway]:
    """Run a gateway and its server at this contest time."""
    clock = FileClock(folder / "clock.json")
    clock.move_to(at)
    rpc.forget_channels()  # of an earlier test: its loop is closed, and its server is gone
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASAI_ACTOR_KEY", "only-for-tests-" * 3)
        patch.setenv("DASAI_ALLOWED_HOSTS", "gateway.test")
        patch.setenv("DASAI_CLOCK_FILE", str(clock.path))
        patch.setenv("DASAI_EDITION_FILE", str(ROOT / "editions" / "2024.yaml"))
        settings.cache_clear()
        patch.setattr("chassis.edition.current.load_edition", _read_once)
        edition.cache_clear()
        gateway = Gateway(clock, patch)
        gateway.serve()
        try:
            yield gateway
        finally:
            gateway.stop()
    settings.cache_clear()
    edition.cache_clear()
