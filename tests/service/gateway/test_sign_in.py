"""Sign-in under attack, through two gateways over the real database (rules K1, C8)."""

from __future__ import annotations

import itertools
import math
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pymongo
import pytest

from cli.demo.client import Tally, User, browserless
from cli.stack.ports import Slot
from cli.stack.program import ROOT, wait_until
from tests.service.gateway.conftest import Api, running_api

pytestmark = pytest.mark.parts
PASSWORD = "a password for tests"
FREE, FREE_OF_LOGIN, FREE_OF_ADDRESS, LONGEST = 10, 100, 50, 4
LIMITS = {
    "DASAI_TRUSTED_PROXIES": "127.0.0.1",  # so that X-Forwarded-For says where a try comes from
    "DASAI_SIGN_IN_LONGEST_SECONDS": str(LONGEST),
    "DASAI_SIGN_IN_LOGIN_LONGEST_SECONDS": "2",
    "DASAI_LOOKUPS_A_MINUTE": "20",
    "DASAI_SIGN_UPS_AN_HOUR": "19",
    "DASAI_SIGN_ONS_A_MINUTE": "20",
}
_numbers = itertools.count(1)


def _address() -> str:
    """Return an address that no test has used."""
    number = next(_numbers)
    return f"198.51.{number // 250}.{number % 250}"


@dataclass
class Door:
    """The running stack with two gateways, to each of which every other call goes."""

    api: Api
    urls: tuple[str, str]
    http: httpx.Client
    turn: Iterator[int]

    def call(self, method: str, path: str, address: str, **values: Any) -> httpx.Response:
        """Call from an address."""
        headers = {"X-Forwarded-For": address} | values.pop("headers", {})
        return self.http.request(method, self.urls[next(self.turn) % 2] + path, headers=headers, **values)

    def sign_in(self, login: str, password: str, address: str, device: str = "") -> httpx.Response:
        """Try to sign in from an address, on a device that is known by this token."""
        headers = {"Dasai-Device": device} if device else {}
        body = {"login": login, "password": password}
        return self.call("POST", "/api/v1/sessions", address, headers=headers, json=body)

    def sign_up(self, login: str) -> str:
        """Open an account; return the token of the device on which it has signed in."""
        user = User(self.api.stack.url, Tally(), http=self.http)
        body = {"login": login, "password": PASSWORD, "privacy_notice": user.privacy_notice()}
        assert self.call("POST", "/api/v1/accounts", _address(), json=body).status_code == 201
        return str(self.sign_in(login, PASSWORD, _address()).json()["device_token"])


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Run the stack with a second gateway beside its own."""
    folder = tmp_path_factory.mktemp("sign-in")
    slot = Slot(("http", "metrics"))
    with running_api(folder, **LIMITS) as api, slot, (folder / "second.log").open("wb") as log:
        env = os.environ | api.stack.env_for("gateway")
        env |= {"DASAI_HTTP_PORT": str(slot.ports["http"]), "DASAI_METRICS_PORT": str(slot.ports["metrics"])}
        with (
            subprocess.Popen([sys.executable, "-m", "gateway"], env=env, cwd=ROOT, stderr=log) as second,
            browserless(40) as http,
        ):
            urls = (api.stack.url, f"http://127.0.0.1:{slot.ports['http']}")
            assert wait_until(lambda: _answers(urls[1]), 60)
            yield Door(api, urls, http, itertools.count())
            second.kill()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/v1/privacy-notice").status_code == 200
    except httpx.TransportError:
        return False


def _flood(door: Door, login: str, addresses: list[str], each: int) -> Counter[int]:
    """Try wrong passwords for a login name from each of the addresses, 16 at once; return how often each status was answered."""
    tries = [address for _ in range(each) for address in addresses]
    with ThreadPoolExecutor(16) as pool:
        guesses = pool.map(lambda place: door.sign_in(login, f"guess {place}", tries[place]), range(len(tries)))
        return Counter(answer.status_code for answer in guesses)


def test_k1_strangers_never_stop_the_owner_on_a_known_device(door: Door) -> None:
    """K1: 200 tries from 40 networks go on while the owner signs in, by the cookie or the header of the device."""
    device = door.sign_up("owner")
    addresses = [_address() for _ in range(40)]
    with ThreadPoolExecutor(1) as pool:
        flood = pool.submit(_flood, door, "owner", addresses, 5)
        answers = []
        while not flood.done():
            answers.append(door.sign_in("OWNER", PASSWORD, _address(), device).status_code)
    assert set(answers) == {201}
    assert flood.result()[401] >= FREE_OF_LOGIN
    assert flood.result()[429] > 0
    signed = door.call(
        "POST",
        "/sign-in",
        addresses[0],  # also in the very network of the strangers
        data={"login": "owner", "password": PASSWORD},
        headers={"Cookie": f"dasai_device={device}"},
    )
    assert signed.status_code == 303
    cookies = signed.headers.get_list("set-cookie")
    assert [cookie for cookie in cookies if cookie.startswith(f"dasai_device={device}")] != []
    kept = next(cookie for cookie in cookies if cookie.startswith("dasai_device"))
    for part in ("HttpOnly", "SameSite=lax", "Path=/", f"Max-Age={365 * 24 * 3600}"):
        assert part in kept


def test_k1_the_owner_on_a_new_device_waits_for_the_longest_delay_at_most(door: Door) -> None:
    """K1: after as many tries from as many networks, though the login name itself is slow now; then the device is known."""
    door.sign_up("owner-elsewhere")
    _flood(door, "owner-elsewhere", [_address() for _ in range(40)], 5)
    address = _address()
    answers = []

    def signed_in() -> bool:
        answers.append(door.sign_in("owner-elsewhere", PASSWORD, address))
        return answers[-1].status_code == 201

    began = time.monotonic()
    assert wait_until(signed_in, 20)
    assert time.monotonic() - began < 2 * LONGEST  # the machine may be busy with other tests
    waits = [int(answer.headers["retry-after"]) for answer in answers if answer.status_code == 429]
    assert [wait for wait in waits if not 0 < wait <= LONGEST] == []
    device = answers[-1].json()["device_token"]
    assert door.sign_in("owner-elsewhere", PASSWORD, _address(), device).status_code == 201


def test_k1_tries_at_once_through_two_gateways_are_no_more_than_in_turn(door: Door) -> None:
    """K1: they are counted before they are checked, over all gateways; another network and other names do not wait."""
    door.sign_up("guessed-at")
    door.sign_up("neighbour")
    address, began = _address(), time.monotonic()
    answered = _flood(door, "guessed-at", [address], 40)
    later = int(math.log2(time.monotonic() - began + 1))  # after 1 s another, after 2 s more the next
    assert FREE <= answered[401] <= FREE + later
    assert answered[401] + answered[429] == 40
    refused = door.sign_in("Guessed-At", PASSWORD, address)
    assert (refused.status_code, refused.json()["code"]) == (429, "TOO_MANY_TRIES")
    assert refused.json()["facts"] == {"seconds": refused.headers["retry-after"]}
    assert door.sign_in("guessed-at", PASSWORD, _address()).status_code == 201
    assert door.sign_in("neighbour", PASSWORD, address).status_code == 201


def test_k1_the_form_says_how_long_to_wait(door: Door) -> None:
    """K1: in words, and in the header."""
    address = _address()
    _flood(door, "by-form", [address], 20)
    page = door.call("POST", "/sign-in", address, data={"login": "by-form", "password": "wrong"})
    assert page.status_code == 429
    assert f"尝试次数过多，请{page.headers['retry-after']}秒后再试" in page.text


def _shown(answer: httpx.Response) -> tuple[int, dict[str, Any], dict[str, str]]:
    headers = {name: value for name, value in answer.headers.items() if name not in ("date", "x-request-id")}
    return answer.status_code, answer.json() | {"instance": ""}, headers


def test_k1_a_name_that_exists_is_answered_as_one_that_does_not(door: Door) -> None:
    """K1: the same status, body, headers and delays, and equally fast; also if the account is disabled."""
    door.sign_up("is-there")
    disabled = door.api.host.invite("is-disabled", PASSWORD, [{"role": "reviewer", "division": door.api.division}])
    door.api.host.post(f"/api/v1/accounts/{disabled}/disabling", {"reason": "left the office"})
    names = ("is-there", "not-there", "is-disabled")
    addresses = {name: _address() for name in names}
    answers: dict[str, list[httpx.Response]] = {name: [] for name in names}
    for place in range(FREE + 1):
        for name in names:
            answers[name].append(door.sign_in(name, f"guess {place}", addresses[name]))
    shown = {name: [_shown(answer) for answer in answers[name]] for name in names}
    assert shown["is-there"] == shown["not-there"] == shown["is-disabled"]
    assert [status for status, _, _ in shown["is-there"]] == [401] * FREE + [429]
    assert _agree_in_time(door, names)


def _agree_in_time(door: Door, names: tuple[str, ...]) -> bool:
    """Return True as soon as names are answered equally fast: other work on the machine slows some tries, not all."""
    took: dict[str, list[float]] = {name: [] for name in names}
    for place in range(200):
        for name in names:
            took[name].append(door.sign_in(name, "wrong", _address()).elapsed.total_seconds())
        quick = [statistics.quantiles(took[name], n=4)[0] for name in names] if place >= 20 else []
        if quick and max(quick) < 1.5 * min(quick):
            return True
    return False


def test_k1_a_network_that_tries_many_names_waits_and_those_who_signed_in_there_do_not(door: Door) -> None:
    """K1: what is right does not count, so a school's network takes many in; what is wrong does, whatever the name."""
    devices = {name: door.sign_up(name) for name in ("pupil-1", "pupil-2")}
    school = _address()
    for _ in range(FREE_OF_ADDRESS // 2):
        assert [door.sign_in(name, PASSWORD, school).status_code for name in devices] == [201, 201]
    statuses = [door.sign_in(f"name-{number}", "wrong", school).status_code for number in range(FREE_OF_ADDRESS + 20)]
    wrong = statuses.count(401)
    assert FREE_OF_ADDRESS <= wrong < FREE_OF_ADDRESS + 8
    assert statuses.count(429) == len(statuses) - wrong
    assert [door.sign_in(name, PASSWORD, school, device).status_code for name, device in devices.items()] == [201, 201]


def test_k1_a_device_is_known_for_the_names_that_signed_in_on_it_by_our_token_only(door: Door) -> None:
    """K1: a browser of several people keeps a single token; a token that somebody made up is none."""
    first = door.sign_up("shares-a-browser")
    door.sign_up("shares-it-too")
    second = door.sign_in("shares-it-too", PASSWORD, _address(), first).json()["device_token"]
    assert second == first
    for made_up in ("made-up", "made.up", f"{first}0", first.split(".")[0]):
        assert door.sign_in("shares-it-too", PASSWORD, _address(), made_up).json()["device_token"] != made_up
    address = _address()
    for name in ("shares-a-browser", "shares-it-too"):
        _flood(door, name, [address], 20)
        assert door.sign_in(name, PASSWORD, address).status_code == 429
        assert door.sign_in(name, PASSWORD, address, first).status_code == 201


def test_k1_a_known_device_has_a_limit_of_its_own(door: Door) -> None:
    """K1: whoever has taken it guesses no more than anyone else; a sign-in that is right forgets what was wrong."""
    device = door.sign_up("has-lost-it")
    address = _address()
    for _ in range(2):
        statuses = [door.sign_in("has-lost-it", "wrong", address, device).status_code for _ in range(FREE - 1)]
        assert statuses == [401] * (FREE - 1)
        assert door.sign_in("has-lost-it", PASSWORD, address, device).status_code == 201
    statuses = [door.sign_in("has-lost-it", "wrong", address, device).status_code for _ in range(FREE + 1)]
    assert statuses == [401] * FREE + [429]


def test_k1_an_old_password_is_not_guessed_by_a_session(door: Door) -> None:
    """K1: whoever has taken a session over waits as at the door."""
    door.sign_up("session-taken")
    signed = door.sign_in("session-taken", PASSWORD, _address()).json()
    codes = []
    for _ in range(FREE + 1):
        body = {"old_password": "wrong", "new_password": "another password for tests"}
        headers = {"Authorization": f"Bearer {signed['token']}"}
        answer = door.call("POST", "/api/v1/accounts/me/password", _address(), json=body, headers=headers)
        codes.append(answer.json()["code"])
    assert codes == ["PASSWORD_WRONG"] * FREE + ["TOO_MANY_TRIES"]
    headers = {"Authorization": f"Bearer {signed['token']}"}
    codes = [
        door.call("POST", "/api/v1/accounts/me/closing", _address(), json={"password": "wrong"}, headers=headers).json()
        for _ in range(FREE + 1)
    ]
    assert [answer["code"] for answer in codes] == ["CLOSING_PASSWORD_WRONG"] * FREE + ["TOO_MANY_TRIES"]


def test_k1_a_restart_of_accounts_forgets_nothing(door: Door) -> None:
    """K1: after it a single try is open, not as many as at the beginning."""
    address = _address()
    _flood(door, "tried-before", [address], 20)
    door.api.stack.kill("accounts-server")
    door.api.stack.wait_healthy("accounts-server")
    assert wait_until(lambda: door.sign_in("tried-before", "wrong", address).status_code == 401, 20)
    assert door.sign_in("tried-before", "wrong", address).status_code == 429


def test_k1_neither_address_nor_name_is_stored_with_a_count(door: Door) -> None:
    """K4: counters and devices are kept by keyed hashes."""
    device = door.sign_up("not-stored")
    address = _address()
    door.sign_in("not-stored", "wrong", address)
    client: pymongo.MongoClient[Any] = pymongo.MongoClient(door.api.stack.mongodb_url)
    database = client[door.api.stack.database("accounts")]
    names = ("tries", "allowances", "devices")
    everything = [str(document) for name in names for document in database[name].find()]
    client.close()
    assert len(everything) > 3
    assert [text for text in everything for word in ("not-stored", address, device) if word in text] == []


def test_k1_sign_ups_of_an_address_are_limited_over_all_gateways(door: Door) -> None:
    """K1: so many an hour, whether they succeed or not; another address has its own."""
    body = {"login": "x", "password": PASSWORD, "privacy_notice": "x"}
    address = _address()
    codes = Counter(door.call("POST", "/api/v1/accounts", address, json=body).json()["code"] for _ in range(19 + 3))
    assert codes == {"LOGIN_INVALID": 19, "TOO_MANY_TRIES": 3}
    assert door.call("POST", "/api/v1/accounts", _address(), json=body).json()["code"] == "LOGIN_INVALID"


def test_k1_ways_to_identity_providers_and_back_are_limited_over_all_gateways(door: Door) -> None:
    """K1: by address, going and coming back together; the page says when the next is open, and other addresses go on."""
    address = _address()
    ways = ("/sign-on/no-such-provider", "/sign-on/return?state=made-up&code=made-up")
    answers = [door.call("GET", way, address) for _ in range(20) for way in ways]
    statuses = [answer.status_code for answer in answers]
    assert 429 not in statuses[:20]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 10
    assert {1 <= int(answer.headers["retry-after"]) <= 4 for answer in refused} == {True}
    assert "尝试次数过多" in refused[0].text
    assert door.call("GET", ways[0], _address()).status_code == statuses[0]


def test_k1_accounts_that_sign_ons_open_are_limited_as_sign_ups(door: Door) -> None:
    """K1: of an address, over all gateways."""
    address = _address()
    body = {"login": "by-sign-on", "privacy_notice": "no such version"}
    answers = [door.call("POST", "/sign-on/opening", address, data=body) for _ in range(24)]
    assert [answer.status_code for answer in answers][19:] == [429] * 5
    assert {answer.status_code for answer in answers[:19]} & {429} == set()


def test_c8_look_ups_are_counted_over_all_gateways_and_go_on_without_accounts(door: Door) -> None:
    """C8: so many a minute by an address; while accounts is away each gateway counts for itself."""

    def look_up(address: str) -> int:
        return door.call("GET", "/api/v1/receipts/0000-0000-0000", address).status_code

    address, began = _address(), time.monotonic()
    statuses = Counter(look_up(address) for _ in range(40))
    back = int((time.monotonic() - began) / 3) + 1
    assert 20 <= statuses[404] <= 20 + back
    assert statuses[429] == 40 - statuses[404]
    door.api.stack.stop("accounts-server")
    try:
        other, began = _address(), time.monotonic()
        statuses = Counter(look_up(other) for _ in range(50))
        gateways = len(door.api.stack.names("gateway")) + 1  # of those that share a socket one may get all
        back = gateways * (int((time.monotonic() - began) / 3) + 1)
        assert 2 * 20 <= statuses[404] <= gateways * 20 + back
        assert statuses[429] == 50 - statuses[404]
    finally:
        door.api.stack.resume("accounts-server")
    assert wait_until(lambda: door.sign_in("guessed-at", PASSWORD, _address()).status_code == 201, 30)
