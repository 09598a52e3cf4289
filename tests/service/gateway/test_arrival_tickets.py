"""Arrival tickets through the gateway: what arrived in time counts, and nothing else does (rule C9)."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import pytest

from cli.demo.client import Tally, User
from cli.demo.world import later
from tests.service.gateway.conftest import Api, running_api

TEAMS = "/api/v1/teams"
HEADER = "Dasai-Arrival-Ticket"


def send(api: Api, user: User, body: bytes, ticket: str = "", key: str = "") -> httpx.Response:
    """Register a team with these very bytes, once."""
    headers = {
        "Authorization": f"Bearer {user.token}",
        "Content-Type": "application/json",
        "Idempotency-Key": key or str(uuid.uuid4()),
        **({HEADER: ticket} if ticket else {}),
    }
    return httpx.post(f"{api.stack.url}{TEAMS}", content=body, headers=headers, timeout=30)


def ticket_for(user: User, body: bytes, operation: str = f"POST {TEAMS}") -> dict[str, Any]:
    """Return a ticket for a body that is not sent yet."""
    wanted = {"operation": operation, "digest": hashlib.sha256(body).hexdigest()}
    return dict(user.post("/api/v1/arrival-tickets", wanted))


def reason(answer: httpx.Response) -> tuple[int, str, str]:
    """Return status, code and the reason of a refusal."""
    problem = answer.json()
    return answer.status_code, problem["code"], problem["facts"].get("why", "")


@pytest.fixture(scope="module")
def bodies(api: Api) -> list[bytes]:
    """Return the bodies of teams that are ready to register, before registration closes: what comes first may take minutes."""
    api.clock.move_to(later(api.plan.registration_closes, minutes=-10))
    return [json.dumps(api.team(900 + number)).encode() for number in range(24)]


def closed(api: Api) -> None:
    """Let registration close."""
    api.clock.move_to(later(api.plan.registration_closes, minutes=2))


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Run a stack that gives a call up after two seconds, and serves two requests at once."""
    with running_api(
        tmp_path_factory.mktemp("tickets"),
        DASAI_CALL_SECONDS="2",
        DASAI_ADMISSION_FIRST="2",
        DASAI_ADMISSION_LEAST="2",
        DASAI_ADMISSION_MOST="2",
    ) as running:
        yield running


def read(api: Api, path: str, token: str = "") -> httpx.Response:
    """Ask for something once."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.get(f"{api.stack.url}{path}", headers=headers, timeout=30)


def admitted(api: Api, user: User, body: bytes) -> httpx.Response:
    """Register; again if registration did not answer within the two seconds, which is no matter of admission."""
    answer = send(api, user, body, key="the-key-of-one-registration")
    for _ in range(5):
        if answer.status_code != 503 or answer.json()["code"] != "UNAVAILABLE":
            break
        answer = send(api, user, body, answer.headers[HEADER], "the-key-of-one-registration")
    return answer


@dataclass
class Overload:
    """What came of an overload: of a crowd of readers and who came beside it, and of a rush of commands."""

    crowd: list[httpx.Response] = field(default_factory=list)
    beside: dict[str, httpx.Response] = field(default_factory=dict)
    recovered_in: float = 0.0
    # those who were sent away in the rush: who, with which body, and the answer
    shed: list[tuple[User, bytes, httpx.Response]] = field(default_factory=list)


@pytest.fixture(scope="module")
def overload(api: Api, bodies: list[bytes]) -> Overload:
    """Overload the gateway in time: by readers, and by commands while registration hangs."""
    outcome, password = Overload(), "a password for tests"
    people = [
        User(api.stack.url, Tally(), http=api.participant.http).sign_up(f"rush-{number}", password)
        for number in range(8)
    ]
    with ThreadPoolExecutor(60) as threads:
        crowd = [threads.submit(read, api, "/activities") for _ in range(300)]
        outcome.beside["submit"] = admitted(api, people[0], bodies[8])
        outcome.beside["status"] = read(api, "/api/v1/accounts/me", people[0].token)
        credentials = {"login": "rush-1", "password": password}
        outcome.beside["sign-in"] = httpx.post(f"{api.stack.url}/api/v1/sessions", json=credentials, timeout=30)
        outcome.crowd = [each.result() for each in crowd]
    began = time.monotonic()
    while read(api, "/activities").status_code != 200:
        time.sleep(0.2)
    outcome.recovered_in = time.monotonic() - began
    for user in people[:4]:
        read(api, "/api/v1/accounts/me", user.token)  # the gateway knows these sessions, and not the others
    api.stack.stop("registration-server")
    with ThreadPoolExecutor(8) as threads:
        rush = [threads.submit(send, api, user, body) for user, body in zip(people, bodies[9:17], strict=True)]
    for user, body, answer in zip(people, bodies[9:17], rush, strict=True):
        outcome.shed.append((user, body, answer.result()))
    api.stack.resume("registration-server")
    return outcome


@dataclass
class Given:
    """The holders of tickets that were given in time, and the tickets, by what becomes of them."""

    people: dict[str, User]
    tickets: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def given(api: Api, bodies: list[bytes], overload: Overload) -> Given:
    """Return what was given in time; then registration is closed."""
    password = "a password for tests"
    people = {
        name: User(api.stack.url, Tally(), http=api.participant.http).sign_up(name, password)
        for name in ("given", "replaced", "other", "alone")
    }
    tickets = {
        "own": ticket_for(people["given"], bodies[0])["ticket"],
        "again": ticket_for(people["given"], bodies[0])["ticket"],
        "earlier": ticket_for(people["replaced"], bodies[1])["ticket"],
        "later": ticket_for(people["replaced"], bodies[2])["ticket"],
        "earlier again": ticket_for(people["replaced"], bodies[1])["ticket"],
    }
    people["alone"].get(TEAMS)  # the gateway knows the session
    api.stack.stop("accounts-server")
    tickets["alone"] = ticket_for(people["alone"], bodies[6])["ticket"]
    api.stack.resume("accounts-server")
    # another part of the platform is away: the refusal brings a ticket
    api.stack.stop("registration-server")
    busy = send(api, people["other"], bodies[3])
    assert busy.status_code == 503
    assert busy.json()["arrival_ticket"] == busy.headers[HEADER]
    tickets["refused"] = busy.headers[HEADER]
    closed(api)
    still = send(api, people["other"], bodies[3], tickets["refused"])
    assert (still.status_code, still.headers[HEADER]) == (503, tickets["refused"])
    api.stack.resume("registration-server")
    return Given(people, tickets)


def test_c9_a_crowd_of_readers_holds_up_no_submission_no_status_and_no_sign_in(overload: Overload) -> None:
    """C9: readers are sent away with the time to come back, and after it all is as before."""
    outcome = {name: answer.status_code for name, answer in overload.beside.items()}
    assert outcome == {"submit": 201, "status": 200, "sign-in": 201}
    statuses = Counter(answer.status_code for answer in overload.crowd)
    assert set(statuses) == {200, 503}, statuses
    waits = {int(answer.headers["Retry-After"]) for answer in overload.crowd if answer.status_code == 503}
    assert len(waits) > 1, "they don't come back all at once"
    assert overload.recovered_in < 10


def test_c9_whoever_was_sent_away_in_time_is_not_late(api: Api, overload: Overload, given: Given) -> None:
    """C9: with the ticket, after the close, by those whose session the gateway knew and by the others; without it is too late."""
    codes = Counter(answer.json()["code"] for _, _, answer in overload.shed)
    assert set(codes) == {"PLATFORM_BUSY", "UNAVAILABLE"}, codes
    arrivals = []
    for user, body, answer in overload.shed:
        assert answer.json()["arrival_ticket"] == answer.headers[HEADER]
        assert int(answer.headers["Retry-After"]) >= 1
        assert send(api, user, body).json()["code"] == "A4_NOT_OPEN"
        done = send(api, user, body, answer.headers[HEADER])
        assert done.status_code == 201, done.text
        arrivals.append((done.json()["registered_at"], answer.json()["arrived_at"]))
    assert [datetime.fromisoformat(registered) for registered, _ in arrivals] == [
        datetime.fromisoformat(arrived) for _, arrived in arrivals
    ]


def test_c9_a_ticket_that_was_given_in_time_counts_after_the_deadline(
    api: Api, bodies: list[bytes], given: Given
) -> None:
    """C9: without it the same is too late; used again under the same key it gets the first answer."""
    user = given.people["given"]
    late = send(api, user, bodies[0])
    assert (late.status_code, late.json()["code"]) == (409, "A4_NOT_OPEN")
    first = send(api, user, bodies[0], given.tickets["own"], "the-same-key")
    assert first.status_code == 201, first.text
    again = send(api, user, bodies[0], given.tickets["again"], "the-same-key")
    assert (again.status_code, again.json()["facts"]["team_id"]) == (201, first.json()["facts"]["team_id"])


def test_c9_what_was_refused_because_a_part_was_away_is_done_after_the_deadline(
    api: Api, bodies: list[bytes], given: Given
) -> None:
    """C9: the refusal's own ticket; nobody else can use it, and for no other body."""
    people = given.people
    assert reason(send(api, people["given"], bodies[3], given.tickets["refused"]))[1:] == (
        "C9_ARRIVAL_TICKET_INVALID",
        "account",
    )
    assert reason(send(api, people["other"], bodies[4], given.tickets["refused"]))[1:] == (
        "C9_ARRIVAL_TICKET_INVALID",
        "content",
    )
    assert send(api, people["other"], bodies[3], given.tickets["refused"]).status_code == 201


def test_c9_nobody_chooses_between_contents_after_the_deadline(api: Api, bodies: list[bytes], given: Given) -> None:
    """C9: an account has one open ticket for an operation, the last; asked for again, a content has a later arrival."""
    user = given.people["replaced"]
    assert reason(send(api, user, bodies[2], given.tickets["later"])) == (422, "C9_ARRIVAL_TICKET_INVALID", "replaced")
    assert reason(send(api, user, bodies[1], given.tickets["earlier"])) == (
        422,
        "C9_ARRIVAL_TICKET_INVALID",
        "replaced",
    )
    assert send(api, user, bodies[1], given.tickets["earlier again"]).status_code == 201


def test_c9_a_ticket_that_is_asked_for_too_late_is_of_no_use(api: Api, bodies: list[bytes], given: Given) -> None:
    """C9: it has its own arrival; another operation, a forged and an altered one are refused."""
    user = given.people["given"]
    late = ticket_for(user, bodies[5])["ticket"]
    assert send(api, user, bodies[5], late).json()["code"] == "A4_NOT_OPEN"
    other = ticket_for(user, bodies[5], "POST /api/v1/teams/7/submissions")["ticket"]
    assert reason(send(api, user, bodies[5], other))[2] == "operation"
    assert reason(send(api, user, bodies[5], "eyJhbGciOiJub25lIn0.e30."))[2] == "forged"
    head, claims, signature = late.split(".")
    assert reason(send(api, user, bodies[5], f"{head}.{claims}.{signature[::-1]}"))[2] == "forged"
    for wrong in ({"operation": "GET /api/v1/teams"}, {"digest": "0" * 63}):
        with pytest.raises(Exception, match="FIELDS_INVALID"):
            user.post("/api/v1/arrival-tickets", {"operation": f"POST {TEAMS}", "digest": "0" * 64} | wrong)


def test_c9_a_ticket_that_was_given_while_accounts_was_away_counts(api: Api, bodies: list[bytes], given: Given) -> None:
    """C9: without accounts' note of it: nobody is late because a part of the platform was down."""
    assert send(api, given.people["alone"], bodies[6], given.tickets["alone"]).status_code == 201
