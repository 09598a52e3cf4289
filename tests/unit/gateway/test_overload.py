"""What an overloaded gateway says: when to come back, and that the arrival counts (rule C9)."""

from __future__ import annotations

import asyncio
import html
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt
import pytest
from dasai.registration.v1 import divisions_pb2

from chassis.kernel.clock import instant
from chassis.permissions import of_request
from gateway.admission.admit import REQUESTS, Admit
from gateway.admission.limiter import Limiter
from gateway.admission.priorities import Priority
from gateway.arrival_tickets import Ticket, digest_of
from gateway.portals.deadline_forms import KINDS
from gateway.portals.sealing import unseal
from gateway.portals.words import catalogue
from tests.unit.gateway.running import ALL_ROLES, Gateway

NUMBER = "110199199001010019"
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


@pytest.mark.parametrize("by", ["program", "page"])
def test_c9_what_comes_with_a_ticket_whose_time_is_over_has_a_new_one(full: Gateway, by: str) -> None:
    """C9: a device that slept sends it again; that it is not of use any more takes nothing from the arrival of now."""
    full.stop()
    path = f"/api/v1/teams/{TEAM}/submissions" if by == "program" else f"/teams/{TEAM}/submission"
    form = {"draft_revision": "3", "key": "a-key"}

    def send(arrival: str) -> httpx.Response:
        if by == "program":
            headers = {**ALL_ROLES, "Dasai-Arrival-Ticket": arrival} if arrival else ALL_ROLES
            return full.request("POST", path, headers=headers, json={"draft_revision": 3})
        headers = {"accept": "text/html", "cookie": "dasai_session=all-roles", "origin": "http://gateway.test"}
        return full.request("POST", path, headers=headers, data={**form, "arrival": arrival})

    def claims(answer: httpx.Response) -> dict[str, Any]:
        ticket = answer.headers[HEADER] if by == "program" else dict(fields_of(answer.text))["arrival"]
        return dict(jwt.decode(ticket, options={"verify_signature": False}))

    first = claims(send(""))
    over = instant(datetime(2024, 6, 1, tzinfo=UTC))
    again = claims(send(Ticket(first["sub"], f"POST {path}", first["dig"], over, over).signed))
    assert (again["sub"], again["dig"]) == (first["sub"], first["dig"])
    assert again["arr"] >= first["arr"]
    assert again["exp"] >= first["exp"]


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


WANTED = {"operation": f"POST /api/v1/teams/{TEAM}/submissions", "digest": "0" * 64}


@pytest.mark.parametrize("away", ["shed", "accounts"])
def test_c9_a_ticket_that_is_asked_for_is_given_whatever_is_busy_or_away(
    request: pytest.FixtureRequest, away: str
) -> None:
    """C9: it needs no service, so that no arrival before a deadline is lost; but not to nobody, nor for what is no command."""
    gateway: Gateway = request.getfixturevalue("full" if away == "shed" else "gateway")
    gateway.stop()
    gateway.patience(0.2)
    given = gateway.request("POST", "/api/v1/arrival-tickets", headers=ALL_ROLES, json=WANTED)
    assert (given.status_code, sorted(given.json())) == (201, ["arrived_at", "ticket", "until"])
    claims = jwt.decode(given.json()["ticket"], options={"verify_signature": False})
    assert (claims["sub"], claims["dig"]) == (f"session:{digest_of(b'all-roles')}", WANTED["digest"])
    assert claims["op"] == digest_of(WANTED["operation"].encode())
    wrong = [
        WANTED | {"digest": "0"},
        WANTED | {"operation": "GET /"},
        WANTED | {"operation": f"POST /api/v1/teams/{TEAM}/submission"},
        WANTED | {"operation": "POST /api/v1/reports"},
        WANTED | {"operation": "POST /api/v1/arrival-tickets"},
        {},
        [],
        WANTED | {"digest": 0},
        {**WANTED, "x": 1},
    ]
    for body in wrong:
        answer = gateway.request("POST", "/api/v1/arrival-tickets", headers=ALL_ROLES, json=body)
        assert answer.status_code in (422, 503), body
        assert "ticket" not in answer.json()
    elsewhere = {"Cookie": "dasai_session=all-roles", "Origin": "https://elsewhere.test"}
    for headers in ({}, elsewhere):
        answer = gateway.request("POST", "/api/v1/arrival-tickets", headers=headers, json=WANTED)
        assert answer.status_code in (401, 403, 503), headers
        assert HEADER not in answer.headers


def test_c9_a_command_waits_with_its_arrival_while_accounts_is_away(gateway: Gateway) -> None:
    """C9: also if this gateway does not know the session yet."""
    gateway.stop()
    gateway.patience(0.2)
    body = {"draft_revision": 3}
    answer = gateway.request("POST", f"/api/v1/teams/{TEAM}/submissions", headers=ALL_ROLES, json=body)
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")
    assert claims_of(answer)["sub"] == f"session:{digest_of(b'all-roles')}"


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


# a form for each kind of words, and the arrival's words on its page
FORMS = (
    (f"/teams/{TEAM}/appeal", {"reason": "材料齐全。\r\n请复核 <b>附件</b>。", "key": "k"}, "您的申诉已于"),
    (
        f"/teams/{TEAM}/supplements/1",
        {"text": "见附件。", "files": ["f1", "f2"], "kind-f1": "audit"},
        "您的补充材料已于",
    ),
    (f"/teams/{TEAM}/withdrawal", {"sure": "yes", "key": "k"}, "退出申请已于"),
    (f"/teams/{TEAM}/names", {"team_name": "合成队", "key": "k"}, "本次提交的内容已于"),
    (
        "/teams/new",
        {"act": "register", "key": "k", "person-0-sealed": "s", "team_name": "mark-of-seconds"},
        "您的报名已于",
    ),
    ("/consent", {"act": "consent", "team_id": TEAM, "key": "k"}, "您的答复已于"),
)


def fields_of(page: str) -> list[tuple[str, str]]:
    """Return the hidden fields of the form that a page sends again."""
    form = page.partition('id="again"')[2].partition("</form>")[0]
    return [
        (html.unescape(name), html.unescape(value))
        for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', form)
    ]


@pytest.mark.parametrize(("path", "form", "words"), FORMS, ids=[path for path, _, _ in FORMS])
def test_c9_a_form_whose_deadline_counts_waits_with_its_arrival(
    full: Gateway, path: str, form: dict[str, Any], words: str
) -> None:
    """C9: the page holds what was typed as it was, and a ticket for it, which goes on however often it is sent."""
    full.stop()
    headers = {"accept": "text/html", "cookie": "dasai_session=all-roles", "origin": "http://gateway.test"}
    shown = full.request("POST", path, headers=headers, data=form)
    fields = fields_of(shown.text)
    typed = [(name, value) for name, given in form.items() for value in (given if isinstance(given, list) else [given])]
    assert (shown.status_code, words in shown.text, f'action="{path}"' in shown.text) == (503, True, True)
    assert [(name, value.replace("\r\n", "\n")) for name, value in typed] == fields[:-1]
    arrival = fields[-1][1]
    assert jwt.decode(arrival, options={"verify_signature": False})["sub"] == f"session:{digest_of(b'all-roles')}"
    content = urlencode([(name, value.replace("\n", "\r\n")) for name, value in fields])
    typed_headers = {**headers, "content-type": "application/x-www-form-urlencoded"}
    again = full.request("POST", path, headers=typed_headers, content=content)
    assert fields_of(again.text) == fields
    changed = full.request("POST", path, headers=typed_headers, content=f"more=1&{content}")
    assert fields_of(changed.text) == [], "another content has no part in the ticket"


def test_f8_an_objection_waits_with_a_ticket_of_nobody(full: Gateway) -> None:
    """C9, F8: also of somebody who is not signed in; of one who is, it does not say who."""
    full.stop()
    path = "/notices/00000000-0000-4000-8000-000000000009/objection"
    for cookie in ("", "dasai_session=all-roles"):
        headers = {"accept": "text/html", "cookie": cookie, "origin": "http://gateway.test"}
        shown = full.request("POST", path, headers=headers, data={"text": "与往届项目相同。", "key": "k"})
        fields = dict(fields_of(shown.text))
        assert "您的异议已于" in shown.text
        assert jwt.decode(fields["arrival"], options={"verify_signature": False})["sub"] == "nobody"
        again = full.request("POST", path, headers=headers, data=fields)
        assert dict(fields_of(again.text)) == fields


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/teams/new", {"act": "add-person", "team_name": "合成队"}),
        ("/account/password", {"old_password": "secret words", "new_password": "other words"}),
    ],
)
def test_k4_no_page_holds_what_is_not_to_be_shown(full: Gateway, path: str, form: dict[str, str]) -> None:
    """K4: passwords are not in the page of an overloaded minute; a button that does nothing has no ticket."""
    full.stop()
    headers = {"accept": "text/html", "cookie": "dasai_session=all-roles", "origin": "http://gateway.test"}
    shown = full.request("POST", path, headers=headers, data=form)
    assert fields_of(shown.text) == []
    assert not any(value in shown.text for value in form.values() if len(value) > 10)


@pytest.mark.parametrize(
    ("path", "form", "sealed"),
    [
        (f"/teams/{TEAM}/representatives/new", {"name": "甲", "number": NUMBER, "sealed": "old"}, "sealed"),
        (f"/teams/{TEAM}/representatives/2", {"people": "1***9 2***8", "number": NUMBER}, "sealed"),
        ("/teams/new", {"act": "register", "person-0-number": NUMBER, "person-0-sealed": ""}, "person-0-sealed"),
    ],
)
def test_k4_a_form_with_an_identity_number_waits_with_it_sealed(
    full: Gateway, path: str, form: dict[str, str], sealed: str
) -> None:
    """C9, K4: the page and its ticket have nothing of the number, and only this session opens it; it is sent again as it was."""
    full.stop()
    headers = {"accept": "text/html", "cookie": "dasai_session=all-roles", "origin": "http://gateway.test"}
    shown = full.request("POST", path, headers=headers, data=form)
    fields = dict(fields_of(shown.text))
    given = {name: value for name, value in form.items() if not name.endswith(("number", "sealed"))}
    assert fields == {**given, sealed: fields[sealed], "arrival": fields["arrival"]}
    assert NUMBER not in shown.text
    assert unseal(fields[sealed], digest_of(b"all-roles")) == NUMBER
    assert unseal(fields[sealed], digest_of(b"another")) == ""
    again = full.request("POST", path, headers=headers, data=fields)
    assert dict(fields_of(again.text)) == fields, "what was sealed goes on with its ticket"
    claims = [
        jwt.decode(dict(fields_of(page.text))["arrival"], options={"verify_signature": False})
        for page in (shown, full.request("POST", path, headers=headers, data=form))
    ]
    assert claims[0]["dig"] == claims[1]["dig"], "typed once more it is the same content"
    other = {name: value.replace(NUMBER, "110199199001010027") for name, value in form.items()}
    changed = full.request("POST", path, headers=headers, data=other)
    assert (
        jwt.decode(dict(fields_of(changed.text))["arrival"], options={"verify_signature": False})["dig"]
        != claims[0]["dig"]
    )


def test_k4_nobody_has_a_page_with_a_sealed_number_who_has_no_session(full: Gateway) -> None:
    """K4: without a session's token there is nobody to seal it for."""
    full.stop()
    headers = {"accept": "text/html", "origin": "http://gateway.test"}
    shown = full.request("POST", f"/teams/{TEAM}/representatives/new", headers=headers, data={"number": NUMBER})
    assert (fields_of(shown.text), NUMBER in shown.text) == ([], False)


def test_c9_a_form_that_comes_again_counts_as_of_its_first_arrival(gateway: Gateway) -> None:
    """C9: a service that is away makes the page wait too; the call that comes through is judged by the ticket."""
    headers = {"accept": "text/html", "cookie": "dasai_session=all-roles", "origin": "http://gateway.test"}
    path, form = f"/teams/{TEAM}/withdrawal", {"sure": "yes", "key": "k"}
    shown = gateway.request("POST", path, headers=headers, data=form)
    fields = dict(fields_of(shown.text))
    assert (shown.status_code, list(fields)) == (503, ["sure", "key", "arrival"])
    first = jwt.decode(fields["arrival"], options={"verify_signature": False})["arr"]
    again = gateway.request("POST", path, headers=headers, data=fields)
    assert jwt.decode(dict(fields_of(again.text))["arrival"], options={"verify_signature": False})["arr"] == first
    forged = gateway.request("POST", path, headers=headers, data={**fields, "sure": "no"})
    assert "已到达" not in forged.text, "the box is not ticked: it is told so, as of now"


def test_every_form_whose_deadline_counts_is_a_page_with_words() -> None:
    """Each path takes a form, and each kind has its four sentences in both languages."""
    assert [path for path in KINDS if of_request("POST", path) is None] == []
    for kind in set(KINDS.values()):
        for sentence in ("lead", "arrived", "safe", "once"):
            assert f"waiting.{kind}.{sentence}" in catalogue()


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
