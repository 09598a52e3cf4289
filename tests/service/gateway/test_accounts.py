"""Accounts and sessions over the real database (K1, K4)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pymongo
import pytest

from cli.demo.client import RefusedError, Tally, User
from cli.stack.program import wait_until
from tests.service.gateway.conftest import Api

pytestmark = pytest.mark.parts
PASSWORD = "a password for tests"


def _call(api: Api, method: str, path: str, token: str = "", **values: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.request(
        method, api.stack.url + path, headers=headers | values.pop("headers", {}), timeout=30, **values
    )


def _sign_in(api: Api, login: str, password: str = PASSWORD) -> httpx.Response:
    return _call(api, "POST", "/api/v1/sessions", json={"login": login, "password": password})


def _staff(api: Api, creator: User, login: str, role: str, division: str = "") -> dict[str, Any]:
    body = {"login": login, "password": PASSWORD, "roles": [{"role": role, "division": division}]}
    return dict(creator.post("/api/v1/staff-accounts", body))


def test_a_session_from_sign_up_to_sign_out(api: Api) -> None:
    """Token and cookie both identify the account, until it signs out."""
    made = _call(api, "POST", "/api/v1/accounts", json={"login": "Somebody", "password": PASSWORD})
    assert made.status_code == 201
    answer = _sign_in(api, "someBODY")  # a login name is the same in any case
    assert answer.status_code == 201
    token = answer.json()["token"]
    cookie = answer.headers["set-cookie"]
    for part in (f"dasai_session={token}", "HttpOnly", "SameSite=lax", "Path=/", "Max-Age=43200"):
        assert part in cookie
    me = _call(api, "GET", "/api/v1/accounts/me", token).json()
    assert me == {
        "account_id": made.json()["account_id"],
        "login": "somebody",
        "roles": [{"role": "participant", "division": ""}],
    }
    by_cookie = _call(api, "GET", "/api/v1/accounts/me", headers={"Cookie": f"dasai_session={token}"})
    assert by_cookie.json() == me
    assert _call(api, "DELETE", "/api/v1/sessions/current", token).status_code == 204
    assert _call(api, "GET", "/api/v1/accounts/me", token).status_code == 401


def test_k4_neither_password_nor_token_is_stored(api: Api) -> None:
    """K4: the database holds an argon2id hash and the token's SHA-256, by which nobody can sign in."""
    user = User(api.stack.url, Tally()).sign_up("kept-how", PASSWORD)
    client: pymongo.MongoClient[Any] = pymongo.MongoClient(api.stack.mongodb_url)
    database = client[api.stack.database("gateway")]
    everything = [str(document) for name in database.list_collection_names() for document in database[name].find()]
    stored = database["accounts"].find_one({"login": "kept-how"})
    client.close()
    assert stored is not None
    assert stored["password"].startswith("$argon2id$")
    assert len(everything) > 4
    assert [text for text in everything if PASSWORD in text or user.token in text] == []
    user._http.close()


def test_a_login_name_belongs_to_a_single_account(api: Api) -> None:
    """Also if many sign up at once, in lower or upper case."""

    def attempt(number: int) -> int:
        login = "Wanted" if number % 2 else "wANTED"
        return _call(api, "POST", "/api/v1/accounts", json={"login": login, "password": PASSWORD}).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(attempt, range(6))) == [201, 409, 409, 409, 409, 409]


@pytest.mark.parametrize("login", ["ab", "a" * 65, "with space", "斜杠", "a\nb", "<script>"])
def test_a_malformed_login_name_is_refused(api: Api, login: str) -> None:
    """A login name has 3 to 64 plain characters."""
    answer = _call(api, "POST", "/api/v1/accounts", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 422
    assert answer.json()["code"] in ("LOGIN_INVALID", "FIELDS_INVALID")


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(api: Api) -> None:
    """The answer does not show which names exist."""
    User(api.stack.url, Tally(), http=api.participant._http).sign_up("exists", PASSWORD)
    wrong, unknown = _sign_in(api, "exists", "not the password"), _sign_in(api, "exists-not", "not the password")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "SIGN_IN_FAILED")
    assert {**wrong.json(), "instance": ""} == {**unknown.json(), "instance": ""}


def test_ten_of_many_password_guesses_at_once_are_checked(api: Api) -> None:
    """Tries are counted before they are checked; then the right password must wait too, but other accounts need not."""
    User(api.stack.url, Tally(), http=api.participant._http).sign_up("guessed-at", PASSWORD)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: _sign_in(api, "guessed-at", f"guess number {n}"), range(30)))
    assert sorted(answer.status_code for answer in answers) == [401] * 10 + [429] * 20
    refused = _sign_in(api, "Guessed-At")
    assert (refused.status_code, refused.json()["code"]) == (429, "TOO_MANY_TRIES")
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert _sign_in(api, "participant").status_code == 201


def test_k1_each_role_grants_the_roles_that_it_may(api: Api) -> None:
    """K1: the secretariat grants hosts, reviewers, experts; a host its division's reviewers and experts; a participant none."""
    here, elsewhere = api.division, api.plan.divisions[1]
    assert _staff(api, api.secretariat, "host-2", "host", elsewhere)["account_id"]
    assert _staff(api, api.secretariat, "expert-n", "expert")["account_id"]
    assert _staff(api, api.host, "reviewer-1", "reviewer", here)["account_id"]
    assert _staff(api, api.host, "expert-1", "expert", here)["account_id"]
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
        with pytest.raises(RefusedError) as refused:
            _staff(api, creator, "never-made", role, division)
        assert (role, division, refused.value.status) == (role, division, status)
    assert _sign_in(api, "never-made").status_code == 401
    assert _call(api, "POST", "/api/v1/staff-accounts", json={}).status_code in (401, 422)


def test_sign_in_by_form_leads_to_the_accounts_page_or_shows_the_problem(api: Api) -> None:
    """The pages' form for signing in, without scripts."""
    User(api.stack.url, Tally(), http=api.participant._http).sign_up("by-form", PASSWORD)
    good = _call(api, "POST", "/sign-in", data={"login": "by-form", "password": PASSWORD})
    assert (good.status_code, good.headers["location"]) == (303, "/me")
    assert good.headers["set-cookie"].startswith("dasai_session=")
    wrong = _call(api, "POST", "/sign-in", data={"login": "by-form", "password": "<b>no</b>"})
    assert (wrong.status_code, wrong.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert "登录名或密码不正确" in wrong.text
    assert "<b>no</b>" not in wrong.text


def test_the_access_log_has_routes_and_no_addresses(api: Api) -> None:
    """K4: it holds neither a query nor an identifier of a path."""
    _call(api, "GET", "/api/v1/certificates/secret-certificate-code?purpose=secret-purpose")
    _call(api, "GET", "/api/v1/divisions/110000?secret-query=1")
    log = api.stack.log("gateway")
    routes = ('"route": "/api/v1/certificates/{code}"', '"route": "/api/v1/divisions/{code}"')
    # a line is written after its answer was sent
    assert wait_until(lambda: all(route in log.read_text() for route in routes), 20)
    text = log.read_text()
    assert [word for word in ("secret-certificate-code", "secret-purpose", "secret-query") if word in text] == []
