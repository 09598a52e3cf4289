"""Accounts and sessions over the real database (K1, K4)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pymongo
import pyotp
import pytest
from dasai_client import Refused

from cli.demo.client import STAFF_USCC, Tally, User
from cli.stack.ports import Slot
from cli.stack.program import ROOT, wait_until
from services.accounts.messages.model import Message
from tests.service.gateway.conftest import Api, has_ended

pytestmark = pytest.mark.parts
PASSWORD = "a password for tests"


def _call(api: Api, method: str, path: str, token: str = "", **values: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.request(
        method, api.stack.url + path, headers=headers | values.pop("headers", {}), timeout=30, **values
    )


def _sign_in(api: Api, login: str, password: str = PASSWORD) -> httpx.Response:
    return _call(api, "POST", "/api/v1/sessions", json={"login": login, "password": password})


def _staff(api: Api, creator: User, login: str, role: str, division: str = "") -> str:
    return creator.invite(login, PASSWORD, [{"role": role, "division": division}])


def _account(api: Api, login: str, **values: Any) -> dict[str, Any]:
    """Return the body that opens an account."""
    return {"login": login, "password": PASSWORD, "privacy_notice": api.participant.privacy_notice()} | values


def test_a_session_from_sign_up_to_sign_out(api: Api) -> None:
    """Token and cookie both identify the account, until it signs out."""
    made = _call(api, "POST", "/api/v1/accounts", json=_account(api, "Somebody"))
    assert made.status_code == 201
    answer = _sign_in(api, "someBODY")  # a login name is the same in any case
    assert answer.status_code == 201
    token = answer.json()["token"]
    cookie = answer.headers["set-cookie"]
    for part in (f"dasai_session={token}", "HttpOnly", "SameSite=lax", "Path=/", "Max-Age=43200"):
        assert part in cookie
    me = _call(api, "GET", "/api/v1/accounts/me", token).json()
    assert (me["account_id"], me["login"], me["state"]) == (made.json()["account_id"], "somebody", "active")
    assert me["roles"] == [{"role": "participant", "division": ""}]
    by_cookie = _call(api, "GET", "/api/v1/accounts/me", headers={"Cookie": f"dasai_session={token}"})
    assert by_cookie.json() == me
    out = _call(api, "DELETE", "/api/v1/sessions/current", token)
    assert (out.status_code, out.headers["clear-site-data"]) == (204, '"cache", "storage"')
    assert has_ended(api, token)


def test_k4_neither_password_nor_token_nor_address_is_stored(api: Api) -> None:
    """K4: the database holds an argon2id hash, the token's SHA-256 and sealed contacts: nobody reads or uses them."""
    email, mobile = "kept.how@example.org", "13800138000"
    body = _account(api, "kept-how", email=email, mobile=mobile)
    assert _call(api, "POST", "/api/v1/accounts", json=body).status_code == 201
    user = User(api.stack.url, Tally()).sign_in("kept-how", PASSWORD)
    own = user.get("/api/v1/accounts/me")
    assert (own["email"], own["mobile"]) == (email, mobile)
    client: pymongo.MongoClient[Any] = pymongo.MongoClient(api.stack.mongodb_url)
    database = client[api.stack.database("accounts")]
    everything = [str(document) for name in database.list_collection_names() for document in database[name].find()]
    stored = database["accounts"].find_one({"state.login": "kept-how"})
    client.close()
    assert stored is not None
    assert stored["state"]["password"].startswith("$argon2id$")
    assert len(everything) > 4
    secret = (PASSWORD, user.token, email, mobile)
    assert [text for text in everything for word in secret if word in text] == []
    user.http.close()


def test_k4_an_account_needs_agreement_to_the_privacy_notice(api: Api) -> None:
    """K4: to the version in force, which is recorded; consents of one's own are given and withdrawn."""
    notice = _call(api, "GET", "/api/v1/privacy-notice").json()
    assert "个人信息" in notice["notice_zh"]
    refused = _call(api, "POST", "/api/v1/accounts", json=_account(api, "agrees-not", privacy_notice="2019-1"))
    assert (refused.status_code, refused.json()["code"]) == (422, "K4_PRIVACY_NOTICE")
    assert refused.json()["facts"] == {"version": notice["version"]}
    user = User(api.stack.url, Tally(), http=api.participant.http).sign_up("agrees", PASSWORD)
    body = {"kind": "identity_numbers", "version": notice["version"], "given": True}
    user.post("/api/v1/accounts/me/consents", body)
    user.post("/api/v1/accounts/me/consents", body | {"given": False})
    said = user.get("/api/v1/accounts/me")["consents"]
    assert [(consent["kind"], consent["given"]) for consent in said] == [
        ("privacy_notice", True),
        ("identity_numbers", True),
        ("identity_numbers", False),
    ]
    with pytest.raises(Refused) as unknown:
        user.post("/api/v1/accounts/me/consents", body | {"version": "0"})
    assert unknown.value.code == "K4_CONSENT_UNKNOWN"


def test_an_account_is_corrected_by_its_holder(api: Api) -> None:
    """K4: name, organisation and contacts; what can't be right is named."""
    user = User(api.stack.url, Tally(), http=api.participant.http).sign_up("corrected", PASSWORD)
    corrected = {
        "name": "测试人员",
        "organisation_uscc": "91110199000000019x",
        "email": "a@example.org",
        "password": PASSWORD,
    }
    shown = user.patch("/api/v1/accounts/me", corrected)
    assert (shown["name"], shown["organisation_uscc"], shown["email"]) == (
        "测试人员",
        "91110199000000019X",
        "a@example.org",
    )
    assert user.patch("/api/v1/accounts/me", {"email": "", "password": PASSWORD})["email"] == ""
    contacts = {"email": "nowhere", "mobile": "12"}
    for wrong in ({"organisation_uscc": "911101"}, {**contacts, "password": "wrong", "organisation_uscc": "911101"}):
        with pytest.raises(Refused) as refused:
            user.patch("/api/v1/accounts/me", wrong)
        assert [fault["field"] for fault in refused.value.problem["faults"]] == list(wrong), "all that is wrong at once"
    assert user.get("/api/v1/accounts/me")["organisation_uscc"] == "91110199000000019X"
    with pytest.raises(Refused) as staff:
        api.host.patch("/api/v1/accounts/me", {"organisation_uscc": "91110199000000019X"})
    assert staff.value.code == "K1_ORGANISATION_OF_STAFF"


def test_k1_contacts_are_changed_by_who_gives_the_password(api: Api) -> None:
    """K1, K4: a new password is mailed there, so that a session alone is not enough; nor is the password guessed so."""
    user = User(api.stack.url, Tally(), http=api.participant.http).sign_up("moves", PASSWORD)

    def refused(**body: str) -> str:
        with pytest.raises(Refused) as refusal:
            user.patch("/api/v1/accounts/me", body)
        return refusal.value.code

    new = {"email": "zhang.xiaoming@example.org", "mobile": "13800138000"}
    assert [refused(email=new["email"]), refused(mobile=new["mobile"], password="wrong")] == [
        "CONTACTS_PASSWORD_WRONG"
    ] * 2
    shown = user.patch("/api/v1/accounts/me", {**new, "password": PASSWORD})
    assert {name: shown[name] for name in new} == new
    assert user.patch("/api/v1/accounts/me", {**new, "name": "测试人员"})["name"] == "测试人员"  # they stay as they are
    with pytest.raises(Refused) as weak:
        user.post("/api/v1/accounts/me/password", {"old_password": PASSWORD, "new_password": new["email"]})
    assert weak.value.code == "PASSWORD_WEAK"
    answers = [refused(email="", password=f"guess {number}") for number in range(11)]
    assert answers == ["CONTACTS_PASSWORD_WRONG"] * 10 + ["TOO_MANY_TRIES"]


def test_a_changed_password_ends_all_other_sessions(api: Api) -> None:
    """K1: the session that changes it goes on; weak, wrong and unchanged passwords are refused."""
    user = User(api.stack.url, Tally(), http=api.participant.http).sign_up("changes", PASSWORD)
    other = User(api.stack.url, Tally(), http=api.participant.http).sign_in("changes", PASSWORD)
    assert len(other.get("/api/v1/sessions")["sessions"]) == 2
    for old, new, code in (
        ("not the old one at all", "another password for tests", "PASSWORD_WRONG"),
        (PASSWORD, PASSWORD, "PASSWORD_SAME"),
        (PASSWORD, PASSWORD.replace(" ", "\u3000"), "PASSWORD_SAME"),  # the wide blank of an input method
        (PASSWORD, "123456789012", "PASSWORD_WEAK"),
        (PASSWORD, "password1234", "PASSWORD_WEAK"),
        (PASSWORD, "qwertyuiop12", "PASSWORD_WEAK"),
        (PASSWORD, "ｐａｓｓｗｏｒｄ１２３４", "PASSWORD_WEAK"),
    ):
        with pytest.raises(Refused) as refused:
            user.post("/api/v1/accounts/me/password", {"old_password": old, "new_password": new})
        assert refused.value.code == code
    with pytest.raises(Refused) as both:
        user.post("/api/v1/accounts/me/password", {"old_password": "not the old one", "new_password": "password1234"})
    assert [fault["field"] for fault in both.value.problem["faults"]] == ["old_password", "new_password"]
    user.post("/api/v1/accounts/me/password", {"old_password": PASSWORD, "new_password": "another password for tests"})
    assert user.get("/api/v1/accounts/me")["login"] == "changes"
    assert has_ended(api, other.token)
    assert _sign_in(api, "changes").status_code == 401


def test_a_first_account_changes_its_password_before_anything_else(api: Api) -> None:
    """K1: what the operator knows is good for no more than changing it; pages lead to the form."""
    first = api.stack.accounts["operator"]
    signed = _sign_in(api, "operator", first)
    assert signed.json()["pending"] == "password_change"
    token = signed.json()["token"]
    refused = _call(api, "GET", "/api/v1/accounts", token)
    assert (refused.status_code, refused.json()["code"]) == (403, "PASSWORD_CHANGE_REQUIRED")
    page = _call(api, "GET", "/me", headers={"Cookie": f"dasai_session={token}"})
    assert (page.status_code, page.headers["location"]) == (303, "/account/password")
    form = _call(api, "GET", "/account/password", headers={"Cookie": f"dasai_session={token}"})
    assert "初始密码" in form.text
    changed = _call(
        api, "POST", "/api/v1/accounts/me/password", token, json={"old_password": first, "new_password": f"{first}-own"}
    )
    assert (changed.status_code, changed.json()["pending"]) == (200, "privacy_notice")
    unread = _call(api, "GET", "/api/v1/accounts", token)
    assert (unread.status_code, unread.json()["code"]) == (403, "K4_PRIVACY_NOTICE_PENDING")
    body = {"kind": "privacy_notice", "version": api.participant.privacy_notice(), "given": True}
    assert _call(api, "POST", "/api/v1/accounts/me/consents", token, json=body).status_code == 200
    assert _call(api, "GET", "/api/v1/accounts", token).status_code == 200


def test_k4_a_part_of_personal_data_that_is_away_is_named(api: Api) -> None:
    """K4: nothing is silently left out; of this stack, three services do not run. A session that must change its password first
    is shown nothing."""
    gathered = api.participant.get("/api/v1/accounts/me/personal-data")
    assert [part["service"] for part in gathered["parts"]] == ["accounts", "registration"]
    assert gathered["missing"] == ["review", "scoring", "publicity"]
    page = _call(api, "GET", "/account/personal-data", headers={"Cookie": f"dasai_session={api.participant.token}"})
    assert "“资格审查”部分暂时无法读取" in page.text
    token = _sign_in(api, "committee", api.stack.accounts["committee"]).json()["token"]
    refused = _call(api, "GET", "/api/v1/accounts/me/personal-data", token)
    assert (refused.status_code, refused.json()["code"]) == (403, "PASSWORD_CHANGE_REQUIRED")


def test_k4_staff_see_what_is_stored_of_their_steps(api: Api) -> None:
    """K4: who filed and published a scheme, and who decided on it: each its own steps only."""
    steps = {}
    for user in (api.host, api.secretariat):
        parts = user.get("/api/v1/accounts/me/personal-data")["parts"]
        [registration] = [part["records"] for part in parts if part["service"] == "registration"]
        of_scheme = [record["values"] for record in registration if record["kind"] == "scheme_step"]
        steps[user.account_id] = {step["step"] for step in of_scheme if step["division"] == api.division}
    assert steps == {api.host.account_id: {"filed", "published"}, api.secretariat.account_id: {"decided"}}


@pytest.mark.long
def test_k4_the_file_has_all_records_however_many_there_are(api: Api) -> None:
    """K4: the answer to read leafs through them; of the file nothing is left off."""
    user = User(api.stack.url, Tally(), http=api.participant.http).sign_up("has-many-messages", PASSWORD)
    client: pymongo.MongoClient[Any] = pymongo.MongoClient(api.stack.mongodb_url)
    now = datetime.now(UTC).replace(microsecond=0)
    message = {"account_id": user.account_id, "template": "password_changed", "created_at": now}
    made = [Message(id=f"many-{number}", **message) for number in range(2_050)]
    client[api.stack.database("accounts")]["messages"].insert_many(
        message | {"_id": each.id, "place": each.place, "stored_at": now} for each in made
    )
    client.close()
    path = "/api/v1/accounts/me/personal-data"
    [read] = [part for part in user.get(path)["parts"] if part["service"] == "accounts"]
    assert (len(read["records"]), bool(read["next_page_token"])) == (2_000, True)
    rest = user.get(f"{path}/accounts", page_token=read["next_page_token"])
    [filed] = [part for part in user.get(path, format="file")["parts"] if part["service"] == "accounts"]
    assert (rest["next_page_token"], [*read["records"], *rest["records"]]) == ("", filed["records"])
    kinds = Counter(record["kind"] for record in filed["records"])
    assert (kinds["message"], kinds["account"], filed["next_page_token"]) == (2_050, 1, "")


def test_k1_sessions_are_listed_and_ended_by_their_owner(api: Api) -> None:
    """K1: one, or all others; somebody else's is not there."""
    http = api.participant.http
    user = User(api.stack.url, Tally(), http=http).sign_up("has-sessions", PASSWORD)
    others = [User(api.stack.url, Tally(), http=http).sign_in("has-sessions", PASSWORD) for _ in range(3)]
    shown = user.get("/api/v1/sessions")["sessions"]
    assert [session["current"] for session in shown] == [False, False, False, True]
    with pytest.raises(Refused) as foreign:
        api.participant.call("DELETE", f"/api/v1/sessions/{shown[0]['session_id']}")
    assert foreign.value.code == "NOT_FOUND"
    user.call("DELETE", f"/api/v1/sessions/{shown[0]['session_id']}")
    with pytest.raises(Refused):
        others[2].get("/api/v1/accounts/me")
    assert user.call("DELETE", "/api/v1/sessions/others") == {"ended": 2}
    assert [session["current"] for session in user.get("/api/v1/sessions")["sessions"]] == [True]


def test_k1_a_disabled_account_ends_within_a_second(api: Api) -> None:
    """K1: its sessions too, and it can't sign in; the secretariat enables it again. Nobody disables the own account."""
    reviewer = User(api.stack.url, Tally(), http=api.participant.http)
    account_id = _staff(api, api.host, "to-be-disabled", "reviewer", api.division)
    reviewer.sign_in("to-be-disabled", PASSWORD)
    assert reviewer.get("/api/v1/accounts/me")["organisation_uscc"] == STAFF_USCC
    address = f"/api/v1/accounts/{account_id}"
    assert api.host.post(f"{address}/disabling", {"reason": "left the office"})["state"] == "disabled"
    ended = time.monotonic()
    while _call(api, "GET", "/api/v1/accounts/me", reviewer.token).status_code != 401:
        assert time.monotonic() - ended < 5
    assert time.monotonic() - ended < 1
    refused = _sign_in(api, "to-be-disabled")
    assert (refused.status_code, refused.json()["code"]) == (403, "ACCOUNT_DISABLED")
    assert api.host.post(f"{address}/enabling", {"reason": "back"})["state"] == "active"
    with pytest.raises(Refused) as again:
        api.host.post(f"{address}/enabling", {"reason": "back"})
    assert again.value.code == "ACCOUNT_NOT_DISABLED"
    own = api.secretariat.get("/api/v1/accounts/me")["account_id"]
    with pytest.raises(Refused) as oneself:
        api.secretariat.post(f"/api/v1/accounts/{own}/disabling", {"reason": "a mistake"})
    assert oneself.value.code == "K1_OWN_ACCOUNT"
    with pytest.raises(Refused) as foreign:
        api.participant.post(f"{address}/disabling", {"reason": "no business of theirs"})
    assert foreign.value.code == "K1_FORBIDDEN"


@contextmanager
def _second_gateway(api: Api, folder: Path, **more: str) -> Iterator[str]:
    """Run another gateway of the same stack, with more variables in its environment; yield its address once it listens."""
    slot = Slot(("http", "metrics"))
    own = {"DASAI_HTTP_PORT": str(slot.ports["http"]), "DASAI_METRICS_PORT": str(slot.ports["metrics"])}
    env = os.environ | api.stack.env_for("gateway") | own | {"DASAI_CALL_SECONDS": "1"} | more
    with (
        slot,
        (folder / "second.log").open("wb") as log,
        subprocess.Popen([sys.executable, "-m", "gateway"], env=env, cwd=ROOT, stderr=log) as process,
    ):
        try:
            url = f"http://127.0.0.1:{slot.ports['http']}"
            assert wait_until(lambda: _answers(url), 60)
            yield url
        finally:
            process.kill()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/v1/edition", timeout=10).status_code == 200
    except httpx.TransportError:
        return False


def test_k1_c9_what_ends_ends_at_every_gateway_and_participants_go_on_while_accounts_is_away(
    api: Api, tmp_path: Path
) -> None:
    """K1, C9: within a second at another gateway, without the bus: neither relay nor worker of accounts runs in this stack.

    While accounts is away participants go on at a gateway that knows their session, and staff wait.
    """
    account_id = _staff(api, api.host, "at-two-gateways", "reviewer", api.division)
    reviewer = User(api.stack.url, Tally(), http=api.participant.http).sign_in("at-two-gateways", PASSWORD)

    def status(url: str, user: User, path: str) -> int:
        headers = {"Authorization": f"Bearer {user.token}"}
        return httpx.get(url + path, headers=headers, timeout=30).status_code

    with _second_gateway(api, tmp_path) as second:
        me = "/api/v1/accounts/me"
        assert [status(second, user, me) for user in (reviewer, api.participant, api.host)] == [200, 200, 200]
        api.host.post(f"/api/v1/accounts/{account_id}/disabling", {"reason": "left the office"})
        ended = time.monotonic()
        while status(second, reviewer, me) != 401:
            assert time.monotonic() - ended < 5
        assert time.monotonic() - ended < 1

        api.stack.stop("accounts-server")
        try:
            teams = "/api/v1/teams"
            assert wait_until(lambda: status(second, api.host, teams) == 503, 20)
            assert status(second, api.participant, teams) == 200
        finally:
            api.stack.resume("accounts-server")
        assert wait_until(lambda: status(second, api.host, teams) == 200, 20)


def test_k1_k4_what_a_session_owes_it_owes_at_every_gateway_within_a_second(api: Api, tmp_path: Path) -> None:
    """K1, K4: a code since a second factor was set up, agreement since that was withdrawn."""
    factor, me = "/api/v1/accounts/me/second-factor", "/api/v1/accounts/me"
    http = api.participant.http
    elsewhere = User(api.stack.url, Tally(), http=http).sign_up("owes-elsewhere", PASSWORD)
    other = User(api.stack.url, Tally(), http=http).sign_in("owes-elsewhere", PASSWORD)

    with _second_gateway(api, tmp_path) as second:

        def refusal(user: User) -> str:
            headers = {"Authorization": f"Bearer {user.token}"}
            answer = httpx.get(f"{second}/api/v1/teams", headers=headers, timeout=30)
            return "" if answer.status_code == 200 else str(answer.json()["code"])

        def owed(user: User) -> tuple[str, bool]:
            """Return what the session comes to owe at the second gateway, and if it did within a second."""
            since = time.monotonic()
            while not (code := refusal(user)):
                assert time.monotonic() - since < 10
            return code, time.monotonic() - since < 1

        assert [refusal(user) for user in (elsewhere, other)] == ["", ""]
        body = {"kind": "privacy_notice", "version": api.participant.privacy_notice()}
        elsewhere.post(f"{me}/consents", body | {"given": False})
        assert owed(other) == ("K4_PRIVACY_NOTICE_PENDING", True)
        elsewhere.post(f"{me}/consents", body | {"given": True})
        assert [refusal(user) for user in (elsewhere, other)] == ["", ""]
        secret = elsewhere.post(f"{factor}/setup")["secret"]
        elsewhere.post(f"{factor}/confirmation", {"code": pyotp.TOTP(secret).now()})
        assert owed(other) == ("SECOND_FACTOR_REQUIRED", True)
        assert refusal(elsewhere) == ""


@pytest.mark.long
def test_public_pages_go_on_for_who_has_a_cookie_while_accounts_is_away(api: Api) -> None:
    """K1: of a session that this gateway does not know; what is for who is signed in says so, and takes nobody for signed out."""
    cookie = {"Cookie": "dasai_session=of-a-session-that-another-gateway-knows"}

    def status(path: str) -> int:
        return _call(api, "GET", path, headers=cookie).status_code

    api.stack.stop("accounts-server")
    try:
        assert [status(path) for path in ("/", "/static/vendor/dasai.css", "/api/v1/edition", "/api/v1/divisions")] == [
            200
        ] * 4
        assert [status(path) for path in ("/me", "/api/v1/accounts/me", "/api/v1/teams")] == [503] * 3
        offered = ['href="/sign-in"' in _call(api, "GET", "/", headers=headers).text for headers in (cookie, {})]
        assert offered == [False, True], "who may be signed in is not asked to sign in"
        began = time.monotonic()
        assert status("/") == 200
        assert time.monotonic() - began < 5
        assert _call(api, "DELETE", "/api/v1/sessions/current", headers=cookie).status_code == 503
    finally:
        api.stack.resume("accounts-server")
    assert wait_until(lambda: status("/api/v1/teams") == 401, 20)


def test_k1_cookies_over_tls_are_this_hosts_alone(api: Api, tmp_path: Path) -> None:
    """K1: no other host below the same domain, and nobody without TLS, can set them; all answers say that all is over TLS."""
    User(api.stack.url, Tally(), http=api.participant.http).sign_up("over-tls", PASSWORD)
    with _second_gateway(api, tmp_path, DASAI_SECURE_COOKIES="true") as url:
        body = {"login": "over-tls", "password": PASSWORD}
        signed = httpx.post(f"{url}/api/v1/sessions", json=body, timeout=30)
        set_cookies = signed.headers.get_list("set-cookie")
        assert [cookie.partition("=")[0] for cookie in set_cookies] == ["__Host-dasai_session", "__Host-dasai_device"]
        for cookie in set_cookies:
            assert [part in cookie for part in ("; Secure", "; HttpOnly", "; Path=/", "SameSite=lax")] == [True] * 4
            assert "Domain" not in cookie
        assert signed.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"

        def asked(name: str, method: str = "GET", path: str = "/api/v1/accounts/me") -> httpx.Response:
            headers = {"Cookie": f"{name}={signed.json()['token']}", "Sec-Fetch-Site": "same-origin"}
            return httpx.request(method, url + path, headers=headers, timeout=30)

        assert [asked(name).status_code for name in ("__Host-dasai_session", "dasai_session")] == [200, 401]
        out = asked("__Host-dasai_session", "POST", "/sign-out")
        assert out.headers["set-cookie"].startswith('__Host-dasai_session=""; ')
        assert "; Secure" in out.headers["set-cookie"]
        assert asked("__Host-dasai_session").status_code == 401


def test_k1_changed_roles_hold_at_once(api: Api) -> None:
    """K1: sessions and tokens end within a second, without the bus: neither relay nor worker of accounts runs in this stack.

    The new role counts at the next sign-in; only roles that one may grant are given or taken, and K1_ROLES_MOVED_ON refuses who
    saw other roles, unless the account holds those that it is to get.
    """
    account_id = _staff(api, api.secretariat, "changes-roles", "host", api.plan.divisions[2])
    address = f"/api/v1/accounts/{account_id}"
    roles = [{"role": "expert", "division": ""}]
    with pytest.raises(Refused) as foreign:
        api.host.call("PUT", f"{address}/roles", {"roles": roles, "reason": "moved"})
    assert foreign.value.code == "NOT_FOUND"
    holder = User(api.stack.url, Tally(), http=api.participant.http).sign_in("changes-roles", PASSWORD)
    robot = holder.post("/api/v1/tokens", {"name": "导出", "scopes": ["account:read"], "days": 1})["text"]
    going_on = {holder.token, robot}
    assert {_call(api, "GET", "/api/v1/accounts/me", token).status_code for token in going_on} == {200}
    began = time.monotonic()
    changed = api.secretariat.put(
        f"{address}/roles", {"roles": roles, "reason": "moved", "organisation_uscc": STAFF_USCC}
    )
    assert changed["roles"] == roles
    done = time.monotonic()
    while going_on := {
        token for token in going_on if _call(api, "GET", "/api/v1/accounts/me", token).status_code != 401
    }:
        assert time.monotonic() - began < 5
    assert time.monotonic() - done < 1
    assert holder.sign_in("changes-roles", PASSWORD).get("/api/v1/accounts/me")["roles"] == roles
    listed = api.secretariat.every("/api/v1/accounts", "accounts", role="expert")
    assert account_id in [account["account_id"] for account in listed]
    old = {"reason": "moved", "seen": {"roles": [{"role": "host", "division": api.plan.divisions[2]}]}}
    with pytest.raises(Refused) as moved_on:
        api.secretariat.put(f"{address}/roles", {"roles": [], **old})
    assert (moved_on.value.status, moved_on.value.code) == (409, "K1_ROLES_MOVED_ON")
    assert api.secretariat.put(f"{address}/roles", {"roles": roles, **old})["roles"] == roles
    body = {"roles": [{"role": "secretariat", "division": ""}], "reason": "a coup", "seen": {"roles": roles}}
    with pytest.raises(Refused) as secretariat:
        api.secretariat.put(f"{address}/roles", body)
    assert secretariat.value.code == "K1_FORBIDDEN"


def test_k1_an_account_is_shown_to_who_administers_it(api: Api) -> None:
    """K1: a host sees those of its division only, by id and in lists; contacts are the holder's alone."""
    own = _staff(api, api.host, "seen-by-host", "expert", api.division)
    elsewhere = _staff(api, api.secretariat, "not-seen-by-host", "expert", api.plan.divisions[3])
    listed = [account["account_id"] for account in api.host.every("/api/v1/accounts", "accounts")]
    assert own in listed
    assert elsewhere not in listed
    assert api.host.get(f"/api/v1/accounts/{own}")["email"] == ""
    with pytest.raises(Refused) as foreign:
        api.host.get(f"/api/v1/accounts/{elsewhere}")
    assert foreign.value.code == "NOT_FOUND"
    with pytest.raises(Refused) as division:
        api.host.get("/api/v1/accounts", division=api.plan.divisions[3])
    assert division.value.code == "K1_FORBIDDEN"
    with pytest.raises(Refused) as participant:
        api.participant.get("/api/v1/accounts")
    assert participant.value.code == "K1_FORBIDDEN"


def test_k1_k4_accounts_are_searched_by_the_beginning_of_a_name_or_login_name(api: Api) -> None:
    """K1, K4: by name, in pages that none falls out of, however it is typed; a host finds its own only."""
    roles = [{"role": "expert", "division": api.division}]

    def invite(login: str, name: str, division: str = "") -> str:
        by, body = (api.secretariat, [roles[0] | {"division": division}]) if division else (api.host, roles)
        code = by.post("/api/v1/invitations", {"roles": body, "organisation_uscc": STAFF_USCC, "name": name})["code"]
        accepted = _account(api, login) | {"code": code}
        public = User(api.stack.url, Tally(), http=api.participant.http)
        return str(public.post("/api/v1/invitations/acceptance", accepted)["account_id"])

    second, first = invite("searched-2", "试钱乙"), invite("searched-1", "試錢 甲")
    by_login = invite("试验".encode().hex(), "查无此人")
    elsewhere = invite("searched-3", "试钱丙", api.plan.divisions[3])
    also = invite("試錢".encode().hex(), "Shi Qian")

    def found(user: User, text: str, **filters: str) -> list[str]:
        ids, token = [], ""
        while True:
            body = {"text": text, "page_size": 1, "page_token": token, **filters}
            page = user.post("/api/v1/accounts/search", body)
            ids += [account["account_id"] for account in page["accounts"]]
            token = page["page"]["next_page_token"]
            if not token:
                return ids
            assert "试" not in token

    names = sorted([("试钱乙", second), ("试钱甲", first), ("试钱丙", elsewhere)])
    assert found(api.secretariat, "试钱") == [account_id for _, account_id in names]
    assert found(api.host, "試 錢") == [account_id for name, account_id in names if name != "试钱丙"]
    assert found(api.host, "SHI q") == [also]
    assert found(api.host, "Searched-") == sorted([first, second], key=[first, second].index)
    assert found(api.host, "试验".encode().hex()[:8].upper()) == [by_login]
    assert found(api.host, "试钱", role="reviewer") == []
    assert found(api.secretariat, "试钱", role="expert", division=api.division) == [
        account_id for name, account_id in names if name != "试钱丙"
    ]
    api.host.post(f"/api/v1/accounts/{second}/disabling", {"reason": "离职"})
    assert (found(api.host, "试钱", state="disabled"), found(api.host, "试钱", state="active")) == ([second], [first])
    assert found(api.host, "没有这个人") == []
    with pytest.raises(Refused) as participant:
        found(api.participant, "试钱")
    assert participant.value.code == "K1_FORBIDDEN"


def test_k1_accounts_are_asked_for_by_identifier(api: Api) -> None:
    """K1: those among them that the caller administers; more than 200, and whoever administers none, are refused."""
    own = _staff(api, api.host, "named-own", "reviewer", api.division)
    elsewhere = _staff(api, api.secretariat, "named-elsewhere", "reviewer", api.plan.divisions[3])

    def named(user: User, *account_ids: str) -> list[str]:
        listed = user.post("/api/v1/accounts/search", {"account_ids": list(account_ids)})["accounts"]
        return [account["account_id"] for account in listed]

    ids = [elsewhere, own]
    assert named(api.host, *ids, "nobody") == [own]
    assert named(api.secretariat, *ids) == ids
    with pytest.raises(Refused) as too_many:
        named(api.host, *ids, *(f"nobody-{number}" for number in range(200)))
    assert (too_many.value.status, too_many.value.code) == (422, "FIELDS_INVALID")
    with pytest.raises(Refused) as participant:
        named(api.participant, *ids)
    assert participant.value.code == "K1_FORBIDDEN"


def test_k1_a_page_of_a_hosts_list_is_full(api: Api) -> None:
    """K1: accounts that a host does not administer take no place in its pages: an expert nation-wide, one of two divisions."""
    for number, roles in enumerate(
        (
            [{"role": "expert", "division": ""}],
            [{"role": "expert", "division": api.division}, {"role": "expert", "division": api.plan.divisions[4]}],
            [{"role": "host", "division": api.division}],
        )
    ):
        api.secretariat.invite(f"of-others-{number}", PASSWORD, roles)
    own = _staff(api, api.host, "of-the-host", "expert", api.division)
    listed = api.host.every("/api/v1/accounts", "accounts")
    one_by_one, token = [], ""
    while True:
        page = api.host.get("/api/v1/accounts", page_size=1, page_token=token)
        one_by_one += page["accounts"]
        token = page["page"]["next_page_token"]
        if not token:
            break
        assert len(page["accounts"]) == 1
    assert (one_by_one, own in [account["account_id"] for account in listed]) == (listed, True)
    assert [account["login"] for account in listed if account["login"].startswith("of-others")] == []
    of_the_secretariat = api.secretariat.every("/api/v1/accounts", "accounts")
    logins = {account["login"] for account in of_the_secretariat}
    assert {"of-others-0", "of-others-1", "of-others-2", "of-the-host", "participant"} <= logins
    assert {"secretariat", "committee", "operator"}.isdisjoint(logins)


def test_k1_who_changed_what_of_an_account_is_shown_to_who_administers_it(api: Api) -> None:
    """K1: what, by whom and why, the newest first; to nobody else, not to the holder either."""
    account_id = _staff(api, api.host, "has-a-history", "expert", api.division)
    address = f"/api/v1/accounts/{account_id}"
    api.host.post(f"{address}/disabling", {"reason": "休假"})
    api.host.post(f"{address}/enabling", {"reason": "返岗"})
    roles = [{"role": "reviewer", "division": api.division}]
    api.host.put(f"{address}/roles", {"roles": roles, "reason": "转岗", "organisation_uscc": "91110199000000019X"})
    changes = api.host.get(f"{address}/changes")["changes"]
    assert [(each["kind"], each["name"], each["reason"]) for each in changes] == [
        ("roles", "host", "转岗"),
        ("organisation", "host", ""),
        ("enabled", "host", "返岗"),
        ("disabled", "host", "休假"),
        ("opened", "", ""),
    ]
    assert (changes[0]["roles"], changes[1]["organisation_uscc"]) == (roles, "91110199000000019X")
    holder = User(api.stack.url, Tally(), http=api.participant.http).sign_in("has-a-history", PASSWORD)
    for foreign in (holder, api.participant):
        with pytest.raises(Refused) as refused:
            foreign.get(f"{address}/changes")
        assert refused.value.code == "K1_FORBIDDEN"


def test_k4_no_text_about_an_account_takes_an_identity_number(api: Api) -> None:
    """K4: in clear it would be in the database, events and trail; refused by its field, and the number is not repeated."""
    number = "110199199001010010"
    account_id = _staff(api, api.host, "no-numbers", "reviewer", api.division)
    holder = User(api.stack.url, Tally(), http=api.participant.http).sign_in("no-numbers", PASSWORD)
    typed, written = f"持证人{number[:6]} {number[6:14]} {number[14:]}", f"当面核对身份证{number}原件"
    roles = [{"role": "reviewer", "division": api.division}]
    invited = {"roles": roles, "organisation_uscc": STAFF_USCC}
    code, address = api.host.post("/api/v1/invitations", invited)["code"], f"/api/v1/accounts/{account_id}"
    token = {"scopes": ["review:read"], "days": 1}
    check = {"identity_check": "当面核对工作证和单位介绍信"}
    cases: tuple[tuple[User | None, str, str, dict[str, Any], dict[str, str]], ...] = (
        (None, "POST", "/api/v1/accounts", _account(api, "mine"), {"login": number}),
        (None, "POST", "/api/v1/accounts", _account(api, "mine"), {"name": typed}),
        (None, "POST", "/api/v1/invitations/acceptance", _account(api, "mine") | {"code": code}, {"name": typed}),
        (holder, "PATCH", "/api/v1/accounts/me", {}, {"name": typed}),
        (holder, "POST", "/api/v1/tokens", token, {"name": typed}),
        (api.host, "POST", "/api/v1/invitations", invited, {"name": typed}),
        (api.host, "PUT", f"{address}/roles", {"roles": roles}, {"reason": written}),
        (api.host, "POST", f"{address}/disabling", {}, {"reason": written}),
        (api.host, "POST", f"{address}/enabling", {}, {"reason": written}),
        (api.host, "POST", f"{address}/password-reset", {}, {"identity_check": written}),
        (api.host, "POST", f"{address}/second-factor-reset", {"reason": "遗失"}, {"identity_check": written}),
        (api.host, "POST", f"{address}/second-factor-reset", check, {"reason": written}),
    )
    for user, method, path, body, wrong in cases:
        answer = _call(api, method, path, user.token if user is not None else "", json=body | wrong)
        problem = answer.json()
        named = [fault["field"] for fault in problem["faults"]]
        assert (answer.status_code, problem["code"], named) == (422, "K4_IDENTITY_NUMBER", list(wrong)), path
        assert number[6:14] not in answer.text
    assert holder.patch("/api/v1/accounts/me", {"name": "合成甲"})["name"] == "合成甲"
    assert api.host.post(f"{address}/password-reset", check)["code"]
    assert [each["kind"] for each in api.host.get(f"{address}/changes")["changes"]] == ["opened"]


def test_k1_an_invitation_is_read_accepted_once_and_revoked(api: Api) -> None:
    """K1: by its link, for the roles it names; used, revoked and unknown links say so."""
    http = api.participant.http
    body = {"roles": [{"role": "reviewer", "division": api.division}], "organisation_uscc": STAFF_USCC, "name": "测试"}
    invited = api.host.post("/api/v1/invitations", body)
    public = User(api.stack.url, Tally(), http=http)
    shown = public.post("/api/v1/invitations/reading", {"code": invited["code"]})
    assert (shown["roles"], shown["state"], shown["name"]) == (body["roles"], "open", "测试")
    acceptance = _account(api, "accepts") | {"code": invited["code"]}
    account = public.post("/api/v1/invitations/acceptance", acceptance)
    assert (account["roles"], account["organisation_uscc"]) == (body["roles"], STAFF_USCC)
    with pytest.raises(Refused) as used:
        public.post("/api/v1/invitations/acceptance", acceptance | {"login": "accepts-again"})
    assert used.value.code == "INVITATION_USED"

    revoked = api.host.post("/api/v1/invitations", body)
    address = f"/api/v1/invitations/{revoked['invitation']['invitation_id']}/revocation"
    with pytest.raises(Refused) as foreign:
        api.participant.post(address)
    assert foreign.value.code == "K1_FORBIDDEN"
    assert api.host.post(address)["state"] == "revoked"
    with pytest.raises(Refused) as late:
        public.post("/api/v1/invitations/acceptance", acceptance | {"code": revoked["code"], "login": "too-late"})
    assert late.value.code == "INVITATION_REVOKED"
    with pytest.raises(Refused) as unknown:
        public.post("/api/v1/invitations/reading", {"code": "no-such-code"})
    assert unknown.value.code == "INVITATION_UNKNOWN"
    states = {entry["state"] for entry in api.host.every("/api/v1/invitations", "invitations")}
    assert {"accepted", "revoked"} <= states
    with pytest.raises(Refused) as nowhere:
        api.host.post("/api/v1/invitations", body | {"organisation_uscc": ""})
    assert [fault["field"] for fault in nowhere.value.problem["faults"]] == ["organisation_uscc"]
    unfit = {"roles": [{"role": "expert", "division": "999999"}], "organisation_uscc": "wrong"}
    with pytest.raises(Refused) as together:
        api.host.post("/api/v1/invitations", unfit)
    assert [fault["field"] for fault in together.value.problem["faults"]] == ["roles", "organisation_uscc"]


def test_k1_an_account_accepts_a_further_role(api: Api) -> None:
    """K1: whoever is signed in; not the same role again, nor for another organisation."""
    user = User(api.stack.url, Tally(), http=api.participant.http)
    _staff(api, api.host, "further-role", "reviewer", api.division)
    user.sign_in("further-role", PASSWORD)
    body = {"roles": [{"role": "expert", "division": api.division}], "organisation_uscc": STAFF_USCC}
    first, second = (api.host.post("/api/v1/invitations", body)["code"] for _ in range(2))
    elsewhere = api.host.post("/api/v1/invitations", body | {"organisation_uscc": "91110199000000019X"})["code"]
    with pytest.raises(Refused) as moved:
        user.post("/api/v1/invitations/acceptance", {"code": elsewhere})
    assert moved.value.code == "INVITATION_ORGANISATION_DIFFERS"
    accepted = user.post("/api/v1/invitations/acceptance", {"code": first})
    assert [role["role"] for role in accepted["roles"]] == ["expert", "reviewer"]
    user.sign_in("further-role", PASSWORD)
    with pytest.raises(Refused) as known:
        user.post("/api/v1/invitations/acceptance", {"code": second})
    assert known.value.code == "INVITATION_HOLDS_NOTHING_NEW"


def test_k1_an_invitation_does_not_give_back_a_role_that_was_withdrawn(api: Api) -> None:
    """K1: it was accepted, by whoever tries again."""
    user = User(api.stack.url, Tally(), http=api.participant.http).sign_up("had-a-role", PASSWORD)
    body = {"roles": [{"role": "reviewer", "division": api.division}], "organisation_uscc": STAFF_USCC}
    code = api.host.post("/api/v1/invitations", body)["code"]
    user.post("/api/v1/invitations/acceptance", {"code": code})
    api.host.put(f"/api/v1/accounts/{user.account_id}/roles", {"roles": [], "reason": "left the office"})
    user.sign_in("had-a-role", PASSWORD)
    with pytest.raises(Refused) as used:
        user.post("/api/v1/invitations/acceptance", {"code": code})
    assert used.value.code == "INVITATION_USED"
    # the role of a participant is nobody's to withdraw
    assert user.get("/api/v1/accounts/me")["roles"] == [{"role": "participant", "division": ""}]


def test_a_login_name_belongs_to_a_single_account(api: Api) -> None:
    """Also if many sign up at once, in lower or upper case."""

    def attempt(number: int) -> int:
        login = "Wanted" if number % 2 else "wANTED"
        return _call(api, "POST", "/api/v1/accounts", json=_account(api, login)).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(attempt, range(6))) == [201, 409, 409, 409, 409, 409]


@pytest.mark.parametrize("login", ["ab", "a" * 65, "with space", "斜杠", "a\nb", "<script>"])
def test_a_malformed_login_name_is_refused(api: Api, login: str) -> None:
    """A login name has 3 to 64 plain characters."""
    answer = _call(api, "POST", "/api/v1/accounts", json=_account(api, login))
    assert answer.status_code == 422
    assert answer.json()["code"] in ("LOGIN_INVALID", "FIELDS_INVALID")


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(api: Api) -> None:
    """The answer does not show which names exist."""
    User(api.stack.url, Tally(), http=api.participant.http).sign_up("exists", PASSWORD)
    wrong, unknown = _sign_in(api, "exists", "not the password"), _sign_in(api, "exists-not", "not the password")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "SIGN_IN_FAILED")
    assert {**wrong.json(), "instance": ""} == {**unknown.json(), "instance": ""}


def test_k1_each_role_grants_the_roles_that_it_may(api: Api) -> None:
    """K1: the secretariat grants hosts, reviewers, experts; a host its division's reviewers and experts; a participant none."""
    here, elsewhere = api.division, api.plan.divisions[1]
    assert _staff(api, api.secretariat, "host-2", "host", elsewhere)
    assert _staff(api, api.secretariat, "expert-n", "expert")
    assert _staff(api, api.host, "reviewer-1", "reviewer", here)
    assert _staff(api, api.host, "expert-1", "expert", here)
    refusals = [
        (api.host, "reviewer", elsewhere, 403),
        (api.host, "reviewer", "", 403),
        (api.host, "expert", "", 403),
        (api.host, "host", here, 403),
        (api.secretariat, "secretariat", "", 403),
        (api.secretariat, "committee", "", 403),
        (api.secretariat, "operator", "", 403),
        (api.secretariat, "host", "", 422),
        (api.secretariat, "host", "999999", 422),
        (api.participant, "expert", here, 403),
        (api.participant, "participant", "", 403),
    ]
    for creator, role, division, status in refusals:
        with pytest.raises(Refused) as refused:
            _staff(api, creator, "never-made", role, division)
        assert (role, division, refused.value.status) == (role, division, status)
    assert _sign_in(api, "never-made").status_code == 401
    assert _call(api, "POST", "/api/v1/invitations", json={}).status_code in (401, 422)


def test_k1_a_form_of_another_site_is_refused_also_beside_a_cookie_that_is_good_no_more(api: Api) -> None:
    """K1: it could sign its reader in as somebody else; browsers keep cookies of sessions that have ended."""
    user = User(api.stack.url, Tally(), http=api.participant.http).sign_up("signs-out", PASSWORD)
    assert _call(api, "DELETE", "/api/v1/sessions/current", user.token).status_code == 204
    form = {"login": "signs-out", "password": PASSWORD}
    for token in (user.token, "made-up"):
        cookie = {"Cookie": f"dasai_session={token}"}
        foreign = _call(api, "POST", "/sign-in", data=form, headers=cookie | {"Origin": "https://elsewhere.example"})
        assert (foreign.status_code, foreign.json()["code"]) == (403, "CROSS_SITE_REQUEST")
        assert _call(api, "POST", "/sign-in", data=form, headers=cookie | {"Origin": api.stack.url}).status_code == 303


def test_sign_in_by_form_leads_to_the_accounts_page_or_shows_the_problem(api: Api) -> None:
    """The pages' form for signing in, without scripts."""
    User(api.stack.url, Tally(), http=api.participant.http).sign_up("by-form", PASSWORD)
    good = _call(api, "POST", "/sign-in", data={"login": "by-form", "password": PASSWORD})
    assert (good.status_code, good.headers["location"]) == (303, "/me")
    assert good.headers["set-cookie"].startswith("dasai_session=")
    first = good.cookies["dasai_session"]
    browser = {"Cookie": f"dasai_session={first}", "Sec-Fetch-Site": "same-origin"}
    again = _call(api, "POST", "/sign-in", data={"login": "by-form", "password": PASSWORD}, headers=browser)
    second = again.cookies["dasai_session"]
    mine = [_call(api, "GET", "/api/v1/accounts/me", token).status_code for token in (first, second)]
    assert mine == [401, 200]  # the session in which somebody signed in anew has ended
    wrong = _call(api, "POST", "/sign-in", data={"login": "by-form", "password": "<b>no</b>"})
    assert (wrong.status_code, wrong.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert "登录名或密码不正确" in wrong.text
    assert "<b>no</b>" not in wrong.text


def test_an_invitation_is_accepted_by_form(api: Api) -> None:
    """K1: with the code typed; whoever is signed in accepts for the own account, and signs in again."""
    body = {"roles": [{"role": "reviewer", "division": api.division}], "organisation_uscc": STAFF_USCC}
    first, second = (api.host.post("/api/v1/invitations", body)["code"] for _ in range(2))
    form = {"code": first, "name": "测试", **_account(api, "by-invitation")}
    weak = _call(api, "POST", "/invitation", data=form | {"password": "password1234"})
    assert (weak.status_code, "密码强度不足" in weak.text, "by-invitation" in weak.text) == (422, True, True)
    good = _call(api, "POST", "/invitation", data=form)
    assert (good.status_code, good.headers["location"]) == (303, "/me")
    user = User(api.stack.url, Tally(), http=api.participant.http).sign_up("invited-later", PASSWORD)
    headers = {"Cookie": f"dasai_session={user.token}", "Sec-Fetch-Site": "same-origin"}
    assert "invited-later" in _call(api, "GET", "/invitation", headers=headers).text
    own = _call(api, "POST", "/invitation", data={"code": second}, headers=headers)
    assert (own.status_code, own.headers["location"]) == (303, "/sign-in")
    user.sign_in("invited-later", PASSWORD)
    roles = [role["role"] for role in user.get("/api/v1/accounts/me")["roles"]]
    assert roles == ["participant", "reviewer"]


def test_the_access_log_has_routes_and_no_addresses(api: Api) -> None:
    """K4: it holds neither a query nor an identifier of a path."""
    _call(api, "GET", "/api/v1/certificates/secret-certificate-code?purpose=secret-purpose")
    _call(api, "GET", "/api/v1/divisions/110000?secret-query=1")
    routes = ('"route": "/api/v1/certificates/{code}"', '"route": "/api/v1/divisions/{code}"')
    # a line is written after its answer was sent
    assert wait_until(lambda: all(route in api.stack.log_text("gateway") for route in routes), 20)
    text = api.stack.log_text("gateway")
    assert [word for word in ("secret-certificate-code", "secret-purpose", "secret-query") if word in text] == []


def test_k1_k4_the_logs_say_who_signed_in_and_who_was_refused_and_name_nobody(api: Api) -> None:
    """K1, K4: by the account's identifier, the code and the trace, which both processes share; tries of a network by its mark."""
    login = "is-in-the-log"
    account_id = _call(api, "POST", "/api/v1/accounts", json=_account(api, login)).json()["account_id"]
    _sign_in(api, login, "not the password at all")
    _sign_in(api, "nobody-in-the-log")
    token = _sign_in(api, login).json()["token"]
    _call(api, "GET", "/api/v1/accounts", token)
    refused = {"method": "GET", "status": 403, "account": account_id, "refused": "K1_FORBIDDEN"}
    assert wait_until(lambda: any(refused.items() <= line.items() for line in _lines(api, "gateway")), 20)
    tries = [line for line in _lines(api, "accounts-server") if line.get("event") in ("signed in", "sign-in failed")]
    last = tries[-3:]
    assert [(line["event"], line["account"], line["means"]) for line in last] == [
        ("sign-in failed", account_id, "password"),
        ("sign-in failed", "", "password"),
        ("signed in", account_id, "password"),
    ]
    assert len({line["network"] for line in last}) == 1
    answered = {line.get("trace"): line for line in _lines(api, "gateway")}
    assert [answered[line["trace"]].get("refused", "") for line in last] == ["SIGN_IN_FAILED", "SIGN_IN_FAILED", ""]
    everything = api.stack.log_text("gateway") + api.stack.log_text("accounts-server")
    assert [word for word in (login, "nobody-in-the-log", token, "127.0.0.1") if word in everything] == []


def _lines(api: Api, process: str) -> list[dict[str, Any]]:
    """Return what a process has logged, as far as the lines are whole; of several of a kind, in the order of their times."""
    whole = [line for line in api.stack.log_text(process).splitlines(keepends=True) if line.endswith("}\n")]
    return sorted((json.loads(line) for line in whole if line.startswith("{")), key=lambda line: str(line["time"]))


def test_k1_passkeys_need_the_platforms_address(api: Api) -> None:
    """K1: DASAI_PUBLIC_URL, which this stack has not; the page says nothing of them then."""
    user = User(api.stack.url, Tally(), http=api.participant.http).sign_up("wants-passkey", PASSWORD)
    with pytest.raises(Refused) as refused:
        user.post("/api/v1/accounts/me/second-factor/passkeys/options", {"code": "123456"})
    assert refused.value.code == "PASSKEYS_NOT_OFFERED"
    page = _call(api, "GET", "/account/second-factor", headers={"Cookie": f"dasai_session={user.token}"})
    assert ("尚未启用" in page.text, "passkeys.js" in page.text) == (True, False)
    asked = _call(api, "POST", "/api/v1/password-resets", json={"login": "wants-passkey"})
    assert (asked.status_code, asked.json()) == (202, {"by_mail": False})


@pytest.mark.long
def test_k1_staff_are_told_where_their_work_is_done(api: Api) -> None:
    """Their own page says no word of registering teams, and a participant's none of staff."""
    cookies = [{"Cookie": f"dasai_session={user.token}"} for user in (api.host, api.participant)]
    led = _call(api, "GET", "/me", headers=cookies[0])
    assert (led.status_code, led.headers["location"]) == (303, "/work/host")
    pages = [
        _call(api, "GET", home, headers=cookie).text
        for home, cookie in zip(("/work/host", "/me"), cookies, strict=True)
    ]
    assert [("分赛主办方工作台" in page, "您暂无参赛团队" in page) for page in pages] == [
        (True, False),
        (False, True),
    ]
