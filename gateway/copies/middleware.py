"""The middleware that answers from copies before anything else takes time (docs/adr/0039-public-copies.md)."""

from __future__ import annotations

import asyncio
import enum
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from prometheus_client import Counter, Gauge, Histogram

from chassis.kernel.clock import Clock, Instant
from chassis.kernel.identifiers import new_id
from chassis.telemetry import log
from gateway.admission.middleware import App, Message, Receive, Scope, Send

from .copy import VARY, Copy, Headers, Key, Representation, is_copied, matches
from .noted import Dependence, noting
from .shelf import Shelf
from .table import copied_template
from .versions import PublicVersions

ANSWERS = Counter(
    "dasai_public_copies_total",
    "Requests for public pages by how they were answered: from a copy (hit), from a copy that may be outdated (stale), by making "
    "one (miss), or without one (none).",
    ["outcome"],
)
MADE = Counter("dasai_public_copies_made_total", "Copies made, by why: first, changed, clock or uncertain.", ["why"])
FAILED = Counter(
    "dasai_public_copies_failed_total",
    "Copies that could not be made, by why: busy (429 or 503), refused (any other status), unfit (a part was missing, or "
    "something was of one reader), error.",
    ["why"],
)
# a failure raises an alarm: a series that begins with 1 did not increase
for _why in ("busy", "refused", "unfit", "error"):
    FAILED.labels(_why)
AGE = Histogram(
    "dasai_public_copies_age_seconds",
    "Age of the copies that were sent, seconds.",
    buckets=(0.1, 0.5, 1, 2, 5, 10, 30, 60, 300),
)
HELD_BYTES = Gauge("dasai_public_copies_bytes", "Memory that copies of public pages may take, bytes.")
HELD = Gauge("dasai_public_copies_held", "Copies of public pages that are kept.")
_HIT, _STALE, _MISS, _NONE = (ANSWERS.labels(outcome) for outcome in ("hit", "stale", "miss", "none"))

# nothing is sent longer than this after it was made, seconds, even if nothing has changed: what changes by the clock alone
_LONGEST = 10.0
# the same for what says the time, or how much is left; and from when on it is made anew beside, while it is still sent
_LONGEST_BY_CLOCK, _SOON_BY_CLOCK = 5.0, 1.0
# while somebody writes what is public, a copy is sent for no longer, seconds
_LONGEST_WRITTEN = 1.0
# how far contest time may run apart from a clock that only runs on, before a copy counts as of another time
_CLOCK_STEP = timedelta(milliseconds=20)
# the same for minutes, in which a clock is brought right little by little
_CLOCK_STEP_OF_LONG = timedelta(seconds=1)
# what is made anew beside takes a fifth of the time at most: so many times as long as the last one took nothing is
_REST = 4.0
# a page says as of when it is once nobody has said for so long that it is right, seconds
_SAID_AFTER = 5.0
# how many are made at once without asking for admission
_AT_ONCE = 4
# how long a request waits for a copy to be made anew if the one before may still be sent, seconds
_PATIENCE = 1.0
_LONGEST_ADDRESS = 500


class State(enum.Enum):
    """How a copy is: right; too old by the clock; outdated; or nobody says if it is right."""

    RIGHT = "right"
    OLD = "clock"
    CHANGED = "changed"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Asked:
    """What counts of a request, and by which header values its answer is chosen."""

    key: Key
    accepted: bytes
    condition: bytes


@dataclass(slots=True)
class _Answer:
    status: int = 0
    headers: Headers | None = None
    body: bytes = b""
    ended: bool = False


class FromCopies:
    """Middleware that answers public pages from copies; it makes each copy once, however many ask for it.

    A copy is made by a request of its own, which has nothing of a visitor's: no header, no address, no identifier. `admitted` is
    the way on through admission, `direct` past it: what thousands read already is not to wait behind a single page.
    """

    def __init__(
        self,
        admitted: App,
        direct: App,
        versions: PublicVersions,
        clock: Clock,
        *,
        session_cookie: str,
        most_bytes: int,
        away_seconds: float,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._direct, self._versions, self._clock, self._steady = admitted, direct, versions, clock, steady
        self._session_cookie = f"{session_cookie}=".encode()
        self._is_on, self._away_seconds = most_bytes > 0, away_seconds
        self._shelf = Shelf(most_bytes)
        self._making: dict[Key, asyncio.Task[Copy | None]] = {}
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._beside: asyncio.Task[None] | None = None
        self._rested_at = float("-inf")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._is_on:
            await self._app(scope, receive, send)
            return
        if scope["method"] != "GET":
            await self._command(scope, receive, send)
            return
        asked = self._asked(scope)
        copy = self._shelf.find(asked.key) if asked is not None else None
        template = copy.route if copy is not None else copied_template(scope["path"])
        if asked is None or template is None:
            if template is not None:
                _NONE.inc()
                send = _varying(send)
            await self._app(scope, receive, send)
            return
        await self._answer(asked, copy, template, scope, receive, send)

    async def _answer(
        self, asked: Asked, copy: Copy | None, template: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        contest_at: Instant = scope["state"]["arrived_at"]
        state = self._state(copy, contest_at) if copy is not None else State.CHANGED
        if copy is not None and state is State.UNCERTAIN and self._versions.is_doubted(copy.versions):
            await self._versions.settled(copy.versions)
            contest_at = self._clock.now()
            state = self._state(copy, contest_at)
        if copy is not None and state is State.RIGHT:
            if copy.follows_clock and self._steady() - copy.made_at > _SOON_BY_CLOCK:
                self._make_beside(asked.key, template)
            _HIT.inc()
            await self._send(copy, copy.choose(asked.accepted), asked, scope, send)
            return
        spare = copy if copy is not None and self._may_bridge(copy, contest_at) else None
        if spare is not None and state is State.UNCERTAIN:
            await self._send_stale(spare, asked, scope, send)
            return
        made = await self._made(asked.key, template, copy, state, _PATIENCE if spare is not None else None)
        if made is not None:
            _MISS.inc()
            await self._send(made, made.choose(asked.accepted), asked, scope, send)
        elif spare is not None:
            await self._send_stale(spare, asked, scope, send)
        else:
            _NONE.inc()
            await self._app(scope, receive, _varying(send))

    def _asked(self, scope: Scope) -> Asked | None:
        """Return what a request asks for; None if it may be of somebody who is signed in, or is no plain one."""
        accepted = condition = b""
        part = whole = False
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = _joined(accepted, value)
            elif name == b"if-none-match":
                condition = _joined(condition, value)
            elif name == b"cookie":
                if self._session_cookie in value:
                    return None
            elif name == b"authorization":
                return None
            elif name == b"hx-request":
                part = value == b"true"
            elif name == b"hx-history-restore-request":
                whole = True
        path, query = scope["path"], scope["query_string"]
        if len(path) + len(query) > _LONGEST_ADDRESS:
            return None
        language = scope["state"].get("language", "zh")
        return Asked(Key(language, path, query, part and not whole), accepted, condition)

    def _state(self, copy: Copy, contest_at: Instant) -> State:
        age = self._steady() - copy.made_at
        if self._has_jumped(copy, contest_at, _CLOCK_STEP):
            return State.CHANGED
        longest = _longest_of(copy)
        is_known = True
        for service, version in copy.versions.items():
            heard = self._versions.now(service)
            if heard is None:
                is_known = False
            elif heard.version != version:
                return State.CHANGED
            elif heard.is_being_written:
                longest = _LONGEST_WRITTEN
        if not is_known:
            return State.UNCERTAIN
        return State.OLD if _is_over(copy, contest_at) or age > longest else State.RIGHT

    def _may_bridge(self, copy: Copy, contest_at: Instant) -> bool:
        """Return True if a copy may be sent although nobody says that it is right: nothing says that it is not."""
        if _is_over(copy, contest_at) or self._has_jumped(copy, contest_at, _CLOCK_STEP_OF_LONG):
            return False
        for service, version in copy.versions.items():
            heard = self._versions.last(service)
            if heard is None or heard.version != version or heard.is_being_written:
                return False
        return self._unknown_for(copy) < self._away_seconds and bool(copy.versions)

    def _has_jumped(self, copy: Copy, contest_at: Instant, step: timedelta) -> bool:
        """Return True if contest time has been set since a copy was made; in a rehearsal it may also stand still."""
        gone = contest_at - copy.contest_at
        return bool(gone) and abs(gone - timedelta(seconds=self._steady() - copy.made_at)) > step

    def _unknown_for(self, copy: Copy) -> float:
        """Return for how long it has not been known if a copy is right, seconds: by its services, and by the clock."""
        heard = [self._versions.last(service) for service in copy.versions]
        vouched_at = min((each.asked_at for each in heard if each is not None), default=copy.made_at)
        right_at = min(max(vouched_at, copy.made_at), copy.made_at + _longest_of(copy))
        return max(self._steady() - right_at, 0.0)

    async def _send(self, copy: Copy, chosen: Representation, asked: Asked, scope: Scope, send: Send) -> None:
        AGE.observe(self._steady() - copy.made_at)
        scope["route"] = copy.matched
        if asked.condition and matches(asked.condition, chosen.etag):
            await send({"type": "http.response.start", "status": 304, "headers": chosen.unchanged})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": chosen.headers})
        await send({"type": "http.response.body", "body": chosen.body})

    async def _send_stale(self, copy: Copy, asked: Asked, scope: Scope, send: Send) -> None:
        _STALE.inc()
        unknown_for = self._unknown_for(copy)
        # a service that hesitates for a moment is nothing that a reader has to know
        choose = copy.choose_stale if unknown_for > _SAID_AFTER else copy.choose
        await self._send(copy, choose(asked.accepted).as_stale(unknown_for), asked, scope, send)

    async def _made(
        self, key: Key, template: str, before: Copy | None, state: State, patience: float | None
    ) -> Copy | None:
        """Return a new copy, which is made once for all who wait; None if there is none, or not in time."""
        task = self._making.get(key)
        if task is None:
            why = state.value if before is not None else "first"
            # of a service that does not answer nothing is made: it would hold the places of what can be made
            goes_first = before is not None and state is not State.UNCERTAIN
            task = asyncio.create_task(self._make(key, template, why, goes_first=goes_first))
            self._making[key] = task
            task.add_done_callback(lambda _: self._making.pop(key, None))
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                return await asyncio.shield(task)
        return None

    def _make_beside(self, key: Key, template: str) -> None:
        """Make a copy anew while the one before is still sent: one at a time, and not so many that others have to wait."""
        if self._beside is not None or self._steady() < self._rested_at or key in self._making:
            return

        async def make() -> None:
            began = self._steady()
            try:
                await self._made(key, template, self._shelf.find(key), State.OLD, None)
            finally:
                now = self._steady()
                self._beside, self._rested_at = None, now + _REST * (now - began)

        self._beside = asyncio.create_task(make())

    async def _make(self, key: Key, template: str, why: str, *, goes_first: bool) -> Copy | None:
        """Make a copy and keep it if it is known what it was made from; None if the answer can't be everybody's."""
        # of an address without a query there are few: these go first, others wait for their admission like any request
        if goes_first and not key.query:
            async with self._places:
                return await self._make_now(self._direct, key, template, why)
        return await self._make_now(self._app, key, template, why)

    async def _make_now(self, app: App, key: Key, template: str, why: str) -> Copy | None:
        heard = {service: self._versions.now(service) for service in self._versions.services}
        made_at, contest_at = self._steady(), self._clock.now()
        answer = _Answer()
        scope = _own_scope(key, contest_at)
        try:
            with noting() as noted:
                await app(scope, _nothing_more, _into(answer))
        except Exception:  # noqa: BLE001 - whatever a page fails at, whoever asked for it is answered by a request of his own
            log("gateway").warning("a copy could not be made", route=template, exc_info=True)
            FAILED.labels("error").inc()
            return None
        if not answer.ended or noted.lacks_a_part or not is_copied(answer.status, answer.headers or [], answer.body):
            FAILED.labels(_why_not(answer.status)).inc()
            self._forget_if_gone(key, answer.status)
            return None
        MADE.labels(why).inc()
        versions = {service: known.version for service in noted.services if (known := heard.get(service)) is not None}
        copy = self._copy(key, template, answer, versions, made_at, contest_at, noted)
        if copy.is_vouched:
            self._shelf.put(copy)
            self._export()
        return copy

    @staticmethod
    def _copy(
        key: Key,
        template: str,
        answer: _Answer,
        versions: dict[str, str],
        made_at: float,
        contest_at: Instant,
        noted: Dependence,
    ) -> Copy:
        return Copy(
            key=key,
            route=template,
            headers=answer.headers or [],
            body=answer.body,
            versions=versions,
            made_at=made_at,
            contest_at=contest_at,
            until=noted.until,
            follows_clock=noted.follows_clock,
            is_vouched=versions.keys() == noted.services,
        )

    def _forget_if_gone(self, key: Key, status: int) -> None:
        """Forget the copy of what is not there any more."""
        if 400 <= status < 500 and status != 429:
            self._shelf.drop(key)
            self._export()

    def _export(self) -> None:
        HELD_BYTES.set(self._shelf.bytes)
        HELD.set(len(self._shelf))

    async def _command(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a command through. What staff did by this gateway is seen by it at once, whoever looks next."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400 and _is_of_staff(scope):
                self._versions.doubt(noted.services)
            await send(message)

        with noting() as noted:
            await self._app(scope, receive, sending)


def _why_not(status: int) -> str:
    """Return why an answer of this status is no copy, as the metric says it."""
    if status in (429, 503):
        return "busy"
    return "unfit" if status == 200 else "refused"


def _joined(line: bytes, more: bytes) -> bytes:
    """Return several lines of a header as the one that they stand for (RFC 9110, section 5.3)."""
    return line + b"," + more if line else more


def _longest_of(copy: Copy) -> float:
    """Return for how long a copy is right after it was made if nothing has changed but the clock, seconds."""
    return _LONGEST_BY_CLOCK if copy.follows_clock else _LONGEST


def _is_over(copy: Copy, contest_at: Instant) -> bool:
    """Return True once what a copy says is not true any more, such as that a deadline is to come."""
    return copy.until is not None and contest_at > copy.until


def _is_of_staff(scope: Scope) -> bool:
    session = scope["state"].get("session")
    return session is not None and session.is_staff


def _own_scope(key: Key, contest_at: Instant) -> Scope:
    """Return a request for what a copy is made of, in which nothing is a visitor's."""
    headers = [(b"host", b"localhost"), (b"accept", b"text/html, application/json")]
    if key.part:
        headers.append((b"hx-request", b"true"))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": key.path,
        "raw_path": key.path.encode(),
        "root_path": "",
        "query_string": key.query,
        "headers": headers,
        "client": None,
        "server": None,
        "state": {
            "language": key.language,
            "request_id": new_id(),
            "arrived_at": contest_at,
            "traceparent": f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01",
        },
    }


async def _nothing_more() -> Message:
    """Wait for ever, as for a client that has sent all and stays."""
    await asyncio.Event().wait()
    raise AssertionError


def _into(answer: _Answer) -> Send:
    chunks: list[bytes] = []

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status, answer.headers = message["status"], list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            chunks.append(bytes(message.get("body", b"")))
            if not message.get("more_body", False):
                answer.body, answer.ended = b"".join(chunks), True

    return sending


def _varying(send: Send) -> Send:
    """Say that this answer is of this caller's cookie or token, so that no cache takes it for everybody's."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            others: Iterable[tuple[bytes, bytes]] = message.get("headers", [])
            message["headers"] = [*(header for header in others if header[0].lower() != b"vary"), (b"vary", VARY)]
        await send(message)

    return sending
