"""The check of a process's port before the process listens."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from cli.stack.processes import health


@pytest.fixture
def echoing_port() -> Iterator[int]:
    """Yield a port that answers with the request itself, as a connection does that reached itself."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def echo() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(connection.recv(1000))

        thread = threading.Thread(target=echo)
        thread.start()
        yield server.getsockname()[1]
        thread.join(timeout=10)


def test_an_answer_that_is_no_http_means_that_nobody_listens_yet(echoing_port: int) -> None:
    assert health(echoing_port)() == "does not listen yet"


def test_a_refused_connection_means_that_nobody_listens_yet() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert health(port)() == "does not listen yet"
