"""API tokens, and single sign-on by a real OpenID provider (K1, K4)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pymongo
import pytest

from cli.demo.client import RefusedError, Tally, User
from tests.service.gateway.conftest import Api, running_api

pytestmark = pytest.mark.parts
PASSWORD = "a password for tests"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Run the stack of the API's tests."""
    with running_api(tmp_path_factory.mktemp("api")) as running:
        yield running


def somebody(api: Api, login: str) -> User:
    """Return a new participant who is signed in."""
    return User(api.stack.url, Tally(), http=api.participant._http).sign_up(login, PASSWORD)


def program(api: Api, text: str) -> User:
    """Return a program with a token."""
    user = User(api.stack.url, Tally(), http=api.participant._http)
    user.token = text
    return user


def made(user: User, *scopes: str, name: str = "export", days: int = 30) -> dict[str, Any]:
    """Make a token and return the answer."""
    answer: dict[str, Any] = user.post("/api/v1/tokens", {"name": name, "scopes": list(scopes), "days": days})
    return answer


def refusal(user: User, method: str, path: str, body: Any = None) -> RefusedError:
    """Return how a call was refused."""
    with pytest.raises(RefusedError) as refused:
        user.call(method, path, body)
    return refused.value


@pytest.fixture
def database(api: Api) -> Iterator[Any]:
    """Yield the database of accounts."""
    client: pymongo.MongoClient[Any] = pymongo.MongoClient(api.stack.mongodb_url)
    yield client[api.stack.database("accounts")]
    client.close()


def test_k1_a_token_does_what_its_scopes_say_and_nothing_to_accounts(api: Api, database: Any) -> None:
    """K1: shown once, stored as a hash, listed with its last use; which scope is needed is said."""
    user = somebody(api, "has-a-token")
    answer = made(user, "registration:read", "account:read", name="导出")
    text, token = answer["text"], answer["token"]
    assert text.startswith("dasai_")
    assert (token["name"], token["scopes"]) == ("导出", ["account:read", "registration:read"])
    robot = program(api, text)
    assert robot.get("/api/v1/accounts/me")["login"] == "has-a-token"
    assert robot.get("/api/v1/teams")["teams"] == []
    needed = refusal(robot, "POST", "/api/v1/teams", {})
    assert (needed.status, needed.code) == (403, "TOKEN_SCOPE_NEEDED")
    assert needed.problem["facts"] == {"scope": "registration:write"}
    for method, path in (
        ("POST", "/api/v1/tokens"),
        ("GET", "/api/v1/tokens"),
        ("GET", "/api/v1/sessions"),
        ("POST", "/api/v1/accounts/me/password"),
        ("PATCH", "/api/v1/accounts/me"),
        ("POST", "/api/v1/invitations/acceptance"),
        ("GET", "/me"),
    ):
        refused = refusal(robot, method, path, {})
        assert (refused.status, refused.code) == (403, "TOKEN_NOT_ALLOWED")
    cookie = {"Cookie": f"dasai_session={text}"}
    assert httpx.get(f"{api.stack.url}/api/v1/accounts/me", headers=cookie).status_code == 401
    (listed,) = user.get("/api/v1/tokens")["tokens"]
    assert listed["token_id"] == token["token_id"]
    assert listed["last_used_at"] >= token["made_at"]
    stored = [str(document) for name in ("api_tokens", "api_token_uses") for document in database[name].find()]
    assert [document for document in stored if text in document or text.removeprefix("dasai_") in document] == []


def test_k1_a_token_that_writes_also_reads(api: Api) -> None:
    """K1: in its part of the platform."""
    robot = program(api, made(api.participant, "registration:write")["text"])
    team_id = robot.post("/api/v1/teams", api.team(0))["facts"]["team_id"]
    assert robot.get(f"/api/v1/teams/{team_id}")["facts"]["team_id"] == team_id
    assert refusal(robot, "GET", "/api/v1/cases").problem["facts"] == {"scope": "review:read"}


def test_k1_tokens_end_at_once_and_by_themselves(api: Api, database: Any) -> None:
    """K1: when their holder ends them, when the password changes, when they expire, and when the account is disabled."""
    user = somebody(api, "ends-tokens")
    first, second, third = (made(user, "account:read") for _ in range(3))
    robots = [program(api, answer["text"]) for answer in (first, second, third)]
    for robot in robots:
        robot.get("/api/v1/accounts/me")
    user.call("DELETE", f"/api/v1/tokens/{first['token']['token_id']}")
    assert (refusal(robots[0], "GET", "/api/v1/accounts/me").status, len(user.get("/api/v1/tokens")["tokens"])) == (
        401,
        2,
    )
    assert refusal(user, "DELETE", f"/api/v1/tokens/{first['token']['token_id']}").code == "NOT_FOUND"
    foreign = f"/api/v1/tokens/{second['token']['token_id']}"
    assert refusal(api.participant, "DELETE", foreign).code == "NOT_FOUND"

    past = datetime.now(UTC) - timedelta(minutes=1)
    one = {"_id": user.account_id, "state.tokens.id": second["token"]["token_id"]}
    stored = database["api_tokens"].find_one(one)
    for token in stored["state"]["tokens"]:
        if token["id"] == second["token"]["token_id"]:
            token["expires_at"] = past
    changed = {"state.tokens": stored["state"]["tokens"], "state.ended_at": datetime.now(UTC)}
    database["api_tokens"].update_one(one, {"$set": changed})
    began = time.monotonic()
    while (expired := httpx.get(f"{api.stack.url}/api/v1/accounts/me", headers=bearer(second))).status_code == 200:
        assert time.monotonic() - began < 5
    assert (expired.status_code, expired.json()["code"]) == (401, "TOKEN_EXPIRED")
    assert httpx.get(f"{api.stack.url}/api/v1/accounts/me", headers=bearer(second)).json()["code"] == "TOKEN_EXPIRED"

    address = f"/api/v1/accounts/{user.account_id}"
    assert api.secretariat.get(f"{address}/token-count") == {"going_on": 1}
    assert refusal(api.participant, "GET", f"{address}/token-count").code == "NOT_FOUND"
    api.secretariat.post(f"{address}/disabling", {"reason": "a test"})
    began = time.monotonic()
    while httpx.get(f"{api.stack.url}/api/v1/accounts/me", headers=bearer(third)).status_code != 401:
        assert time.monotonic() - began < 5
    assert time.monotonic() - began < 1
    assert api.secretariat.get(f"{address}/token-count") == {"going_on": 0}


def bearer(answer: dict[str, Any]) -> dict[str, str]:
    """Return the header that carries a token that was made."""
    return {"Authorization": f"Bearer {answer['text']}"}


def test_k1_a_changed_password_ends_all_tokens(api: Api) -> None:
    """K1: the session that changes it goes on."""
    user = somebody(api, "changes-with-tokens")
    robot = program(api, made(user, "account:read")["text"])
    robot.get("/api/v1/accounts/me")
    user.post("/api/v1/accounts/me/password", {"old_password": PASSWORD, "new_password": "another password for tests"})
    assert refusal(robot, "GET", "/api/v1/accounts/me").code == "K1_UNAUTHENTICATED"
    assert user.get("/api/v1/tokens") == {"tokens": []}


def test_k1_an_account_has_at_most_twenty_tokens(api: Api) -> None:
    """K1: also if they are made at once; a session with something pending makes none."""
    user = somebody(api, "many-tokens")

    def attempt(_: int) -> str:
        try:
            return str(made(user, "account:read")["token"]["token_id"])
        except RefusedError as refused:
            return refused.code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(attempt, range(24)))
    assert [answers.count(code) for code in ("TOKENS_TOO_MANY",)] == [4]
    assert len(user.get("/api/v1/tokens")["tokens"]) == 20
    wrong = refusal(user, "POST", "/api/v1/tokens", {"name": "", "scopes": ["accounts:write"], "days": 366})
    assert sorted(fault["field"] for fault in wrong.problem["faults"]) == ["days", "name", "scopes[0]"]
    operator = User(api.stack.url, Tally(), http=api.participant._http).sign_in(
        "operator", api.stack.accounts["operator"]
    )
    assert refusal(operator, "POST", "/api/v1/tokens", {}).code == "PASSWORD_CHANGE_REQUIRED"
