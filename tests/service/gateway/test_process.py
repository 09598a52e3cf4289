"""The gateway as a process: it starts from its settings, reports when it is ready, and stops without dropping a request."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from cli.stack.ports import Slot, listening
from cli.stack.program import wait_until

ROOT = Path(__file__).parents[3]
BODY = json.dumps({"login": "last-one", "password": "a password for tests"}).encode()  # without what is required


@dataclass
class Running:
    """A gateway without any service behind it."""

    process: subprocess.Popen[bytes]
    port: int
    metrics_port: int
    log: Path

    def health(self) -> str:
        """Return the text of /healthz; empty while nothing listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}/healthz", timeout=5) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return str(error.read().decode())
        except OSError:
            return ""

    def wait(self, word: str) -> None:
        """Wait until /healthz has this text."""
        end = time.monotonic() + 60
        while self.health() != word:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, f"never {word}"
            time.sleep(0.05)


def environment(**settings: int) -> dict[str, str]:
    """Return the environment of a gateway without services, with more settings."""
    return os.environ | {
        "DASAI_CALL_SECONDS": "1",
        "DASAI_ACTOR_KEY": "only-for-tests-" * 3,
        "DASAI_EDITION_FILE": str(ROOT / "editions" / "2024.yaml"),
        **{f"DASAI_{name}": str(value) for name, value in settings.items()},
    }


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """Run a gateway until the end of the test."""
    slot, log = Slot(("http", "metrics")), tmp_path / "gateway.log"
    port, metrics_port = slot.ports.values()
    env = environment(HTTP_PORT=port, METRICS_PORT=metrics_port)
    with (
        slot,
        log.open("wb") as out,
        subprocess.Popen([sys.executable, "-m", "gateway"], env=env, cwd=ROOT, stderr=out) as it,
    ):
        yield Running(it, port, metrics_port, log)
        it.kill()


def test_a_request_under_way_at_the_stop_is_answered(running: Running) -> None:
    """SIGTERM while a body arrives: the rest is read and judged, then the process ends with 0."""
    running.wait("ok")
    with socket.create_connection(("127.0.0.1", running.port), timeout=20) as connection:
        head = (
            f"POST /api/v1/accounts HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(BODY)}\r\nExpect: 100-continue\r\n\r\n"
        )
        connection.sendall(head.encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 100")  # the request was accepted and waits for its body
        running.process.send_signal(signal.SIGTERM)
        running.wait("draining")
        connection.sendall(BODY)
        answer = b""
        while piece := connection.recv(10_000):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 422")
    faults = json.loads(answer.split(b"\r\n\r\n", 1)[1])["faults"]
    assert [fault["field"] for fault in faults] == ["privacy_notice"]
    assert running.process.wait(20) == 0
    lines = [json.loads(line) for line in running.log.read_text().splitlines()]
    events = [line["event"] for line in lines if line["level"] == "info"]  # there is no service to hear from
    assert events == ["serving", "request", "stopped"]
    assert {line["process"] for line in lines} == {"gateway"}


@contextmanager
def sharing(folder: Path) -> Iterator[tuple[int, list[Running]]]:
    """Run two gateways that inherit one socket; yield its port, and them."""
    slot = Slot(("http", "first", "second"))
    port, *metrics_ports = slot.ports.values()
    with slot, listening(port) as shared, ExitStack() as open_things:
        gateways = []
        for metrics_port in metrics_ports:
            log = folder / f"{metrics_port}.log"
            env = environment(HTTP_FD=shared.fileno(), METRICS_PORT=metrics_port)
            out = open_things.enter_context(log.open("wb"))
            command = [sys.executable, "-m", "gateway"]
            process = open_things.enter_context(
                subprocess.Popen(command, env=env, cwd=ROOT, stderr=out, pass_fds=(shared.fileno(),))
            )
            open_things.callback(process.kill)
            gateways.append(Running(process, port, metrics_port, log))
        yield port, gateways


def test_of_two_gateways_on_one_socket_one_stops_and_nobody_is_refused(tmp_path: Path) -> None:
    """What one has not taken the other takes, and what it has taken it answers; both had some."""
    answered: Counter[int] = Counter()
    over = threading.Event()

    def ask(port: int) -> None:
        while not over.is_set():
            answered[httpx.get(f"http://127.0.0.1:{port}/api/v1/edition", timeout=30).status_code] += 1

    with sharing(tmp_path) as (port, (first, second)), ThreadPoolExecutor(4) as pool:
        for gateway in (first, second):
            gateway.wait("ok")
        asking = [pool.submit(ask, port) for _ in range(4)]
        try:
            both = (first, second)
            assert wait_until(lambda: all('"event": "request"' in each.log.read_text() for each in both), 60)
            first.process.send_signal(signal.SIGTERM)
            assert first.process.wait(20) == 0
            before = answered.total()
            assert wait_until(lambda: answered.total() > before + 20, 60)
        finally:
            over.set()
        assert [asked.result() for asked in asking] == [None] * 4  # none was refused or cut
    assert set(answered) == {200}


def test_a_socket_that_is_none_is_refused_by_its_variable(tmp_path: Path) -> None:
    """It ends at once, and says what to change."""
    env = environment(HTTP_FD=77, METRICS_PORT=0)
    command = [sys.executable, "-m", "gateway"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "DASAI_HTTP_FD: Bad file descriptor" in done.stderr) == (os.EX_CONFIG, True)


def test_without_its_key_it_does_not_start_and_names_the_variable(tmp_path: Path) -> None:
    """A gateway without a key can't sign for its users; the message names the variable."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("DASAI_")}
    env["DASAI_EDITION_FILE"] = str(ROOT / "editions" / "2024.yaml")
    done = subprocess.run(
        [sys.executable, "-m", "gateway"], env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == os.EX_CONFIG
    assert "DASAI_ACTOR_KEY is not set" in done.stderr


def test_k1_without_accounts_it_serves_the_public_and_signs_nobody_in(running: Running) -> None:
    """K1, C9: it has no database; a token it can't ask for is answered with 503 and when to try again, never with a page."""
    running.wait("ok")
    base = f"http://127.0.0.1:{running.port}"
    assert httpx.get(f"{base}/api/v1/edition", timeout=30).status_code == 200
    refused = httpx.get(f"{base}/api/v1/accounts/me", headers={"Authorization": "Bearer x"}, timeout=30)
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "UNAVAILABLE", "2")
