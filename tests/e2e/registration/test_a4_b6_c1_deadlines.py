"""A4, B6, C1, C9: a deadline ends with its last millisecond, and a request counts by its arrival."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from chassis.kernel.clock import BEIJING, Instant, day_end
from cli.demo.client import User
from tests.e2e.registration.running import STATED, Contest, refused

MS = timedelta(milliseconds=1)
LAST = ".999Z"


def _closing(contest: Contest) -> tuple[int, str, Instant]:
    """Open a division whose registration and submission end with a day; return its place, its code and that instant."""
    place = contest.own_place()
    day = (contest.plan.opens + timedelta(days=2)).astimezone(BEIJING)
    closes = day_end(day.year, day.month, day.day)
    at = closes.isoformat(timespec="milliseconds")
    stage = {"id": "first", "name": "初评", "opens": (closes + timedelta(days=1)).isoformat(), "experts_per_project": 3}
    stages = [stage | {"closes": (closes + timedelta(days=20)).isoformat()}]
    code, _ = contest.open(place, registration_closes=at, submission_closes=at, stages=stages)
    return place, code, closes


@pytest.fixture(scope="module")
def ending(nation: Contest) -> tuple[int, str, Instant]:
    """Return a division that ends with a day, for the tests that put the clock where they need it."""
    nation.clock.move_to(nation.plan.applies)
    return _closing(nation)


@contextmanager
def _begin(user: User, url: str, path: str, body: Any, key: str) -> Iterator[Any]:
    """Send the head of a POST to the gateway, without its body; yield what sends the body, and what reads the answer."""
    content = json.dumps(body).encode()
    where = urlsplit(url)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: Bearer {user.token}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((where.hostname, where.port), timeout=60) as line:
        line.sendall(head.encode())
        interim = line.recv(1000)  # the gateway asks for the body: it has stamped the arrival
        assert interim.startswith(b"HTTP/1.1 100 "), interim

        def rest() -> None:
            line.sendall(content)

        def answer() -> tuple[int, dict[str, Any]]:
            with line.makefile("rb") as received:
                content = received.read()
            head, _, text = content.partition(b"\r\n\r\n")
            return int(head.split()[1]), json.loads(text)

        yield rest, answer


def test_a4_b6_c1_a_request_in_the_last_millisecond_is_accepted_and_in_the_next_refused(contest: Contest) -> None:
    """A4, B6, C1: register, change people, save, attach and submit at 23:59:59.999; refuse each at 00:00:00.000."""
    place, _, closes = _closing(contest)
    user = contest.user()
    team, other = contest.register(user, place), contest.register(user, place)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    lead = team["facts"]["lead"]["uscc"]
    first, *pieces = contest.plan.synthetic.evidence(contest.index(), lead)

    def people() -> dict[str, Any]:
        representatives = contest.body(people=1)["representatives"]
        return STATED | {"representatives": [person | {"organisation_uscc": lead} for person in representatives]}

    contest.clock.stand_at(closes)
    late = contest.register(user, place)
    assert late["state"] == "registered"
    assert late["registered_at"][-5:] == LAST
    assert len(user.patch(address, people())["representatives"]) == 1
    saved = contest.write(user, team)
    for piece in (first, *pieces):
        assert user.upload(team["facts"]["team_id"], piece)["state"] == "complete"
    receipt = user.post(f"{address}/submissions", {"draft_revision": saved["draft_revision"]})
    assert datetime.fromisoformat(receipt["submitted_at"]) == closes
    assert receipt["submitted_at"].endswith(LAST)

    contest.clock.stand_at(closes + MS)
    unfinished = {"facts": other["facts"], "draft_revision": 0}
    again = {"draft_revision": saved["draft_revision"]}
    outcomes = {
        "register": refused(lambda: contest.register(user, place)),
        "people": refused(lambda: user.patch(address, people())),
        "save": refused(lambda: contest.write(user, unfinished)),
        "attach": refused(lambda: user.upload(other["facts"]["team_id"], first)),
        "submit": refused(lambda: user.post(f"{address}/submissions", again)),
        "withdraw": refused(lambda: user.post(f"{address}/withdrawal")),
    }
    assert outcomes == {
        "register": (409, "A4_NOT_OPEN"),
        "people": (409, "B6_REPRESENTATIVES_FIXED"),
        "save": (409, "C1_SUBMISSION_CLOSED"),
        "attach": (409, "C1_SUBMISSION_CLOSED"),
        "submit": (409, "C1_SUBMISSION_CLOSED"),
        "withdraw": (409, "C12_WITHDRAWAL_LATE"),
    }
    assert len(user.get(address)["receipts"]) == 1


def test_a4_c1_c9_a_request_that_arrived_in_time_counts_however_long_its_body_takes(
    contest: Contest, ending: tuple[int, str, Instant]
) -> None:
    """A4, C1, C9: accept as of .999 if the head arrives then and the body after the close; refuse a later request."""
    place, code, closes = ending
    contest.clock.stand_at(closes - timedelta(hours=1))
    user = contest.user()
    team = contest.register(user, place)
    contest.write(user, team)
    ready = contest.attach(user, team)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    body, newcomer = {"draft_revision": ready["draft_revision"]}, contest.body(place)
    url = contest.stack.url
    contest.clock.stand_at(closes)
    with (
        _begin(user, url, f"{address}/submissions", body, f"slow-{team['facts']['team_id']}") as (send, submitted),
        _begin(user, url, "/api/v1/teams", newcomer, f"new-{team['facts']['team_id']}") as (send_new, registered),
    ):
        contest.clock.stand_at(closes + timedelta(seconds=5))
        contest.until(lambda: contest.public().get(f"/api/v1/divisions/{code}")["state"] == "closed", "it closes")
        assert refused(lambda: user.post(f"{address}/submissions", body)) == (409, "C1_SUBMISSION_CLOSED")
        send()
        status, receipt = submitted()
        assert status == 201
        assert receipt["submission_number"] == 1
        assert datetime.fromisoformat(receipt["submitted_at"]) == closes
        send_new()
        status, late = registered()
        assert status == 201
        assert datetime.fromisoformat(late["registered_at"]) == closes
    assert refused(lambda: contest.register(user, place)) == (409, "A4_NOT_OPEN")


def test_c1_c8_c9_a_server_that_is_down_over_the_deadline_makes_nobody_late(contest: Contest) -> None:
    """C1, C8, C9: repeat a request in time until the server is back; answer the client's own retry with the same receipt."""
    place, _, closes = _closing(contest)
    user = contest.user()
    team = contest.register(user, place)
    contest.write(user, team)
    ready = contest.attach(user, team)
    path, key = f"/api/v1/teams/{team['facts']['team_id']}/submissions", f"away-{team['facts']['team_id']}"
    body = {"draft_revision": ready["draft_revision"]}
    contest.clock.stand_at(closes)
    with _begin(user, contest.stack.url, path, body, key) as (send, submitted):
        contest.stack.stop("registration-server")
        try:
            contest.clock.stand_at(closes + timedelta(minutes=1))
            send()
        finally:
            contest.stack.resume("registration-server")
        status, receipt = submitted()
    assert status == 201
    assert datetime.fromisoformat(receipt["submitted_at"]) == closes
    headers = {"Authorization": f"Bearer {user.token}", "Idempotency-Key": key}
    again = httpx.post(contest.stack.url + path, json=body, headers=headers, timeout=30)
    assert again.status_code == 201
    assert again.json() == receipt
    assert refused(lambda: user.post(path, body)) == (409, "C1_SUBMISSION_CLOSED")


def _begin_upload(user: User, url: str, team_id: str, piece: Any) -> str:
    """Begin an upload in pieces and send the first half; return its address."""
    metadata = ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}"
        for name, value in (("filename", piece.file_name), ("kind", piece.kind), ("owner_uscc", piece.owner_uscc))
    )
    headers = {"Authorization": f"Bearer {user.token}", "Tus-Resumable": "1.0.0"}
    half = len(piece.content) // 2
    begun = httpx.post(
        f"{url}/api/v1/teams/{team_id}/material",
        content=piece.content[:half],
        headers={
            **headers,
            "Upload-Length": str(len(piece.content)),
            "Upload-Metadata": metadata,
            "Content-Type": "application/offset+octet-stream",
        },
        timeout=30,
    )
    assert (begun.status_code, begun.headers["upload-offset"]) == (201, str(half)), begun.text
    return url + begun.headers["location"]


def _end_upload(user: User, address: str, piece: Any) -> httpx.Response:
    """Send the other half of an upload."""
    half = len(piece.content) // 2
    headers = {
        "Authorization": f"Bearer {user.token}",
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": str(half),
        "Content-Type": "application/offset+octet-stream",
    }
    return httpx.patch(address, content=piece.content[half:], headers=headers, timeout=60)


def test_c1_c7_c9_an_upload_begun_in_time_may_end_within_the_grace_period(
    contest: Contest, ending: tuple[int, str, Instant]
) -> None:
    """C1, C7, C9: to the millisecond; a submission that arrived in time by its ticket names what was uploaded so."""
    place, _, closes = ending
    contest.clock.stand_at(closes - timedelta(hours=1))
    user, url = contest.user(), contest.stack.url
    teams = [contest.register(user, place) for _ in range(2)]
    ids = [team["facts"]["team_id"] for team in teams]
    saved = [contest.write(user, team) for team in teams]
    files = [contest.plan.synthetic.evidence(contest.index(), team["facts"]["lead"]["uscc"]) for team in teams]
    for team_id, pieces in zip(ids, files, strict=True):
        for piece in pieces[1:]:
            user.upload(team_id, piece)
    contest.clock.stand_at(closes)
    addresses = [_begin_upload(user, url, team_id, pieces[0]) for team_id, pieces in zip(ids, files, strict=True)]
    revision = user.get(f"/api/v1/teams/{ids[0]}")["draft_revision"]
    assert revision > saved[0]["draft_revision"]
    path, body = f"/api/v1/teams/{ids[0]}/submissions", json.dumps({"draft_revision": revision}).encode()
    wanted = {"operation": f"POST {path}", "digest": hashlib.sha256(body).hexdigest()}
    ticket = user.post("/api/v1/arrival-tickets", wanted)["ticket"]
    grace = contest.plan.edition.arrivals.grace
    contest.clock.stand_at(closes + grace)
    assert _end_upload(user, addresses[0], files[0][0]).status_code == 204
    contest.clock.stand_at(closes + grace + MS)
    late = _end_upload(user, addresses[1], files[1][0])
    assert (late.status_code, late.json()["code"]) == (409, "C1_SUBMISSION_CLOSED")
    headers = {"Authorization": f"Bearer {user.token}", "Content-Type": "application/json"}
    without = httpx.post(url + path, content=body, headers=headers, timeout=30)
    assert (without.status_code, without.json()["code"]) == (409, "C1_SUBMISSION_CLOSED")
    done = httpx.post(url + path, content=body, headers={**headers, "Dasai-Arrival-Ticket": ticket}, timeout=30)
    assert done.status_code == 201, done.text
    assert datetime.fromisoformat(done.json()["submitted_at"]) == closes
