"""The gateway as a process: it starts from its settings, reports when it is ready, and stops without dropping a request."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from cli.stack.ports import Slot

ROOT = Path(__file__).parents[3]
BODY = json.dumps({"login": "last-one", "password": "a password for tests"}).encode()


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


@pytest.fixture
def running(tmp_path: Path, mongodb_url: str, database_prefix: str) -> Iterator[Running]:
    """Run a gateway until the end of the test."""
    slot, log = Slot(("http", "metrics")), tmp_path / "gateway.log"
    port, metrics_port = slot.ports.values()
    env = os.environ | {
        "DASAI_MONGODB_URL": mongodb_url,
        "DASAI_DATABASE_PREFIX": database_prefix,
        "DASAI_ACTOR_KEY": "only-for-tests-" * 3,
        "DASAI_EDITION_FILE": str(ROOT / "editions" / "2024.yaml"),
        "DASAI_HTTP_PORT": str(port),
        "DASAI_METRICS_PORT": str(metrics_port),
        "DASAI_ARGON2_MEMORY": "8192",
    }
    with (
        slot,
        log.open("wb") as out,
        subprocess.Popen([sys.executable, "-m", "gateway"], env=env, cwd=ROOT, stderr=out) as it,
    ):
        yield Running(it, port, metrics_port, log)
        it.kill()


def test_a_request_under_way_at_the_stop_is_answered(running: Running) -> None:
    """SIGTERM while a body arrives: the rest is read and the account created, then the process ends with 0."""
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
    assert answer.startswith(b"HTTP/1.1 201")
    assert "account_id" in json.loads(answer.split(b"\r\n\r\n", 1)[1])
    assert running.process.wait(20) == 0
    lines = [json.loads(line) for line in running.log.read_text().splitlines()]
    assert [line["event"] for line in lines] == ["serving", "request", "stopped"]
    assert {line["process"] for line in lines} == {"gateway"}


def test_without_its_key_it_does_not_start_and_names_the_variable(tmp_path: Path) -> None:
    """A gateway without a key can't sign for its users; the message names the variable."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("DASAI_")}
    env["DASAI_EDITION_FILE"] = str(ROOT / "editions" / "2024.yaml")
    done = subprocess.run(
        [sys.executable, "-m", "gateway"], env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == os.EX_CONFIG
    assert "DASAI_ACTOR_KEY is not set" in done.stderr


def test_without_its_database_it_ends_and_logs_the_reason() -> None:
    """A supervisor starts it again; the log names the database, and no address or password."""
    slot = Slot(("nobody", "http"))
    env = os.environ | {
        "DASAI_MONGODB_URL": f"mongodb://user:secret@127.0.0.1:{slot.ports['nobody']}/?directConnection=true",
        "DASAI_ACTOR_KEY": "only-for-tests-" * 3,
        "DASAI_EDITION_FILE": str(ROOT / "editions" / "2024.yaml"),
        "DASAI_HTTP_PORT": str(slot.ports["http"]),
        "DASAI_METRICS_PORT": "0",
        "DASAI_ARGON2_MEMORY": "8192",
    }
    with slot:
        done = subprocess.run(
            [sys.executable, "-m", "gateway"],
            env=env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode not in (0, -signal.SIGKILL)
    events = [json.loads(line)["event"] for line in done.stderr.splitlines()]
    assert "the gateway's database does not answer" in events
    assert "secret" not in done.stderr


def test_data_from_before_migrations_is_refused_and_new_data_gets_its_baseline(
    running: Running, mongodb_url: str, database_prefix: str
) -> None:
    """The gateway's accounts are stored data like any other: what no migration knows is refused in both languages."""
    running.wait("ok")
    client: MongoClient[dict[str, Any]] = MongoClient(mongodb_url)
    with client:
        assert [record["_id"] for record in client[f"{database_prefix}_gateway"]["migrations"].find()] == [0]
        client[f"{database_prefix}_older_gateway"]["accounts"].insert_one({"_id": "account"})
        slot = Slot(("http",))
        env = os.environ | {
            "DASAI_MONGODB_URL": mongodb_url,
            "DASAI_DATABASE_PREFIX": f"{database_prefix}_older",
            "DASAI_ACTOR_KEY": "only-for-tests-" * 3,
            "DASAI_EDITION_FILE": str(ROOT / "editions" / "2024.yaml"),
            "DASAI_HTTP_PORT": str(slot.ports["http"]),
            "DASAI_METRICS_PORT": "0",
        }
        with slot:
            done = subprocess.run(
                [sys.executable, "-m", "gateway"],
                env=env,
                cwd=ROOT,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        client.drop_database(f"{database_prefix}_older_gateway")
    assert done.returncode == os.EX_CONFIG
    (refusal,) = (event for line in done.stderr.splitlines() if "older_gateway" in (event := json.loads(line)["event"]))
    zh, en = refusal.splitlines()
    assert zh.startswith(f"数据库 {database_prefix}_older_gateway 中的数据（accounts）由引入数据迁移之前的版本生成")
    assert en.startswith(
        f"The data in database {database_prefix}_older_gateway (accounts) was made by a release from before"
    )
