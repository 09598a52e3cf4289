"""The generator of final submissions, a process of its own, against a platform that is busy, slow to answer, or gone."""

from __future__ import annotations

import base64
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cli.bench.deadline.stage import Generator, Outcome
from cli.load.finals_job import Job
from cli.load.ledger import LATE, End

ARRIVED_MS = 1_722_873_598_000
TICKET = f"h.{base64.urlsafe_b64encode(json.dumps({'arr': ARRIVED_MS}).encode()).decode().rstrip('=')}.s"
_RECEIPT = {"number": "R", "digest": "d"}


class Platform(ThreadingHTTPServer):
    """Answers the tries of each team in turn: a status, or 0 to hang up; the last for ever."""

    daemon_threads = True

    def __init__(self, *statuses: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses = statuses
        self.tries: Counter[str] = Counter()
        self.keys: dict[str, set[str]] = {}
        self.tickets: dict[str, list[str]] = {}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Platform

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/api/v1/arrival-tickets":
            self._answer(201, {"ticket": TICKET})
            return
        team = self.path.split("/")[4]
        place = self.server.tries[team]
        self.server.tries[team] += 1
        self.server.keys.setdefault(team, set()).add(self.headers["Idempotency-Key"])
        self.server.tickets.setdefault(team, []).append(self.headers.get("Dasai-Arrival-Ticket", ""))
        status = self.server.statuses[min(place, len(self.server.statuses) - 1)]
        if not status:
            self.close_connection = True
            return
        self._answer(status, _RECEIPT if status == 201 else {"code": LATE if status == 409 else "PLATFORM_BUSY"})

    def do_GET(self) -> None:
        self._answer(200, {"cookie": self.headers.get("Cookie", "")})

    def _answer(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        if status == 503:
            self.send_header("Retry-After", "1")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generator]:
    """Return a generator for all jobs of this module: it takes a second to start."""
    made = Generator(tmp_path_factory.mktemp("generator"))
    yield made
    made.close()


@contextmanager
def platform(*statuses: int) -> Iterator[Platform]:
    """Run a platform that answers so."""
    with Platform(*statuses) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def outcome(generator: Generator, server: Platform, teams: int, seconds: float, **how: object) -> Outcome:
    """Return what a job brings."""
    named = [(number, f"t{number}", 0) for number in range(teams)]
    job = Job("", f"http://127.0.0.1:{server.server_port}", 0, seconds, ["token"], named, 8, **how)  # type: ignore[arg-type]
    return generator.outcome(generator.begin(job))


def test_who_is_sent_away_comes_again_under_the_same_key_with_the_ticket(generator: Generator) -> None:
    with platform(503, 0, 201) as server:
        brought = outcome(generator, server, 4, 1, rate=4.0, patience=8.0)
    assert [attempt.end for attempt in brought.attempts] == [End.ACKNOWLEDGED] * 4
    assert {attempt.arrived_ms for attempt in brought.attempts} == {ARRIVED_MS}
    assert {attempt.lost for attempt in brought.attempts} == {1}
    assert all(len(keys) == 1 for keys in server.keys.values())
    assert all(tickets == [TICKET] * 3 for tickets in server.tickets.values())
    began_ms = round(brought.job.begins * 1000)
    assert all(0 <= attempt.facts["sent_ms"] - began_ms < 2_000 for attempt in brought.attempts)
    assert Path(brought.job.folder).is_dir()


def test_those_who_come_again_do_not_raise_the_rate(generator: Generator) -> None:
    with platform(503, 503, 201) as server:
        brought = outcome(generator, server, 30, 3, rate=5.0)
    sent = [request for request in brought.requests if "submissions" in request[1]]
    assert len(sent) == 15
    assert len(brought.attempts) < 15
    assert End.UNANSWERED in {attempt.end for attempt in brought.attempts}
    assert brought.unadvised == 0


def test_clients_submit_for_one_team_after_the_other_and_a_refusal_is_an_end(generator: Generator) -> None:
    with platform(409) as server:
        brought = outcome(generator, server, 5, 1, clients=2)
    assert {(attempt.end, attempt.code) for attempt in brought.attempts} == {(End.REFUSED, LATE)}
    assert sorted(attempt.team for attempt in brought.attempts) == [0, 1, 2, 3, 4]
    assert brought.short == 2


def test_pages_are_read_under_the_session_s_cookie(generator: Generator) -> None:
    with platform() as server:
        brought = outcome(generator, server, 0, 0.5, clients=2, page="/me", cookie="dasai_session=s")
    assert {request[1:3] for request in brought.requests} == {("GET /me", 200)}
    assert brought.attempts == []
