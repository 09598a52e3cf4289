"""A bound on request heads, in time and in size: uvicorn has none, so that half-sent heads could hold connections for ever."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import Code, Kind, Refusal
from chassis.telemetry import log
from gateway.observe import HTTP_SECONDS
from gateway.problems import CHINESE, MEDIA_TYPE, ProblemError

from .middleware import security_headers

HEAD_TOO_SLOW = Code(
    "HEAD_TOO_SLOW",
    Kind.INVALID,
    "请求头在{seconds}秒内未传完，请检查网络后重试。",
    "The head of the request did not arrive within {seconds} seconds: check the connection and try again.",
)
HEAD_TOO_LARGE = Code(
    "HEAD_TOO_LARGE",
    Kind.INVALID,
    "请求头超过{limit}字节，请清除本站的Cookie后重试。",
    "The head of the request has more than {limit} bytes: delete this site's cookies and try again.",
)
HEAD_INVALID = Code(
    "HEAD_INVALID",
    Kind.INVALID,
    "请求不符合HTTP协议，请检查所用的程序。",
    "The request is not valid HTTP: check the program that sent it.",
)


class BoundedHeads(HttpToolsProtocol):
    """uvicorn's protocol with bounds: it answers 408 to a head that is too slow, 431 to one that is too large, 400 to what is not
    HTTP, and hangs up.

    The time of a first head runs from the connection; of a further one on it from its first byte, and until then uvicorn's
    keep-alive counts. The rest of a body that was answered early is read for as long as a head may take, then the connection
    ends; it counts as no head's.

    A process that drains has taken connections whose request is still on its way: it waits a moment for it, and its answer is the
    last on that connection. uvicorn would hang up.
    """

    # how long a head may take, seconds, and how long it may be, bytes; if all is over TLS; `bounded` sets them
    head_seconds = 10.0
    head_bytes = 64 * 1024
    tls = False
    # if the process drains, and how long it waits for a request on a connection that it has, seconds
    draining = False
    drained_after = 1.0

    _timer: asyncio.TimerHandle | None = None
    _received = 0
    _in_body = False
    _ended = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin with the first head."""
        super().connection_made(transport)
        self._await_head()
        if self.draining:  # it was taken at the last moment
            self.shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the head."""
        self._head_is_there()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what comes while a head is awaited; between requests anything begins the next head, or is a body's rest."""
        if self._ended:
            return
        if self._timer is None and (self.cycle is None or self.cycle.response_complete):
            self._await_head()
        if self._timer is not None and not self._in_body:
            self._received += len(data)
        super().data_received(data)
        if self._timer is not None and self._received > self.head_bytes:
            self._refuse(431, HEAD_TOO_LARGE, limit=str(self.head_bytes))

    def on_message_begin(self) -> None:
        """Begin a further head that came with the end of the request before it."""
        super().on_message_begin()
        if self._timer is None:
            self._await_head()

    def on_headers_complete(self) -> None:
        """Let the request begin, unless its head is too large."""
        if self._ended:
            return
        self._head_is_there()
        self._in_body = True
        if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > self.head_bytes:
            self._refuse(431, HEAD_TOO_LARGE, limit=str(self.head_bytes))
            return
        super().on_headers_complete()
        if self.draining and self.cycle is not None:
            self.cycle.keep_alive = False

    def shutdown(self) -> None:
        """Let the request under way, or one that comes within a moment, be the last on this connection."""
        if self.cycle is not None and not self.cycle.response_complete:
            super().shutdown()
        else:
            self.loop.call_later(self.drained_after, self._hang_up_if_idle)

    def _hang_up_if_idle(self) -> None:
        """End the connection unless something arrives on it; a head that is under way has its own time."""
        under_way = self.cycle is not None and not self.cycle.response_complete
        if not under_way and not (self._timer is not None and self._received) and not self.transport.is_closing():
            self.transport.close()

    def on_body(self, body: bytes) -> None:
        """Take in a part of the body."""
        if not self._ended:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End the request."""
        self._head_is_there()
        self._in_body = False
        if not self._ended:
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP as everything else is answered, but do not cut the answer of a request before it."""
        if self.cycle is not None and not self.cycle.response_complete and not self._in_body:
            self._ended = True
            self.cycle.keep_alive = False  # the answer under way is the last on this connection
            return
        self._refuse(400, HEAD_INVALID)

    def _await_head(self) -> None:
        self._received = 0
        self._timer = self.loop.call_later(self.head_seconds, self._too_slow)

    def _head_is_there(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False  # the answer under way comes first, and is the last on this connection
        elif self._received:
            self._refuse(408, HEAD_TOO_SLOW, seconds=f"{self.head_seconds:g}")
        elif not self.transport.is_closing():
            self.transport.close()  # nothing was asked: a browser keeps such connections in reserve

    def _refuse(self, status: int, code: Code, **facts: str) -> None:
        """Answer with a problem and hang up; what still comes is not read."""
        self._head_is_there()
        self._ended = True
        if self.transport.is_closing():
            return
        HTTP_SECONDS.labels("other", "-", str(status)).observe(self.head_seconds if status == 408 else 0)
        refusal = Refusal(code, facts)
        identifier = new_id()
        log("gateway.access").info("head refused", status=status, refused=code.name, request=identifier)
        problem = ProblemError(status, code.name, refusal.zh, refusal.en, facts=facts).body(identifier)
        body = json.dumps(problem, ensure_ascii=False).encode()
        security = "".join(f"{name.decode()}: {value.decode()}\r\n" for name, value in security_headers(tls=self.tls))
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: {MEDIA_TYPE}\r\n"
            f"content-length: {len(body)}\r\ncontent-language: {CHINESE}\r\n"
            f"cache-control: no-store\r\n{security}"
            f"x-request-id: {identifier}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()


def bounded(seconds: float, size: int, *, tls: bool = False) -> type[BoundedHeads]:
    """Return the protocol with these bounds, for uvicorn's `http`."""
    return type("BoundedHeads", (BoundedHeads,), {"head_seconds": seconds, "head_bytes": size, "tls": tls})
