"""Slow and large request heads, over real sockets."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import uvicorn

from gateway.admission.heads import bounded
from gateway.admission.middleware import security_headers

SECONDS, SIZE = 0.5, 4096
HEAD = b"POST /x HTTP/1.1\r\nHost: a\r\n"


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the size of the body: slowly, or before it is there, if the path says so."""
    if scope["type"] != "http":
        return
    size, more = 0, scope["path"] != "/early"
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    if scope["path"] == "/slow":
        await asyncio.sleep(3 * SECONDS)
    body = str(size).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server with the bounds."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=bounded(SECONDS, SIZE), log_config=None, lifespan="off", timeout_keep_alive=30)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(20)


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    """Connect to the server."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        yield connection


def answer(connection: socket.socket) -> bytes:
    """Return all that comes until the server hangs up."""
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received


def problem(received: bytes) -> tuple[int, str]:
    """Return status and code of an answer with a problem."""
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    return int(head.split()[1]), json.loads(body)["code"]


@pytest.mark.parametrize("sent", [b"P", HEAD, HEAD + b"X-Long: " + b"x" * 100, b"\r\n"])
def test_a_head_that_is_not_there_in_time_is_answered_with_408(port: int, sent: bytes) -> None:
    """The client is told the bound, and the connection ends."""
    began = time.monotonic()
    with connected(port) as connection:
        connection.sendall(sent)
        received = answer(connection)
    assert SECONDS * 0.9 <= time.monotonic() - began < 15
    assert problem(received) == (408, "HEAD_TOO_SLOW")
    assert "0.5秒" in received.decode()


def test_a_byte_now_and_then_gains_no_time(port: int) -> None:
    """The bound is on the whole head, not on the pause between two bytes."""
    with connected(port) as connection:
        connection.sendall(HEAD)
        began, ended = time.monotonic(), False
        while not ended and time.monotonic() - began < 20:
            time.sleep(SECONDS / 20)
            try:
                connection.sendall(b"x")
            except OSError:
                ended = True
    assert (ended, time.monotonic() - began < 15) == (True, True)


def test_a_connection_that_asks_nothing_is_closed_without_an_answer(port: int) -> None:
    """A browser keeps such connections in reserve: it must not read an answer to a request that it never sent."""
    with connected(port) as connection:
        assert answer(connection) == b""


def test_250_half_sent_heads_are_all_gone_after_the_bound(port: int) -> None:
    """None holds a connection for longer, and a whole request beside them is answered."""
    with ExitStack() as stack:
        connections = [stack.enter_context(connected(port)) for _ in range(250)]
        for connection in connections:
            connection.sendall(HEAD)
        with connected(port) as good:
            good.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            assert answer(good).startswith(b"HTTP/1.1 200")
        assert [problem(answer(connection)) for connection in connections] == [(408, "HEAD_TOO_SLOW")] * 250


def test_a_slow_body_and_a_slow_answer_are_no_slow_head(port: int) -> None:
    """What comes after the head has limits of its own."""
    with connected(port) as connection:
        connection.sendall(b"POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\n")
        for letter in (b"a", b"b", b"c"):
            time.sleep(SECONDS * 0.7)
            connection.sendall(letter)
        received = answer(connection)
    assert (received.split()[1], received[-1:]) == (b"200", b"3")


def test_each_head_on_a_connection_has_the_bound(port: int) -> None:
    """Idle time between two requests does not count; a second head that stays half-sent does."""
    with connected(port) as connection:
        for _ in range(2):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
            time.sleep(SECONDS * 2)
        connection.sendall(b"GET / HTTP/1.1\r\n")
        assert problem(answer(connection)) == (408, "HEAD_TOO_SLOW")


def test_a_half_sent_head_behind_a_request_under_way_does_not_cut_its_answer(port: int) -> None:
    """The first request is answered whole, then the connection ends."""
    with connected(port) as connection:
        connection.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET / HT")
        received = answer(connection)
    assert (received.split()[1], received[-1:], received.count(b"HTTP/1.1")) == (b"200", b"0", 1)


@pytest.mark.parametrize("whole", [True, False])
def test_a_head_that_is_too_large_is_answered_with_431(port: int, whole: bool) -> None:
    """As soon as it is over the bound, complete or not."""
    with connected(port) as connection:
        connection.sendall(HEAD + b"X-Long: " + b"x" * SIZE + (b"\r\n\r\n" if whole else b""))
        assert problem(answer(connection)) == (431, "HEAD_TOO_LARGE")
    with connected(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * (SIZE - 200) + b"\r\nConnection: close\r\n\r\n")
        assert answer(connection).startswith(b"HTTP/1.1 200")


def test_the_rest_of_a_body_that_was_answered_early_is_no_head(port: int) -> None:
    """The next request on the connection is answered; what comes behind it in one piece too."""
    begun = b"POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n"
    with connected(port) as connection:
        for behind in (b"", b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"):
            connection.sendall(begun)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
            connection.sendall(b"x" * (SIZE + 1))
            connection.sendall(b"x" * (10_000 - SIZE - 1) + behind)
        assert answer(connection).startswith(b"HTTP/1.1 200")


def test_a_body_that_was_answered_early_and_never_ends_is_cut_off(port: int) -> None:
    """The connection ends without a second answer, however steadily the bytes come."""
    with connected(port) as connection:
        connection.sendall(b"POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        began, ended = time.monotonic(), False
        while not ended and time.monotonic() - began < 20:
            time.sleep(SECONDS / 20)
            try:
                connection.sendall(b"x")
            except OSError:
                ended = True
    assert (ended, time.monotonic() - began < 15) == (True, True)


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        # what two servers could read in two ways (request smuggling)
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x, chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n",
    ],
)
def test_what_is_not_http_is_answered_with_400_and_the_connection_ends(port: int, sent: bytes) -> None:
    """As a problem like any other, and nothing behind it is read as a request."""
    with connected(port) as connection:
        connection.sendall(sent + b"GET /behind HTTP/1.1\r\nHost: a\r\n\r\n")
        received = answer(connection)
    assert problem(received) == (400, "HEAD_INVALID")
    assert received.count(b"HTTP/1.1") == 1


def test_nonsense_behind_a_request_under_way_does_not_cut_its_answer(port: int) -> None:
    """The first request is answered whole, then the connection ends."""
    with connected(port) as connection:
        connection.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n")
        received = answer(connection)
    assert (received.split()[1], received[-1:], received.count(b"HTTP/1.1")) == (b"200", b"0", 1)


def test_answers_to_wrong_heads_have_the_headers_of_all_answers(port: int) -> None:
    """Browsers show them nowhere else, and no cache keeps them."""
    with connected(port) as connection:
        connection.sendall(b"nonsense\r\n\r\n")
        head = answer(connection).partition(b"\r\n\r\n")[0].decode().lower()
    for name, value in security_headers(tls=False):
        assert f"\r\n{name.decode()}: {value.decode().lower()}\r\n" in f"{head}\r\n"
    assert "cache-control: no-store" in head


@contextmanager
def draining(opened: int) -> Iterator[list[socket.socket]]:
    """Run a server with so many connections, on the first of which a request was answered; it drains in the block."""
    listening = socket.create_server(("127.0.0.1", 0))
    protocol = bounded(10, SIZE)
    config = uvicorn.Config(app, http=protocol, log_config=None, lifespan="off", timeout_graceful_shutdown=10)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        with ExitStack() as open_things:
            connections = [open_things.enter_context(connected(listening.getsockname()[1])) for _ in range(opened)]
            connections[0].sendall(b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
            received = b""
            while not received.endswith(b"\r\n\r\n0"):
                received += connections[0].recv(4096)
            protocol.draining = server.should_exit = True
            time.sleep(0.3)
            yield connections
    finally:
        server.should_exit = True
        thread.join(20)
    assert not thread.is_alive()


def test_a_process_that_drains_answers_what_comes_on_connections_that_it_has() -> None:
    """A request may be on its way when the signal comes: it is answered, also one that comes slowly, and is the last."""
    request = b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"
    with draining(3) as (answered, fresh, slow):
        slow.sendall(request[:20])
        for connection in (answered, fresh):
            connection.sendall(request)
        received = [answer(answered), answer(fresh)]
        time.sleep(1)
        slow.sendall(request[20:])
        received.append(answer(slow))
    assert [(each.split()[1], each[-1:], b"connection: close" in each) for each in received] == [
        (b"200", b"0", True)
    ] * 3


def test_a_process_that_drains_does_not_wait_long_for_connections_on_which_nothing_comes() -> None:
    began = time.monotonic()
    with draining(2) as idle:
        assert [answer(connection) for connection in idle] == [b"", b""]
    assert time.monotonic() - began < 5
