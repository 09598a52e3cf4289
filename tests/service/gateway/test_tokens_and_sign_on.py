"""API tokens, and single sign-on by a real OpenID provider (K1, K4)."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pymongo
import pyotp
import pytest
from dasai_client import Refused

from chassis.kernel.refusal import Code
from cli.demo.client import STAFF_USCC, Tally, User
from services.accounts.accounts.rules import K4_PRIVACY_NOTICE, LOGIN_TAKEN
from services.accounts.sessions.rules import ACCOUNT_DISABLED
from services.accounts.sign_on import rules
from tests.identity_provider import IdentityProvider, require_node, running
from tests.service.gateway.conftest import Api, has_ended

pytestmark = pytest.mark.parts
PASSWORD = "a password for tests"


@pytest.fixture(scope="module")
def _provider(api: Api, providers: list[dict[str, Any]]) -> Iterator[IdentityProvider]:
    require_node()
    with running(providers[0], f"{api.stack.url}/sign-on/return") as provider:
        yield provider


@pytest.fixture
def provider(_provider: IdentityProvider) -> IdentityProvider:
    """Return the provider, which forges nothing."""
    _provider.forge("")
    return _provider


def somebody(api: Api, login: str) -> User:
    """Return a new participant who is signed in."""
    return User(api.stack.url, Tally(), http=api.participant.http).sign_up(login, PASSWORD)


def program(api: Api, text: str) -> User:
    """Return a program with a token."""
    user = User(api.stack.url, Tally(), http=api.participant.http)
    user.token = text
    return user


def made(user: User, *scopes: str, name: str = "export", days: int = 30) -> dict[str, Any]:
    """Make a token and return the answer."""
    answer: dict[str, Any] = user.post("/api/v1/tokens", {"name": name, "scopes": list(scopes), "days": days})
    return answer


def refusal(user: User, method: str, path: str, body: Any = None) -> Refused:
    """Return how a call was refused."""
    with pytest.raises(Refused) as refused:
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
    assert has_ended(api, first["text"])
    assert len(user.get("/api/v1/tokens")["tokens"]) == 2
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
    assert refusal(api.host, "GET", f"{address}/token-count").code == "NOT_FOUND"
    assert refusal(api.participant, "GET", f"{address}/token-count").code == "K1_FORBIDDEN"
    api.secretariat.post(f"{address}/disabling", {"reason": "a test"})
    began = time.monotonic()
    while httpx.get(f"{api.stack.url}/api/v1/accounts/me", headers=bearer(third)).status_code != 401:
        assert time.monotonic() - began < 5
    assert time.monotonic() - began < 1
    assert api.secretariat.get(f"{address}/token-count") == {"going_on": 0}


def test_k4_a_token_waits_for_agreement_to_the_privacy_notice(api: Api) -> None:
    """K4: from the moment that agreement is withdrawn nothing is done in the holder's name; it goes on once that is given."""
    user = somebody(api, "agrees-no-more")
    robot = program(api, made(user, "account:read")["text"])
    assert robot.get("/api/v1/accounts/me")["login"] == "agrees-no-more"
    consent = {"kind": "privacy_notice", "version": user.privacy_notice(), "given": False}
    user.post("/api/v1/accounts/me/consents", consent)
    refused = refusal(robot, "GET", "/api/v1/accounts/me")
    assert (refused.status, refused.code) == (403, "K4_PRIVACY_NOTICE_PENDING")
    user.post("/api/v1/accounts/me/consents", consent | {"given": True})
    assert robot.get("/api/v1/accounts/me")["login"] == "agrees-no-more"


def bearer(answer: dict[str, Any]) -> dict[str, str]:
    """Return the header that carries a token that was made."""
    return {"Authorization": f"Bearer {answer['text']}"}


def test_k1_a_changed_password_ends_all_tokens(api: Api) -> None:
    """K1: the session that changes it goes on."""
    user = somebody(api, "changes-with-tokens")
    robot = program(api, made(user, "account:read")["text"])
    robot.get("/api/v1/accounts/me")
    user.post("/api/v1/accounts/me/password", {"old_password": PASSWORD, "new_password": "another password for tests"})
    assert has_ended(api, robot.token)
    assert user.get("/api/v1/tokens") == {"tokens": []}


def test_k1_an_account_has_at_most_twenty_tokens(api: Api) -> None:
    """K1: also if they are made at once; a session with something pending makes none."""
    user = somebody(api, "many-tokens")

    def attempt(_: int) -> str:
        try:
            return str(made(user, "account:read")["token"]["token_id"])
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(attempt, range(24)))
    assert [answers.count(code) for code in ("TOKENS_TOO_MANY",)] == [4]
    assert len(user.get("/api/v1/tokens")["tokens"]) == 20
    wrong = refusal(user, "POST", "/api/v1/tokens", {"name": "", "scopes": ["accounts:write"], "days": 366})
    assert sorted(fault["field"] for fault in wrong.problem["faults"]) == ["days", "name", "scopes[0]"]
    committee = User(api.stack.url, Tally(), http=api.participant.http).sign_in(
        "committee", api.stack.accounts["committee"]
    )
    assert refusal(committee, "POST", "/api/v1/tokens", {}).code == "PASSWORD_CHANGE_REQUIRED"


class Browser:
    """A browser of somebody at the pages, which keeps its cookies."""

    def __init__(self, api: Api, provider: IdentityProvider) -> None:
        headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        self.http = httpx.Client(base_url=api.stack.url, headers=headers, timeout=30)
        self._provider = provider

    def sign_in(self, login: str) -> Browser:
        """Sign in with the password of these tests."""
        answer = self.http.post("/sign-in", data={"login": login, "password": PASSWORD})
        assert answer.headers["location"] == "/me"
        return self

    def comes_back(self, who: str, provider_id: str = "people") -> str:
        """Go to the provider to sign in there, and return where it sends the browser."""
        gone = self.http.get(f"/sign-on/{provider_id}")
        assert gone.status_code == 303, gone.text
        return self._provider.answer(gone.headers["location"], who)

    def links(self, who: str, provider_id: str = "people", code: str = "") -> httpx.Response:
        """Link an identity by the form, and return the page that the way to the provider and back leads to."""
        page = self.http.post(f"/identities/{provider_id}/linking", data={"code": code})
        way = re.search(r'rel="noreferrer" href="([^"]+)"', page.text)
        if way is None:
            return page
        return self.http.get(self._provider.answer(html.unescape(way[1]), who))

    @property
    def account(self) -> dict[str, Any]:
        """Return the account that is signed in."""
        answer: dict[str, Any] = self.http.get("/api/v1/accounts/me").raise_for_status().json()
        return answer


@pytest.fixture
def browsers(api: Api, provider: IdentityProvider) -> Iterator[list[Browser]]:
    """Yield four browsers."""
    opened = [Browser(api, provider) for _ in range(4)]
    yield opened
    for browser in opened:
        browser.http.close()


def says(answer: httpx.Response, code: Code) -> bool:
    """Return True if a page shows a refusal; print what it shows if it does not."""
    text = re.sub(r"\{\w+\}.*", "", code.zh)
    shown = html.unescape(answer.text)
    if text not in shown:
        print(answer.status_code, re.findall(r'role="alert">([^<]*)', shown))  # noqa: T201 - for whoever reads a failure
    return text in shown


def staff(api: Api, creator: User, login: str, role: str, division: str) -> str:
    """Make a staff account, and return its identifier."""
    return creator.invite(login, PASSWORD, [{"role": role, "division": division}])


def test_k1_a_participant_links_the_own_account_and_signs_in_by_it(
    api: Api, browsers: list[Browser], database: Any
) -> None:
    """K1, K4: until it is unlinked; the identity is stored as a keyed hash, and belongs to a single account."""
    somebody(api, "links")
    somebody(api, "links-too")
    first, other, third, _ = browsers
    page = first.http.get("/sign-in").text
    assert 'href="/sign-on/people"' in page
    assert first.sign_in("links").links("subject-of-anna").headers["location"] == "/identities?done=identity_linked"
    assert "解除关联" in first.http.get("/identities").text
    assert [identity["provider_id"] for identity in first.http.get("/api/v1/identities").json()["identities"]] == [
        "people"
    ]

    gone = other.http.get("/sign-on/people?next=/identities")
    assert gone.status_code == 303
    cookie = gone.headers["set-cookie"]
    assert [part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/")] == [True] * 3
    came = other.http.get(other._provider.answer(gone.headers["location"], "subject-of-anna"))
    assert (came.status_code, came.headers["location"]) == (303, "/identities")
    assert other.account["login"] == "links"
    device = other.http.cookies["dasai_device"]
    other.http.get(other.comes_back("subject-of-anna"))
    assert other.http.cookies["dasai_device"] == device
    told = [message["facts"] for message in first.http.get("/api/v1/messages").json()["messages"]]
    # the first sign-in of `somebody`, then its browser, then the other one: known at its second return
    assert sorted(facts["means"] for facts in told) == ["password", "provider"]
    begun = {entry["provider_id"] for entry in other.http.get("/api/v1/sessions").json()["sessions"]}
    assert begun == {"", "people"}

    third.sign_in("links-too")
    assert says(third.links("subject-of-anna"), rules.IDENTITY_TAKEN)
    assert says(first.links("subject-of-berta"), rules.IDENTITY_OTHER_LINKED)
    stored = [str(document) for name in database.list_collection_names() for document in database[name].find()]
    logs = [api.stack.log_text(name) for name in ("gateway", "accounts-server")]
    assert [text for text in (*stored, *logs) if "subject-of-anna" in text] == []

    assert first.http.post("/identities/people/unlinking").headers["location"] == "/identities?done=identity_unlinked"
    assert first.http.post("/identities/people/unlinking").status_code == 404
    began = time.monotonic()
    while other.http.get("/api/v1/accounts/me").status_code != 401:
        assert time.monotonic() - began < 5
    assert first.account["login"] == "links"
    assert third.links("subject-of-anna").headers["location"] == "/identities?done=identity_linked"


def test_k1_a_session_by_a_provider_owes_the_accounts_own_second_factor(api: Api, browsers: list[Browser]) -> None:
    """K1: a provider counts as one factor, whatever it asked for itself."""
    user = somebody(api, "two-factors")
    first, other, *_ = browsers
    assert (
        first.sign_in("two-factors").links("subject-of-zoe").headers["location"] == "/identities?done=identity_linked"
    )
    secret = user.post("/api/v1/accounts/me/second-factor/setup")["secret"]
    user.post("/api/v1/accounts/me/second-factor/confirmation", {"code": pyotp.TOTP(secret).now()})
    assert other.http.get(other.comes_back("subject-of-zoe")).headers["location"] == "/me"
    owed = other.http.get("/api/v1/accounts/me")
    assert (owed.status_code, owed.json()["code"]) == (403, "SECOND_FACTOR_REQUIRED")


def test_k4_who_is_linked_to_no_account_opens_one_by_agreement(api: Api, browsers: list[Browser]) -> None:
    """K4: without a password; the account can be reached by the identity alone, so that it is not unlinked."""
    first, other, third, _ = browsers
    assert first.http.get("/sign-on/opening").headers["location"] == "/sign-in"
    assert first.http.get(first.comes_back("subject-of-clara")).headers["location"] == "/sign-on/opening"
    assert "尚未关联" in first.http.get("/sign-on/opening").text
    body = {"login": "opened-by-sign-on", "privacy_notice": api.participant.privacy_notice()}
    unread = first.http.post("/sign-on/opening", data={"login": "opened-by-sign-on"})
    assert (unread.status_code, 'href="#privacy_notice"' in unread.text) == (422, True)
    # who agreed and mistyped something else need not agree again
    mistyped = first.http.post("/sign-on/opening", data=body | {"login": ""})
    (box,) = re.findall(r'<input[^>]*name="privacy_notice"[^>]*>', mistyped.text)
    assert (mistyped.status_code, 'href="#login"' in mistyped.text, "checked" in box) == (422, True, True)
    older = first.http.post("/sign-on/opening", data=body | {"privacy_notice": "older"})
    assert says(older, K4_PRIVACY_NOTICE)
    assert says(first.http.post("/sign-on/opening", data=body | {"login": "participant"}), LOGIN_TAKEN)
    ticket = first.http.cookies["dasai_sign_on_ticket"]
    assert first.http.post("/sign-on/opening", data=body).headers["location"] == "/me"
    account = first.account
    assert (account["login"], [role["role"] for role in account["roles"]]) == ("opened-by-sign-on", ["participant"])
    assert first.http.cookies["dasai_device"]
    assert [consent["kind"] for consent in account["consents"]] == ["privacy_notice"]
    assert says(first.http.post("/identities/people/unlinking"), rules.IDENTITY_LAST)
    for password in ("", PASSWORD):
        tried = httpx.post(
            f"{api.stack.url}/api/v1/sessions", json={"login": "opened-by-sign-on", "password": password}, timeout=30
        )
        assert tried.json()["code"] == "SIGN_IN_FAILED"

    other.http.get(other.comes_back("subject-of-clara"))
    assert other.account["account_id"] == account["account_id"]
    third.http.cookies.set("dasai_sign_on_ticket", ticket, path="/", domain="127.0.0.1")
    again = third.http.post("/sign-on/opening", data=body | {"login": "opened-again"})
    assert says(again, rules.IDENTITY_TAKEN)
    third.http.cookies.set("dasai_sign_on_ticket", ticket[:-8], path="/", domain="127.0.0.1")
    assert says(third.http.post("/sign-on/opening", data=body), rules.SIGN_ON_STATE_WRONG)


def test_k1_nobody_links_a_staff_account_alone(api: Api, browsers: list[Browser]) -> None:
    """K1: it takes a one-time code of whoever administers the account, for that account and provider."""
    account_id = staff(api, api.host, "staff-links", "reviewer", api.division)
    other_id = staff(api, api.host, "staff-links-too", "reviewer", api.division)
    codes = f"/api/v1/accounts/{account_id}/link-codes"
    first, other, third, _ = browsers
    first.sign_in("staff-links")
    assert says(first.links("subject-of-dora"), rules.K1_LINK_CODE_NEEDED)
    assert says(first.links("subject-of-dora", code="made-up"), rules.K1_LINK_CODE_INVALID)
    foreign = api.host.post(f"/api/v1/accounts/{other_id}/link-codes", {"provider_id": "people"})["code"]
    assert says(first.links("subject-of-dora", code=foreign), rules.K1_LINK_CODE_INVALID)
    code = api.host.post(codes, {"provider_id": "people"})["code"]
    if api.division == "110000":
        assert says(first.links("subject-of-dora", "division", code), rules.K1_LINK_CODE_INVALID)
    assert first.links("subject-of-dora", code=code).headers["location"] == "/identities?done=identity_linked"
    assert says(first.links("subject-of-dora", code=code), rules.K1_LINK_CODE_INVALID)
    other.http.get(other.comes_back("subject-of-dora"))
    assert other.account["login"] == "staff-links"

    assert refusal(api.participant, "POST", codes, {"provider_id": "people"}).code == "K1_FORBIDDEN"
    assert refusal(api.host, "POST", codes, {"provider_id": "no-such"}).code == "PROVIDER_UNKNOWN"
    own = f"/api/v1/accounts/{api.participant.account_id}/link-codes"
    assert refusal(api.secretariat, "POST", own, {"provider_id": "people"}).code == "LINK_CODE_NEEDLESS"

    api.host.post(f"/api/v1/accounts/{account_id}/disabling", {"reason": "a test"})
    assert says(third.http.get(third.comes_back("subject-of-dora")), ACCOUNT_DISABLED)


def test_k1_who_becomes_staff_does_not_keep_an_identity_of_the_own_linking(api: Api, browsers: list[Browser]) -> None:
    """K1: it is linked anew by code; a division's provider vouches for staff of that division only."""
    user = somebody(api, "becomes-staff")
    first, other, _, _ = browsers
    first.sign_in("becomes-staff").links("subject-of-emma")
    roles = [{"role": "expert", "division": api.plan.divisions[1]}]
    invited = api.secretariat.post("/api/v1/invitations", {"roles": roles, "organisation_uscc": STAFF_USCC})
    user.post("/api/v1/invitations/acceptance", {"code": invited["code"]})
    assert says(other.http.get(other.comes_back("subject-of-emma")), rules.K1_LINK_NOT_BY_STAFF)
    address = f"/api/v1/accounts/{user.account_id}/link-codes"
    code = api.secretariat.post(address, {"provider_id": "people"})["code"]
    assert (
        first.sign_in("becomes-staff").links("subject-of-emma", code=code).headers["location"]
        == "/identities?done=identity_linked"
    )
    other.http.get(other.comes_back("subject-of-emma"))
    assert other.account["login"] == "becomes-staff"
    elsewhere = refusal(api.secretariat, "POST", address, {"provider_id": "division"})
    assert (elsewhere.status, elsewhere.code) == (403, "K1_PROVIDER_OF_ANOTHER_DIVISION")


def test_k1_another_browser_or_state_or_session_gets_nowhere(api: Api, browsers: list[Browser]) -> None:
    """K1: nobody is signed in, or linked, by an answer to somebody else's sign-on; nor by a link on another site."""
    somebody(api, "is-attacked")
    first, other, third, fourth = browsers
    back = first.comes_back("subject-of-mallory")
    assert says(other.http.get(back), rules.SIGN_ON_STATE_WRONG)
    other.comes_back("subject-of-frieda")  # it has a sign-on of its own under way, with another state
    assert says(other.http.get(back), rules.SIGN_ON_STATE_WRONG)
    assert other.http.get("/api/v1/accounts/me").status_code == 401

    third.sign_in("is-attacked")
    begun = third.http.post("/api/v1/identities", json={"provider_id": "people"}).json()["authorization_url"]
    way = third._provider.answer(begun, "subject-of-mallory")
    fourth.sign_in("is-attacked")
    fourth.http.cookies.set("dasai_sign_on", third.http.cookies["dasai_sign_on"], path="/", domain="127.0.0.1")
    assert says(fourth.http.get(way), rules.SIGN_ON_STATE_WRONG)
    assert fourth.http.get("/api/v1/identities").json() == {"identities": []}

    unasked = other.http.get("/sign-on/people", headers={"Sec-Fetch-Site": "cross-site"})
    assert (unasked.status_code, unasked.headers["location"]) == (303, "/sign-in")
    foreign = third.http.post("/identities/people/linking", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


def test_k1_an_answer_is_good_once_and_from_the_provider_that_was_asked(api: Api, browsers: list[Browser]) -> None:
    """K1: a code that was used, another provider's answer, and a sign-on that was cancelled."""
    first, other, third, _ = browsers
    back = first.comes_back("subject-of-greta")
    attempt = first.http.cookies["dasai_sign_on"]
    assert first.http.get(back).headers["location"] == "/sign-on/opening"
    first.http.cookies.set("dasai_sign_on", attempt, path="/", domain="127.0.0.1")
    assert says(first.http.get(back), rules.SIGN_ON_NOT_PROVEN)
    mixed = httpx.URL(other.comes_back("subject-of-greta")).copy_set_param("iss", "http://127.0.0.1:1")
    assert says(other.http.get(mixed), rules.SIGN_ON_NOT_PROVEN)
    assert says(third.http.get(third.comes_back("cancels")), rules.SIGN_ON_DECLINED)


FORGERIES = [
    "none",
    "foreign_key",
    "unknown_key",
    "shared_secret",
    "nonce",
    "no_nonce",
    "audience",
    "more_audiences",
    "issuer",
    "expired",
    "future",
    "no_subject",
    "garbage",
]


def test_k1_a_forged_identity_token_proves_nothing(
    api: Api, browsers: list[Browser], provider: IdentityProvider
) -> None:
    """K1: unsigned, by another key, for another sign-on, client or issuer, at another time; a clock may be off a little."""
    first, other, _, _ = browsers
    taken = []
    for mode in FORGERIES:
        back = first.comes_back("subject-of-hanna")
        provider.forge(mode)
        answer = first.http.get(back)
        provider.forge("")
        if not (answer.status_code == 409 and says(answer, rules.SIGN_ON_NOT_PROVEN)):
            taken.append(mode)
    assert taken == []
    for mode in ("slow_clock", "fast_clock"):
        back = other.comes_back("subject-of-hanna")
        provider.forge(mode)
        assert other.http.get(back).headers["location"] == "/sign-on/opening"
        provider.forge("")


def test_k1_a_provider_that_is_away_stops_nobody_else(
    api: Api, browsers: list[Browser], provider: IdentityProvider
) -> None:
    """K1: the page says so with 503, and signing in with a password goes on."""
    somebody(api, "signs-in-anyway")
    first, other, _, _ = browsers
    gone = first.http.get("/sign-on/away")
    assert (gone.status_code, says(gone, rules.SIGN_ON_PROVIDER_AWAY)) == (503, True)
    assert says(first.http.get("/sign-on/no-such-provider"), rules.PROVIDER_UNKNOWN)
    for mode in ("down", "page"):
        back = first.comes_back("subject-of-irma")
        provider.forge(mode)
        answer = first.http.get(back)
        assert (answer.status_code, says(answer, rules.SIGN_ON_PROVIDER_AWAY)) == (503, True)
        other.sign_in("signs-in-anyway")
        provider.forge("")
