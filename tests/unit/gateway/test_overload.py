"""What an overloaded gateway says: when to come back, and that the arrival counts (rule C9)."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
import jwt
import pytest
from dasai.registration.v1 import divisions_pb2

from gateway.admission.admit import REQUESTS, Admit
from gateway.admission.limiter import Limiter
from gateway.admission.priorities import Priority
from gateway.arrival_tickets import digest_of
from tests.unit.gateway.running import ALL_ROLES, Gateway

TEAM = "00000000-0000-4000-8000-000000000007"
PLACES = {"DASAI_ADMISSION_FIRST": "1", "DASAI_ADMISSION_LEAST": "1", "DASAI_ADMISSION_MOST": "1"}
HEADER = "dasai-arrival-ticket"


@pytest.fixture
def full(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    """Return a gateway that sends everything away that shares the limit."""
    held = Limiter.arrive

    def arrive(limiter: Limiter, priority: Priority) -> Any:
        turn = held(limiter, priority)
        if priority in (Priority.SUBMITS, Priority.EDITS, Priority.READS):
            limiter.leave(turn, is_sample=False)
            turn.state = type(turn.state).SHED
        return turn

    monkeypatch.setattr(Limiter, "arrive", arrive)
    return gateway


def claims_of(answer: httpx.Response) -> dict[str, Any]:
    """Return what the ticket of an answer says."""
    return dict(jwt.decode(answer.headers[HEADER], options={"verify_signature": False}))


def test_c9_a_command_that_is_sent_away_has_a_ticket_for_its_content(full: Gateway) -> None:
    """C9: 503, a stable code, both languages, Retry-After; of the session, for this gateway does not know it yet."""
    full.stop()  # nobody is asked
    path = f"/api/v1/teams/{TEAM}/submissions"
    shed = full.request("POST", path, headers=ALL_ROLES, json={"draft_revision": 3})
    problem = shed.json()
    assert (shed.status_code, problem["code"]) == (503, "PLATFORM_BUSY")
    assert problem["facts"]["seconds"] == shed.headers["retry-after"]
    assert 1 <= int(shed.headers["retry-after"]) <= 4
    assert f"请{shed.headers['retry-after']}秒后" in problem["detail_zh"]
    assert problem["arrival_ticket"] == shed.headers[HEADER]
    body = shed.request.content
    claims = claims_of(shed)
    assert (claims["sub"], claims["dig"]) == (f"session:{digest_of(b'all-roles')}", digest_of(body))
    brought = {**ALL_ROLES, "Dasai-Arrival-Ticket": shed.headers[HEADER]}
    again = full.request("POST", path, headers=brought, json={"draft_revision": 3})
    assert again.headers[HEADER] == shed.headers[HEADER]
    other = full.request("POST", path, headers=brought, json={"draft_revision": 4})
    assert HEADER not in other.headers
    anonymous = full.request("POST", path, json={"draft_revision": 3})
    assert (anonymous.status_code, HEADER in anonymous.headers) == (503, False)


def test_c9_a_session_that_is_known_has_a_ticket_of_its_account(full: Gateway) -> None:
    """C9: without a call; who asks for the status is let through meanwhile."""
    path = f"/api/v1/teams/{TEAM}/submissions"
    answers: dict[str, httpx.Response] = {}

    async def steps(client: httpx.AsyncClient) -> None:
        answers["status"] = await client.get("/api/v1/accounts/me", headers=ALL_ROLES)
        answers["shed"] = await client.post(path, headers=ALL_ROLES, json={"draft_revision": 3})
        answers["read"] = await client.get("/api/v1/divisions")

    full.run(steps)
    assert answers["status"].json()["code"] == "UNAVAILABLE", "it was let through, to nobody here"
    assert claims_of(answers["shed"])["sub"] == "somebody"
    assert (answers["read"].status_code, HEADER in answers["read"].headers) == (503, False)


def test_c9_no_other_site_makes_a_ticket_in_somebody_s_name(full: Gateway) -> None:
    """C9, K1: a ticket for another content would void the holder's own."""
    path = f"/api/v1/teams/{TEAM}/submissions"
    cookies = {"Cookie": "dasai_session=all-roles"}
    for origin, given in (("http://gateway.test", True), ("https://elsewhere.test", False)):
        answer = full.request("POST", path, headers={**cookies, "Origin": origin}, json={"draft_revision": 3})
        assert (answer.status_code, HEADER in answer.headers) == (503, given), origin


def test_c9_pages_say_what_is_safe_and_come_back_by_themselves(full: Gateway) -> None:
    """C8, C9: in both languages, each with its own number and seconds; nobody is asked."""
    full.stop()
    page = {"accept": "text/html"}
    for path, words in (("/divisions", "均已妥善保存"), ("/en/divisions", "was saved is safe")):
        first, second = (full.get(path, **page) for _ in range(2))
        for shown in (first, second):
            seconds = shown.headers["retry-after"]
            assert (shown.status_code, shown.headers["refresh"]) == (503, seconds)
            assert words in shown.text
            assert shown.headers["x-request-id"] in shown.text
            assert "mark-of" not in shown.text
            assert re.search(rf"(?<![0-9]){seconds}(?![0-9])", shown.text)
            assert "script-src" in shown.headers["content-security-policy"]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_c9_the_page_that_submits_waits_with_its_arrival(full: Gateway, prefix: str) -> None:
    """C8, C9: it has the form's fields and a ticket, which goes on; a damaged form and one of another site have none."""
    full.stop()
    headers = {"accept": "text/html", "cookie": "dasai_session=all-roles", "origin": "http://gateway.test"}
    path, form = f"{prefix}/teams/{TEAM}/submission", {"draft_revision": "3", "key": "a-key", "arrival": ""}
    shown = full.request("POST", path, headers=headers, data=form)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    assert shown.status_code == 503
    assert ("6月10日" if not prefix else "10 June 2024") in shown.text
    assert f'action="{path}"' in shown.text
    assert (fields["draft_revision"], fields["key"]) == ("3", "a-key")
    claims = jwt.decode(fields["arrival"], options={"verify_signature": False})
    assert claims["dig"] == digest_of(b"3 a-key")
    again = full.request("POST", path, headers=headers, data=fields)
    assert f'value="{fields["arrival"]}"' in again.text
    for changed, more in (({**form, "key": "a damaged key"}, {}), (form, {"origin": "https://elsewhere.test"})):
        other = full.request("POST", path, headers={**headers, **more}, data=changed)
        assert (other.status_code, 'name="arrival"' in other.text) == (503, False)


def test_what_waits_is_served_as_soon_as_there_is_a_place(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """One reader at a time: the second waits; it is counted by class, and the gauges are those of the moment."""
    for name, value in PLACES.items():
        monkeypatch.setenv(name, value)
    calls: list[str] = []

    def answer(code: str) -> divisions_pb2.Division:
        calls.append(code)
        return divisions_pb2.Division(code=code)

    gateway.divisions.answer = answer
    before = REQUESTS.labels("reads", "admitted")._value.get()
    answers: list[httpx.Response] = []

    async def steps(client: httpx.AsyncClient) -> None:
        answers.extend(await asyncio.gather(*(client.get("/api/v1/divisions/110000") for _ in range(3))))

    gateway.run(steps)
    assert [answer.status_code for answer in answers] == [200] * 3
    assert REQUESTS.labels("reads", "admitted")._value.get() == before + 3
    assert len(calls) == 3


def test_a_request_that_left_while_it_waited_holds_no_place() -> None:
    """Its client hung up: whoever comes next is served."""

    async def steps() -> None:
        from gateway.app import limiter_of
        from gateway.settings import GatewaySettings

        limiter = limiter_of(GatewaySettings(admission_first=1, admission_least=1, admission_most=1))
        going = asyncio.Event()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await going.wait()

        admit = Admit(app, limiter, None)  # type: ignore[arg-type]
        scope = {"type": "http", "method": "GET", "path": "/divisions", "headers": [], "state": {}}
        served = asyncio.create_task(admit(scope, None, None))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        waits = asyncio.create_task(admit(scope, None, None))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        assert (limiter.in_flight[Priority.READS], limiter.waiting(Priority.READS)) == (1, 1)
        waits.cancel()
        await asyncio.gather(waits, return_exceptions=True)
        going.set()
        await served
        assert (limiter.in_flight[Priority.READS], limiter.waiting(Priority.READS)) == (0, 0)

    asyncio.run(steps())
