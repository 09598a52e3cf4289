"""A client's connections: requests go out by locust's fast client, are timed and noted, and break off if the client is such."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlsplit

import gevent
import httpx
from dasai_client.transport import TICKET
from gevent import socket
from locust.contrib.fasthttp import FastHttpSession

from chassis.permissions import template_of

from ..ledger import BUSY, ticket_ms
from .answers import is_unadvised, leaves_open

PATIENCE = 30.0  # seconds that a client waits for an answer
_TICKETS = "/api/v1/arrival-tickets"
_READING = ("GET", "HEAD")
_STREAMED = ("application/offset+octet-stream", "multipart/form-data")


class Record:
    """What a process notes of its requests until it is taken: begin, name, status (0: none), milliseconds, if it was given up.

    `unadvised` counts answers 429 and 503 that did not say when to come again.
    """

    def __init__(self) -> None:
        self.requests: list[tuple[float, str, int, float, bool]] = []
        self.unadvised = 0

    def take(self) -> list[tuple[float, str, int, float, bool]]:
        """Return what was noted since it was taken last."""
        taken, self.requests = self.requests, []
        return taken


class Connection:
    """httpx's `request` as far as the client library calls it, for one client; it keeps cookies as a browser does.

    `address` is where the client says that it is. `lost` counts requests without an answer, `arrived_ms` is the earliest
    arrival in contest time that an answer proved, 0 if none did; `forget` begins both anew. An answer to a command that
    leaves open what became of it counts as lost.
    """

    def __init__(
        self, host: str, events: Any, record: Record, address: str, contest_ms: Callable[[float], int]
    ) -> None:
        self._host, self._events, self._record = host, events, record
        self.address, self._contest_ms = address, contest_ms
        self._session = self._new_session(PATIENCE)
        # of the next requests, how many the client gives up, and after which seconds
        self.gives_up: list[float] = []
        # of the next requests with a body, how many break off half-way
        self.breaks = 0
        self.lost, self.arrived_ms = 0, 0

    @property
    def cookies(self) -> Connection:
        """Return what httpx calls its cookies: a program deletes those of sessions, a browser never does."""
        return self

    def delete(self, _name: str) -> None:
        """Delete the cookies, for a client that sends its token."""
        self._session.cookiejar.clear()

    def forget(self) -> None:
        """Count what was lost, and when something arrived, from now on."""
        self.lost, self.arrived_ms = 0, 0

    def close(self) -> None:
        """Close the connections."""
        self._session.client.close()

    def request(
        self,
        method: str,
        url: httpx.URL | str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,  # httpx's name
        content: bytes | None = None,
    ) -> httpx.Response:
        """Send a request once and return the answer; raise httpx.TransportError if none came."""
        path = _path_of(str(url))
        sent = {"X-Forwarded-For": self.address, **(headers or {})}
        if json is not None:
            content = _json(json)
            sent["Content-Type"] = "application/json"
        if self.breaks and content:
            self.breaks -= 1
            self._break_off(method, path, sent, content)
        return self._request(method, path, sent, content)

    def _request(self, method: str, path: str, headers: Mapping[str, str], content: bytes | None) -> httpx.Response:
        name = f"{method} {template_of(method, urlsplit(path).path) or urlsplit(path).path}"
        patience = self.gives_up.pop(0) if self.gives_up else None
        session = self._session if patience is None else self._new_session(patience, self._session.cookiejar)
        began, clock = time.time(), time.perf_counter()
        with session.request(
            method,
            path,
            name=name,
            data=cast(Any, content),
            headers=dict(headers),
            allow_redirects=False,
            catch_response=True,
        ) as answer:
            status, body = answer.status_code, answer.content
            if status < 500 and status:
                answer.success()  # a refusal is an answer
        took = (time.perf_counter() - clock) * 1000
        if patience is not None:
            session.client.close()
        self._record.requests.append((began, name, status, round(took, 2), patience is not None and not status))
        if not status:
            self.lost += 1
            raise httpx.ReadError(f"no answer to {name}")
        response = httpx.Response(status, headers=_headers(answer), content=bytes(body or b""))
        self._record.unadvised += is_unadvised(response)
        if method not in _READING and leaves_open(response):
            self.lost += 1
        self._note_arrival(method, path, headers, response)
        return response

    def _break_off(self, method: str, path: str, headers: Mapping[str, str], content: bytes) -> None:
        """Send half of a request and hang up; raise httpx.WriteError."""
        split = urlsplit(self._host)
        lines = [f"{method} {path} HTTP/1.1", f"Host: {split.netloc}", f"Content-Length: {len(content)}"]
        lines += [f"{name}: {value}" for name, value in headers.items() if name.lower() != "content-length"]
        lines += [f"Cookie: {cookies}"] if (cookies := self.cookie_header()) else []
        head = "\r\n".join((*lines, "", "")).encode()
        self.lost += 1
        with suppress(OSError), socket.create_connection((split.hostname, split.port or 80), PATIENCE) as line:
            line.sendall(head + content[: len(content) // 2 + 1])
            gevent.sleep(0.05)  # so that it is on its way before the line is cut
        raise httpx.WriteError(f"cut off: {method}")

    @property
    def cookie_jar(self) -> Any:
        """Return the cookies, which may be kept for the connections of another visit."""
        return self._session.cookiejar

    def use(self, cookies: Any) -> None:
        """Go on with the cookies of an earlier visit."""
        self._session.cookiejar = self._session.client.cookiejar = cookies

    def cookie_header(self) -> str:
        """Return the cookies as a request sends them."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._session.cookiejar)

    def _note_arrival(self, method: str, path: str, headers: Mapping[str, str], answer: httpx.Response) -> None:
        """Note when the platform says that a command arrived, by its ticket, or at the latest, by its answer that it is busy."""
        if TICKET in answer.headers:
            self.note_ticket(answer.headers[TICKET])
        elif path == _TICKETS and answer.is_success:
            self.note_ticket(answer.json()["ticket"])
        elif answer.status_code in BUSY and method not in _READING and _is_read_whole(path, headers):
            self.arrived_ms = min(filter(None, (self.arrived_ms, self._contest_ms(time.time()))))

    def note_ticket(self, ticket: str) -> None:
        """Note the arrival that a ticket of a page proves, if there is one."""
        if ticket:
            self.arrived_ms = min(filter(None, (self.arrived_ms, ticket_ms(ticket))))

    def _new_session(self, patience: float, cookies: Any = None) -> FastHttpSession:
        session = FastHttpSession(
            base_url=self._host,
            request_event=self._events.request,
            user=None,
            network_timeout=patience,
            connection_timeout=PATIENCE,
            max_retries=0,
            concurrency=2,
        )
        if cookies is not None:
            session.cookiejar = session.client.cookiejar = cookies
        return session


def _is_read_whole(path: str, headers: Mapping[str, str]) -> bool:
    """Return True if a request is a command whose arrival counts: an upload counts from when it was begun."""
    return path != _TICKETS and not headers.get("Content-Type", "").startswith(_STREAMED)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _path_of(url: str) -> str:
    split = urlsplit(url)
    return split.path + (f"?{split.query}" if split.query else "")


def _headers(answer: Any) -> list[tuple[str, str]]:
    # the content is plain by now
    return [
        (name, value)
        for name, value in answer.headers.items()
        if name.lower() not in ("content-encoding", "content-length")
    ]
