"""Every kind of process ends in its drain time after SIGTERM, whatever is away then, and goes on soon after it is back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import boto3
import grpc
import httpx
import pytest
from dasai.review.v1 import cases_pb2, cases_pb2_grpc
from kombu import Connection
from moto.server import ThreadedMotoServer

from chassis.actor import Actor, Grant, Role, sign
from chassis.bus.topology import subscription_queue
from cli.stack import secrets
from cli.stack.ports import Slot
from tests.line import Line

ROOT = Path(__file__).parents[3]
DRAIN, SLACK = 4.0, 4.0
MODULES = {
    "server": "services.review.server",
    "worker": "services.review.worker",
    "relay": "chassis.bus.relay",
    "gateway": "gateway",
    "registration-server": "services.registration.server",
    "registration-worker": "services.registration.worker",
}


@dataclass
class Running:
    """A process, its ports, and its lines to broker, database and object storage."""

    popen: subprocess.Popen[bytes]
    ports: dict[str, int]
    lines: dict[str, Line]
    actor_key: str
    log: Path

    def health(self) -> str:
        """Return the text of /healthz; empty while nothing listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports['metrics']}/healthz", timeout=5) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return str(error.read().decode())
        except OSError:
            return ""

    def wait_ready(self) -> None:
        """Wait until it serves."""
        end = time.monotonic() + 90
        while self.health() != "ok":
            assert self.popen.poll() is None, self.log.read_text()
            assert time.monotonic() < end, "never ready"
            time.sleep(0.05)

    def work(self, kind: str) -> None:
        """Give it something to do that needs the database; workers and relays have their own rounds."""
        calls = {"gateway": self._sign_in, "server": self._list_cases}
        if kind in calls:
            threading.Thread(target=calls[kind], daemon=True).start()

    def _sign_in(self) -> None:
        with suppress(httpx.HTTPError):
            body = {"login": "nobody", "password": "a password for tests"}
            httpx.post(f"http://127.0.0.1:{self.ports['http']}/api/v1/sessions", json=body, timeout=60)

    def _metadata(self) -> tuple[tuple[str, str], ...]:
        actor = Actor("account", frozenset({Grant(Role.SECRETARIAT), Grant(Role.PARTICIPANT)}))
        return (("dasai-actor", sign(actor, self.actor_key)), ("idempotency-key", "key"))

    def _list_cases(self) -> None:
        with grpc.insecure_channel(f"127.0.0.1:{self.ports['grpc']}") as channel, suppress(grpc.RpcError):
            stub = cases_pb2_grpc.CasesStub(channel)
            stub.ListCases(cases_pb2.ListCasesRequest(), metadata=self._metadata(), timeout=60)

    def seconds_to_end(self, limit: float = DRAIN + SLACK) -> float:
        """Send SIGTERM and return how long it took to end; fail if it does not."""
        began = time.monotonic()
        self.popen.send_signal(signal.SIGTERM)
        try:
            self.popen.wait(limit)
        except subprocess.TimeoutExpired:
            pytest.fail(f"runs {limit} s after SIGTERM: {self.log.read_text()}")
        return time.monotonic() - began


@pytest.fixture(scope="module")
def s3() -> Iterator[tuple[str, int]]:
    """A server that speaks S3, with an empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1", **keys)
    client.create_bucket(Bucket="material")
    client.close()
    yield host, port
    server.stop()


@dataclass
class Surroundings:
    """The servers that the processes of this module connect to."""

    mongodb_url: str
    amqp_url: str
    s3: tuple[str, int]
    prefix: str
    folder: Path

    @contextmanager
    def running(self, kind: str, broken: str = "", drain: float = DRAIN) -> Iterator[Running]:
        """Run a process whose connections all go through lines; `broken` names those that are silent from the start."""
        keys = secrets.ensure(self.folder / "data")
        with ExitStack() as stack:
            places = {"database": _place(self.mongodb_url), "broker": _place(self.amqp_url), "storage": self.s3}
            lines = {name: stack.enter_context(Line(*place)) for name, place in places.items()}
            for name in broken.split():
                lines[name].silence()
            slot = stack.enter_context(Slot(("http", "metrics", "grpc")))
            service = "registration" if kind.startswith("registration") else "review"
            env = {name: value for name, value in os.environ.items() if not name.startswith("DASAI_")} | {
                "DASAI_SERVICE": service,
                "DASAI_MONGODB_URL": f"mongodb://127.0.0.1:{lines['database'].port}/?directConnection=true&retryWrites=false",
                "DASAI_DATABASE_PREFIX": self.prefix,
                "DASAI_AMQP_URL": _through(self.amqp_url, lines["broker"].port),
                "DASAI_OBJECTS_URL": f"s3://material/x?endpoint=http://127.0.0.1:{lines['storage'].port}",
                "DASAI_OBJECTS_ACCESS_KEY": "a",
                "DASAI_OBJECTS_SECRET_KEY": "b",
                "DASAI_EDITION_FILE": str(ROOT / "editions" / "2024.yaml"),
                "DASAI_SECRETS_DIR": str(keys.folder_of(kind if kind in ("gateway", "relay") else service)),
                "DASAI_HTTP_PORT": str(slot.ports["http"]),
                "DASAI_METRICS_PORT": str(slot.ports["metrics"]),
                "DASAI_GRPC_LISTEN": f"127.0.0.1:{slot.ports['grpc']}",
                "DASAI_DRAIN_SECONDS": str(drain),
                "DASAI_ARGON2_MEMORY": "8192",
            }
            log = self.folder / f"{kind}.log"
            out = stack.enter_context(log.open("wb"))
            popen = subprocess.Popen([sys.executable, "-m", MODULES[kind]], env=env, cwd=ROOT, stderr=out)
            stack.enter_context(popen)
            stack.callback(popen.kill)
            yield Running(popen, slot.ports, lines, keys.value("dasai_actor_key"), log)


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


def _through(url: str, port: int) -> str:
    parts = urlsplit(url)
    account = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{account}@127.0.0.1:{port}"))


@pytest.fixture
def surroundings(
    mongodb_url: str, own_amqp_url: str, s3: tuple[str, int], database_prefix: str, tmp_path: Path
) -> Surroundings:
    """Return the real broker, database and S3 server, with names of their own."""
    return Surroundings(mongodb_url, own_amqp_url, s3, database_prefix, tmp_path)


NEEDS = {
    "server": ("database",),
    "worker": ("broker", "database"),
    "relay": ("broker", "database"),
    # of uploads under way: tests/service/gateway/test_uploads_s3.py
    "registration-server": ("storage",),
    "registration-worker": ("storage",),
}
AWAY = [
    # that of each kind of process whose end is the hardest; the others are left to the full run
    pytest.param(kind, part, how, marks=() if (part, how) == ("database", "silent") else pytest.mark.long)
    for kind, parts in NEEDS.items()
    for part in parts
    for how in ("down", "silent")
]


@pytest.mark.parametrize(("kind", "part", "how"), AWAY)
def test_it_ends_in_its_drain_time_whatever_is_away(surroundings: Surroundings, kind: str, part: str, how: str) -> None:
    """A process whose broker, database or object storage is down or does not answer ends on SIGTERM, by itself."""
    with surroundings.running(kind) as process:
        process.wait_ready()
        line = process.lines[part]
        if how == "silent":
            line.silence()
        else:
            line.cut()
        process.work(kind)
        if how == "silent" and part == "database":
            line.wait_ignored()
        assert process.seconds_to_end() < DRAIN + SLACK
        # by itself, or by the kernel's timer that it set; not by anyone's SIGKILL
        assert process.popen.returncode in (0, 1, -signal.SIGALRM), process.log.read_text()
        if (part, how) == ("broker", "down"):
            assert process.popen.returncode == 0  # nothing hangs on a broker that is down


def test_a_worker_reads_its_queues_again_two_seconds_after_the_broker_is_back(
    surroundings: Surroundings, own_amqp_url: str
) -> None:
    """However long it was away; the log says once that it is."""

    def readers() -> int:
        with Connection(own_amqp_url) as connection:
            queue = subscription_queue("review", "registration", "submission_made")(connection.channel())
            return int(queue.queue_declare(passive=True).consumer_count)

    with surroundings.running("worker") as process:
        process.wait_ready()
        assert readers() == 1
        process.lines["broker"].cut()
        time.sleep(13)  # by now kombu's own pauses would have grown to eight seconds
        assert readers() == 0
        process.lines["broker"].mend()
        began = time.monotonic()
        while not readers():
            assert time.monotonic() - began < 4, "two seconds until it is tried, and what connecting takes"
            time.sleep(0.1)
        assert process.log.read_text().count("broker away") == 1


def test_a_gateway_ends_in_its_drain_time_while_accounts_is_away(surroundings: Surroundings) -> None:
    """It has no database; a sign-in that waits for accounts does not keep it."""
    with surroundings.running("gateway") as process:
        process.wait_ready()
        process.work("gateway")
        assert process.seconds_to_end() < DRAIN + SLACK
        assert process.popen.returncode in (0, 1, -signal.SIGALRM), process.log.read_text()


@pytest.mark.long
@pytest.mark.parametrize("kind", [kind for kind in MODULES if kind != "gateway"])
def test_it_ends_if_everything_is_silent_from_the_start(surroundings: Surroundings, kind: str) -> None:
    """A process that never came so far as to serve ends on SIGTERM too."""
    with surroundings.running(kind, broken="database broker storage") as process:
        process.lines["database"].wait_ignored()
        assert process.seconds_to_end() < DRAIN + SLACK


# review's stand for registration's in the default run
EACH = [pytest.param(kind, marks=pytest.mark.long if kind.startswith("registration") else ()) for kind in MODULES]


@pytest.mark.parametrize("kind", EACH)
def test_it_ends_at_once_and_cleanly_if_nothing_is_away(surroundings: Surroundings, kind: str) -> None:
    """Without work under way a process ends with 0, long before its drain time is over."""
    with surroundings.running(kind, drain=60) as process:
        process.wait_ready()
        assert process.seconds_to_end(30) < 30
        assert process.popen.returncode == 0, process.log.read_text()
