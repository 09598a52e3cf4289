"""Publicity's processes for its service tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request

from chassis.actor import Actor, Grant, Role
from chassis.objects import objects
from chassis.settings import settings
from gateway import problems, rpc, throttle
from gateway.admission.middleware import Stamp
from gateway.api.publicity import awards, evidence, logo_authorisations, notices, objections, reports
from tests.service.publicity.running import ACTOR_KEY, Publicity, Walk
from tests.unit.services.publicity.builders import beijing


@pytest.fixture(scope="module")
def publicity(tmp_path_factory: pytest.TempPathFactory, own_amqp_url: str, mongodb_url: str) -> Iterator[Publicity]:
    """Run publicity with an empty database and its own clock."""
    running = Publicity(tmp_path_factory.mktemp("publicity"), own_amqp_url, mongodb_url)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def walk(publicity: Publicity, monkeypatch: pytest.MonkeyPatch) -> Callable[[Walk], None]:
    """Run a walk through the router behind the gateway's own stamp; the `as` header replaces a sign-in."""
    publicity.clock.move_to(beijing("2024-10-22T10:00:00.000"))
    monkeypatch.setenv("DASAI_PUBLICITY_ADDRESS", publicity.address)
    monkeypatch.setenv("DASAI_ACTOR_KEY", ACTOR_KEY)
    monkeypatch.setenv("DASAI_OBJECTS_URL", publicity.objects_url)
    for name in ("REPORTS_AN_HOUR", "OBJECTIONS_AN_HOUR", "REPORT_FILES_AN_HOUR"):
        monkeypatch.setenv(f"DASAI_{name}", "6")
    for cache in (settings, objects, throttle.reports, throttle.objections, throttle.report_files):
        cache.cache_clear()
    app = FastAPI()
    problems.install(app)
    for subject in (notices, objections, evidence, reports, awards, logo_authorisations):
        app.include_router(subject.router)

    @app.middleware("http")
    async def sign_in(request: Request, rest: Any) -> Any:
        role = request.headers.get("as")
        if role:
            request.state.actor = Actor(f"account-{role}", frozenset({Grant(Role(role))}))
        return await rest(request)

    door = Stamp(app, publicity.clock)

    def run(steps: Walk) -> None:
        async def through() -> None:
            transport = httpx.ASGITransport(app=door)
            async with httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client:
                await steps(client)
            await rpc.close_channels()

        asyncio.run(through())

    return run
