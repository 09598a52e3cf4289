"""Copies before an application that a test writes, and services whose versions it sets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import grpc
import grpc.aio
from dasai.common.v1.public_version_pb2 import PublicVersion

from gateway.copies.middleware import FromCopies
from gateway.copies.noted import note_clock, note_end, note_gap, note_service
from gateway.copies.versions import PublicVersions

NOW = datetime(2024, 6, 10, tzinfo=UTC)
PAGE = b"<html><header></header>" + b"<p>results</p>" * 100 + b"</html>"
HTML = [(b"content-type", b"text/html; charset=utf-8"), (b"content-security-policy", b"default-src 'none'")]


@dataclass
class Answer:
    """An answer as a client reads it."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes


@dataclass
class Stage:
    """Copies before an application that a test writes, and services whose versions it sets."""

    versions: dict[str, str] = field(default_factory=lambda: {"publicity": "1", "registration": "1", "scoring": "1"})
    asked: tuple[str, ...] = ("publicity",)
    status: int = 200
    headers: list[tuple[bytes, bytes]] = field(default_factory=lambda: list(HTML))
    body: bytes = PAGE
    seconds: float = 0.0
    away: bool = False
    until: datetime | None = None
    follows_clock: bool = False
    gap: bool = False
    most_bytes: int = 1_000_000
    away_seconds: float = 300.0
    steady: float = 1000.0
    jumped: timedelta = timedelta()
    scopes: list[dict[str, Any]] = field(default_factory=list)
    direct: int = 0

    def __post_init__(self) -> None:
        self.heard = PublicVersions(self._ask, lambda: self.steady)
        self.copies = FromCopies(
            self._application,
            self._past_admission,
            self.heard,
            SimpleNamespace(now=self.contest_now),
            session_cookie="dasai_session",
            most_bytes=self.most_bytes,
            away_seconds=self.away_seconds,
            steady=lambda: self.steady,
        )

    def contest_now(self) -> datetime:
        """Return contest time, which runs on with the steady clock."""
        return NOW + timedelta(seconds=self.steady - 1000) + self.jumped

    async def _ask(self, service: str) -> PublicVersion:
        if self.away:
            raise grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, grpc.aio.Metadata(), grpc.aio.Metadata())
        return PublicVersion(version=self.versions[service])

    async def _past_admission(self, scope: Any, receive: Any, send: Any) -> None:
        self.direct += 1
        await self._application(scope, receive, send)

    async def _application(self, scope: Any, receive: Any, send: Any) -> None:
        self.scopes.append(scope)
        for service in self.asked:
            note_service(service)
        note_end(self.until)
        if self.follows_clock:
            note_clock()
        if self.gap:
            note_gap()
        body = self.body  # read before it takes time, as a service reads
        await asyncio.sleep(self.seconds)
        if scope["method"] == "POST":
            scope["state"]["session"] = SimpleNamespace(is_staff=True)
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": body})

    async def get(
        self, path: str = "/results", query: bytes = b"", language: str = "zh", method: str = "GET", **headers: str
    ) -> Answer:
        """Send a request with these headers; an underscore in a name is a hyphen."""
        sent: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query,
            "headers": [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("192.0.2.7", 1),
            "state": {"arrived_at": self.contest_now(), "language": language, "request_id": "a visitor's"},
        }
        await self.copies(scope, _never, send)
        start, *bodies = sent
        return Answer(start["status"], dict(start["headers"]), b"".join(each.get("body", b"") for each in bodies))

    async def settle(self) -> None:
        """Let every service say its version."""
        self.heard.doubt(self.versions)
        await self.heard.settled(self.versions)

    def run(self, steps: Callable[[], Awaitable[None]]) -> None:
        """Run these steps while the versions are asked for."""

        async def through() -> None:
            self.heard.start()
            await self.settle()
            try:
                await steps()
            finally:
                await self.heard.close()

        asyncio.run(through())


async def _never() -> Any:
    await asyncio.Event().wait()
