"""Second factors, their reset, and password resets, over the real database and a real mail server (K1).

The stack demands a second factor of experts, and of no other role.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
import httpx
import pymongo
import pyotp
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from dasai_client import Refused
from webauthn.helpers import bytes_to_base64url

from cli.demo.client import Tally, User
from cli.stack.program import wait_until
from tests.service.gateway.conftest import LEARNT_WITHIN, Api, Mailing, has_ended
from tests.service.mailbox import Mailbox

pytestmark = pytest.mark.parts
PASSWORD, NEW_PASSWORD = "a password for tests", "another password for tests"
CHECK = "seen in person, with the identity card"
ADDRESS = "https://dasai.example.test"
SECOND_FACTOR = "/api/v1/accounts/me/second-factor"


@pytest.fixture(scope="module")
def api(mailing: Mailing) -> Api:
    """Return the stack with a mail server, which demands a second factor of experts."""
    return mailing.api


@dataclass
class Holder:
    """Somebody with an authenticator."""

    api: Api
    login: str
    account_id: str = ""
    secret: str = ""

    def user(self) -> User:
        """Sign in once more."""
        return User(self.api.stack.url, Tally(), http=self.api.participant.http).sign_in(self.login, PASSWORD)

    def code(self) -> str:
        """Return the code of the present time step."""
        return pyotp.TOTP(self.secret).at(datetime.now(UTC))

    def next_code(self) -> str:
        """Return a code as if half a minute had passed since the last: the database forgets which that was."""
        self._forget("state.last_step")
        return self.code()

    def wait(self) -> None:
        """Let the time after wrong codes be over: the database forgets it."""
        self._forget("state.wait_until")

    def set_up(self, user: User) -> list[str]:
        """Set up the authenticator in a session; return the recovery codes."""
        self.secret = user.post(f"{SECOND_FACTOR}/setup")["secret"]
        return list(user.post(f"{SECOND_FACTOR}/confirmation", {"code": self.code()})["codes"])

    def _forget(self, field: str) -> None:
        with pymongo.MongoClient[Any](self.api.stack.mongodb_url) as client:
            factors = client[self.api.stack.database("accounts")]["second_factors"]
            assert factors.update_one({"_id": self.account_id}, {"$unset": {field: ""}}).matched_count == 1


class Device:
    """A security key in software: a passkey of its own, a P-256 key, and how often it was used."""

    def __init__(self, host: str = "dasai.example.test", origin: str = ADDRESS) -> None:
        self.host, self.origin = host, origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.passkey_id = secrets.token_bytes(32)
        self.count = 0

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return what a browser answers for a new passkey."""
        public = self.key.public_key().public_numbers()
        # COSE (RFC 9053): an EC2 key for ES256 on P-256
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.passkey_id).to_bytes(2, "big") + self.passkey_id + cbor2.dumps(cose)
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(0x41) + attested}
        client = self._client("webauthn.create", options)
        return self._answer(clientDataJSON=client, attestationObject=cbor2.dumps(statement))

    def use(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return what a browser answers for the passkey."""
        self.count += 1
        client, data = self._client("webauthn.get", options), self._data(0x01)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _answer(self, **response: bytes) -> dict[str, Any]:
        identifier = bytes_to_base64url(self.passkey_id)
        coded = {name: bytes_to_base64url(value) for name, value in response.items()}
        return {"id": identifier, "rawId": identifier, "type": "public-key", "response": coded}


def participant(api: Api, login: str, **values: Any) -> Holder:
    """Open a participant's account."""
    notice = api.participant.privacy_notice()
    public = User(api.stack.url, Tally(), http=api.participant.http)
    body = {"login": login, "password": PASSWORD, "privacy_notice": notice} | values
    return Holder(api, login, public.post("/api/v1/accounts", body)["account_id"])


def staff(api: Api, login: str, role: str) -> Holder:
    """Let the host invite somebody."""
    return Holder(api, login, api.host.invite(login, PASSWORD, [{"role": role, "division": api.division}]))


def code_of(user: User, method: str, path: str, body: Any = None) -> str:
    """Return the code with which a call is refused."""
    with pytest.raises(Refused) as refused:
        user.call(method, path, body if body is not None else {})
    return refused.value.code


def options_id(device: Device) -> str:
    """Return the identifier of a device's passkey as browsers write it."""
    return bytes_to_base64url(device.passkey_id)


def give(user: User, code: str) -> Any:
    """Give a code in the session of a user."""
    return user.post("/api/v1/sessions/current/second-factor", {"code": code})


def test_k1_a_second_factor_is_set_up_and_asked_for(api: Api) -> None:
    """K1: in every session but that of the set-up; a code is good once; a session that owes one reads and changes nothing."""
    holder = participant(api, "sets-up")
    user, before = holder.user(), holder.user()
    assert user.get(SECOND_FACTOR)["is_set_up"] is False
    assert code_of(user, "POST", f"{SECOND_FACTOR}/confirmation", {"code": "123456"}) == "SECOND_FACTOR_SETUP_OVER"
    assert code_of(user, "POST", "/api/v1/sessions/current/second-factor", {"code": "1"}) == "SECOND_FACTOR_NONE"
    offer = user.post(f"{SECOND_FACTOR}/setup")
    assert offer["uri"].startswith("otpauth://totp/")
    assert offer["secret"] in offer["uri"]
    assert code_of(user, "POST", f"{SECOND_FACTOR}/confirmation", {"code": "x"}) == "SECOND_FACTOR_CODE_WRONG"
    recovery = holder.set_up(user)
    assert len(set(recovery)) == 10
    own = user.get(SECOND_FACTOR)
    assert (own["is_set_up"], own["recovery_codes_left"], own["is_demanded"]) == (True, 10, False)

    for other in (before, holder.user()):
        for method, path in (
            ("GET", "/api/v1/accounts/me"),
            ("GET", "/api/v1/sessions"),
            ("DELETE", "/api/v1/sessions/others"),
            ("POST", f"{SECOND_FACTOR}/setup"),
            ("GET", "/api/v1/teams"),
        ):
            assert (path, code_of(other, method, path)) == (path, "SECOND_FACTOR_REQUIRED")
    late = holder.user()
    now = holder.next_code()
    assert give(late, now)["pending"] == ""
    assert late.get("/api/v1/accounts/me")["login"] == "sets-up"
    other = holder.user()
    assert code_of(other, "POST", "/api/v1/sessions/current/second-factor", {"code": now}) == "SECOND_FACTOR_CODE_USED"
    assert give(other, holder.next_code())["pending"] == ""


def test_k1_recovery_codes_are_good_once_and_renewed(api: Api) -> None:
    """K1: however they are typed; new ones void the old, and need a code."""
    holder = participant(api, "recovers")
    recovery = holder.set_up(holder.user())
    user = holder.user()
    assert give(user, recovery[0].upper().replace("-", " "))["pending"] == ""
    assert user.get(SECOND_FACTOR)["recovery_codes_left"] == 9
    again = holder.user()
    assert (
        code_of(again, "POST", "/api/v1/sessions/current/second-factor", {"code": recovery[0]})
        == "SECOND_FACTOR_CODE_WRONG"
    )
    assert code_of(user, "POST", f"{SECOND_FACTOR}/recovery-codes", {"code": "0"}) == "SECOND_FACTOR_CODE_WRONG"
    renewed = user.post(f"{SECOND_FACTOR}/recovery-codes", {"code": holder.next_code()})["codes"]
    assert set(renewed) & set(recovery) == set()
    assert (
        code_of(again, "POST", "/api/v1/sessions/current/second-factor", {"code": recovery[1]})
        == "SECOND_FACTOR_CODE_WRONG"
    )
    assert give(again, renewed[1])["pending"] == ""


def test_k1_wrong_codes_make_the_holder_wait(api: Api) -> None:
    """K1: after five, whoever gave them, also for a right code; the holder sees how many there were."""
    holder = participant(api, "guessed-at-2")
    first = holder.user()
    holder.set_up(first)
    user = holder.user()
    path = "/api/v1/sessions/current/second-factor"
    assert [code_of(user, "POST", path, {"code": f"wrong {n}"}) for n in range(5)] == ["SECOND_FACTOR_CODE_WRONG"] * 5
    assert code_of(user, "POST", path, {"code": holder.next_code()}) == "SECOND_FACTOR_WAIT"
    assert first.get(SECOND_FACTOR)["wrong_codes"] == 5
    holder.wait()
    assert give(user, holder.next_code())["pending"] == ""
    assert first.get(SECOND_FACTOR)["wrong_codes"] == 0


def test_k1_a_second_factor_is_replaced_and_removed_by_its_holder(api: Api) -> None:
    """K1: with a code of it, or a recovery code."""
    holder = participant(api, "replaces")
    user = holder.user()
    recovery = holder.set_up(user)
    assert code_of(user, "POST", f"{SECOND_FACTOR}/setup") == "SECOND_FACTOR_CODE_NEEDED"
    assert code_of(user, "POST", f"{SECOND_FACTOR}/setup", {"code": "1"}) == "SECOND_FACTOR_CODE_WRONG"
    holder.secret = user.post(f"{SECOND_FACTOR}/setup", {"code": recovery[0]})["secret"]
    renewed = user.post(f"{SECOND_FACTOR}/confirmation", {"code": holder.code()})["codes"]
    assert code_of(user, "POST", f"{SECOND_FACTOR}/removal", {"code": recovery[1]}) == "SECOND_FACTOR_CODE_WRONG"
    assert user.post(f"{SECOND_FACTOR}/removal", {"code": renewed[1]})["is_set_up"] is False
    assert holder.user().get("/api/v1/accounts/me")["login"] == "replaces"
    assert code_of(user, "POST", f"{SECOND_FACTOR}/removal", {"code": renewed[2]}) == "SECOND_FACTOR_NONE"


def test_k1_a_passkey_takes_the_place_of_a_code(api: Api) -> None:
    """K1: it is added with a code, for the platform's address alone; its answer is good once, for its session."""
    holder = participant(api, "has-passkey")
    user = holder.user()
    path, use_path = f"{SECOND_FACTOR}/passkeys", "/api/v1/sessions/current/passkey"
    assert code_of(user, "POST", f"{use_path}/options") == "SECOND_FACTOR_NONE"
    recovery = holder.set_up(user)
    assert code_of(user, "POST", f"{use_path}/options") == "PASSKEY_NONE"
    assert code_of(user, "POST", f"{path}/options", {"code": "1"}) == "SECOND_FACTOR_CODE_WRONG"
    device, options = Device(), user.post(f"{path}/options", {"code": holder.next_code()})
    assert (options["rp"]["id"], options["user"]["name"]) == ("dasai.example.test", "has-passkey")
    body = {"name": "办公电脑", "credential": device.make(options)}
    for foreign in (Device(origin="https://dasai.example.test.evil.example"), Device(host="evil.example")):
        assert code_of(user, "POST", path, body | {"credential": foreign.make(options)}) == "PASSKEY_WRONG"
    for nonsense in (
        {},
        {"id": 1},
        {"id": "x", "rawId": "x", "type": "public-key", "response": {"clientDataJSON": "e30"}},
    ):
        assert code_of(user, "POST", path, body | {"credential": nonsense}) == "PASSKEY_WRONG"
    [passkey] = user.post(path, body)["passkeys"]
    assert (passkey["passkey_id"], passkey["name"]) == (options_id(device), "办公电脑")
    assert code_of(user, "POST", path, body) == "PASSKEY_OVER"

    late, other = holder.user(), holder.user()
    asked = late.post(f"{use_path}/options")
    assert [entry["id"] for entry in asked["allowCredentials"]] == [options_id(device)]
    answer = {"credential": device.use(asked)}
    assert code_of(other, "POST", use_path, answer) == "PASSKEY_OVER"
    other.post(f"{use_path}/options")
    assert code_of(other, "POST", use_path, answer) == "PASSKEY_WRONG"
    assert code_of(late, "POST", use_path, {"credential": Device().use(asked)}) == "PASSKEY_NONE"
    assert late.post(use_path, answer)["pending"] == ""
    assert late.get("/api/v1/accounts/me")["login"] == "has-passkey"
    assert code_of(other, "GET", "/api/v1/accounts/me") == "SECOND_FACTOR_REQUIRED"
    device.count = 0  # as a copy of the device would count
    copied = {"credential": device.use(other.post(f"{use_path}/options"))}
    assert code_of(other, "POST", use_path, copied) == "PASSKEY_WRONG"
    long = {"credential": {"id": "x" * 20_000}}
    assert code_of(other, "POST", use_path, long) == "FIELDS_INVALID"

    removal = f"{path}/{options_id(device)}/removal"
    assert user.post(removal, {"code": recovery[0]})["passkeys"] == []
    assert code_of(user, "POST", removal, {"code": recovery[1]}) == "PASSKEY_NONE"


def test_k1_an_account_has_ten_passkeys_at_most(api: Api) -> None:
    """K1: the eleventh is refused before the browser makes it."""
    holder = participant(api, "has-many")
    user = holder.user()
    holder.set_up(user)
    for number in range(10):
        options = user.post(f"{SECOND_FACTOR}/passkeys/options", {"code": holder.next_code()})
        user.post(f"{SECOND_FACTOR}/passkeys", {"name": str(number), "credential": Device().make(options)})
    path = f"{SECOND_FACTOR}/passkeys/options"
    assert code_of(user, "POST", path, {"code": holder.next_code()}) == "PASSKEYS_FULL"


def test_k1_a_role_may_demand_a_second_factor(api: Api) -> None:
    """K1: DASAI_SECOND_FACTOR_ROLES; before anything else, and it can't be removed. Other roles go on without."""
    assert staff(api, "needs-none", "reviewer").user().get("/api/v1/accounts/me")["login"] == "needs-none"
    holder = staff(api, "needs-one", "expert")
    user = holder.user()
    assert code_of(user, "GET", "/api/v1/invitations") == "SECOND_FACTOR_SETUP_REQUIRED"
    assert user.get(SECOND_FACTOR)["is_demanded"] is True
    page = _page(api, user, "GET", "/me")
    assert (page.status_code, page.headers["location"]) == (303, "/account/second-factor/setup")
    recovery = holder.set_up(user)
    assert code_of(user, "GET", "/api/v1/accounts") == "K1_FORBIDDEN"
    assert code_of(user, "POST", f"{SECOND_FACTOR}/removal", {"code": recovery[0]}) == "SECOND_FACTOR_DEMANDED"


def test_k1_a_token_waits_for_the_second_factor_that_is_demanded(api: Api) -> None:
    """K1: one that was made before a setting demanded it; else it would do for a year what no session may."""
    holder = staff(api, "has-an-old-token", "expert")
    user = holder.user()
    holder.set_up(user)
    made = user.post("/api/v1/tokens", {"name": "export", "scopes": ["account:read"], "days": 365})
    headers = {"Authorization": f"Bearer {made['text']}"}
    assert _call(api, "GET", "/api/v1/accounts/me", headers=headers).status_code == 200
    with pymongo.MongoClient[Any](api.stack.mongodb_url) as client:
        database = client[api.stack.database("accounts")]
        assert database["second_factors"].delete_one({"_id": holder.account_id}).deleted_count == 1
        now = {"$set": {"state.ended_at": datetime.now(UTC)}}  # as after a restart: gateways ask for it anew
        assert database["accounts"].update_one({"_id": holder.account_id}, now).modified_count == 1
    assert wait_until(lambda: _call(api, "GET", "/api/v1/accounts/me", headers=headers).status_code == 403, 20)
    time.sleep(LEARNT_WITHIN)
    refused = _call(api, "GET", "/api/v1/accounts/me", headers=headers)
    assert refused.json()["code"] == "SECOND_FACTOR_SETUP_REQUIRED"
    renewed = holder.user()
    holder.set_up(renewed)
    assert _call(api, "GET", "/api/v1/accounts/me", headers=headers).status_code == 200


def test_k1_a_reset_needs_two_persons(api: Api) -> None:
    """K1: who requests it does not approve it; the factor is gone then, sessions end, and the holder is told."""
    holder = staff(api, "loses-phone", "reviewer")
    path = f"/api/v1/accounts/{holder.account_id}/second-factor-reset"
    body = {"reason": "the phone is lost", "identity_check": CHECK}
    user = holder.user()
    assert code_of(api.host, "POST", path, body) == "SECOND_FACTOR_NONE"
    assert code_of(api.secretariat, "POST", f"{path}/approval") == "SECOND_FACTOR_RESET_NOT_OPEN"
    holder.set_up(user)
    assert code_of(api.participant, "POST", path, body) == "K1_FORBIDDEN"
    assert code_of(user, "POST", path, body) == "K1_FORBIDDEN"
    own = path.replace(holder.account_id, api.host.account_id)
    assert code_of(api.host, "POST", own, body) == "K1_OWN_ACCOUNT"
    requested = api.host.post(path, body)
    assert (requested["state"], requested["identity_check"]) == ("requested", CHECK)
    assert code_of(api.host, "POST", path, body) == "SECOND_FACTOR_RESET_OPEN"
    assert code_of(api.host, "POST", f"{path}/approval") == "SECOND_FACTOR_RESET_SECOND_PERSON"
    assert code_of(user, "POST", f"{path}/approval") == "K1_FORBIDDEN"
    assert code_of(api.participant, "POST", f"{path}/approval") == "K1_FORBIDDEN"
    for person in (api.secretariat, api.host):
        listed = person.every("/api/v1/second-factor-resets", "requests")
        (entry,) = [each for each in listed if each["account_id"] == holder.account_id]
        assert (entry["login"], entry["requested_by"]) == ("loses-phone", api.host.account_id)
        # whoever decides knows who has checked the identity
        me = api.host.get("/api/v1/accounts/me")
        assert entry["requested_by_name"] == (me.get("name") or me["login"])
    assert code_of(api.participant, "GET", "/api/v1/second-factor-resets") == "K1_FORBIDDEN"
    assert user.get(SECOND_FACTOR)["reset_requested_at"]
    assert user.post(f"{path}/rejection")["state"] == "rejected"  # the holder has the phone after all

    api.host.post(path, body)
    approved = api.secretariat.post(f"{path}/approval")
    assert (approved["state"], approved["requested_by"]) == ("approved", api.host.account_id)
    assert approved["decided_by"] == api.secretariat.account_id
    assert has_ended(api, user.token)
    user = holder.user()
    assert code_of(user, "GET", "/api/v1/teams") == "SECOND_FACTOR_RESET_UNREAD"
    page = _page(api, user, "GET", "/account/second-factor")
    assert "由工作人员重置" in page.text
    assert user.post(f"{SECOND_FACTOR}/reset-acknowledgement")["is_set_up"] is False
    assert _page(api, user, "GET", "/work").headers["location"] == "/work/reviewer"


def test_k1_who_may_not_decide_on_a_reset_is_not_told_if_one_is_requested(api: Api) -> None:
    """K1: a host of another division is refused alike before a reset is requested and after."""
    holder = staff(api, "is-not-known-elsewhere", "reviewer")
    holder.set_up(holder.user())
    elsewhere = [{"role": "host", "division": "650000"}]
    host = Holder(api, "host-elsewhere", api.secretariat.invite("host-elsewhere", PASSWORD, elsewhere)).user()
    path = f"/api/v1/accounts/{holder.account_id}/second-factor-reset"
    before = code_of(host, "POST", f"{path}/rejection")
    api.host.post(path, {"reason": "the phone is lost", "identity_check": CHECK})
    assert [before, code_of(host, "POST", f"{path}/rejection")] == ["NOT_FOUND", "NOT_FOUND"]
    assert api.host.post(f"{path}/rejection")["state"] == "rejected"


def test_k4_no_secret_of_a_second_factor_is_stored_or_published(api: Api) -> None:
    """K4: neither secret nor codes, in no collection; what was checked of the holder is in no event."""
    holder = staff(api, "keeps-secrets", "reviewer")
    recovery = holder.set_up(holder.user())
    path = f"/api/v1/accounts/{holder.account_id}"
    api.host.post(f"{path}/second-factor-reset", {"reason": "told nobody", "identity_check": "known by voice only"})
    code = api.host.post(f"{path}/password-reset", {"identity_check": "known by sight only"})["code"]
    with pymongo.MongoClient[Any](api.stack.mongodb_url) as client:
        database = client[api.stack.database("accounts")]
        documents = [document for name in database.list_collection_names() for document in database[name].find()]
        factor = database["second_factors"].find_one({"_id": holder.account_id})
    assert factor is not None
    everything = "\n".join(str(document) for document in documents)
    assert [secret for secret in (holder.secret, *recovery, code) if secret in everything] == []
    assert "known by voice only" in str(factor["state"])
    published = "\n".join(str(document.get("outbox")) + str(document.get("outcomes")) for document in documents)
    assert [text for text in ("known by voice only", "known by sight only", "told nobody") if text in published] == []


def test_k1_a_handed_link_resets_a_password_once(api: Api) -> None:
    """K1: by who administers the account; sessions end, older links are void, the second factor is asked for as before."""
    holder = staff(api, "forgets", "reviewer")
    user = holder.user()
    recovery = holder.set_up(user)
    path, body = f"/api/v1/accounts/{holder.account_id}/password-reset", {"identity_check": CHECK}
    assert code_of(api.participant, "POST", path, body) == "K1_FORBIDDEN"
    assert code_of(user, "POST", path, body) == "K1_FORBIDDEN"
    own = path.replace(holder.account_id, api.host.account_id)
    assert code_of(api.host, "POST", own, body) == "K1_OWN_ACCOUNT"
    with pytest.raises(Refused) as unsaid:
        api.host.post(path, {"identity_check": "ok"})
    assert [fault["field"] for fault in unsaid.value.problem["faults"]] == ["identity_check"]
    older, newer = api.host.post(path, body), api.secretariat.post(path, body)
    public = User(api.stack.url, Tally(), http=api.participant.http)
    completion = "/api/v1/password-resets/completion"

    def use(code: str, password: str = NEW_PASSWORD) -> str:
        return code_of(public, "POST", completion, {"code": code, "new_password": password})

    assert use("no-such-code") == "RESET_LINK_UNKNOWN"
    assert use(older["code"]) == "RESET_LINK_REPLACED"
    assert use(newer["code"], "123456789012") == "PASSWORD_WEAK"
    public.post(completion, {"code": newer["code"], "new_password": NEW_PASSWORD})
    assert use(newer["code"]) == "RESET_LINK_USED"
    assert has_ended(api, user.token)
    with pytest.raises(Refused) as old:
        holder.user()
    assert old.value.code == "SIGN_IN_FAILED"
    user = User(api.stack.url, Tally(), http=api.participant.http).sign_in("forgets", NEW_PASSWORD)
    assert code_of(user, "GET", "/api/v1/accounts/me") == "SECOND_FACTOR_REQUIRED"
    assert give(user, recovery[0])["pending"] == ""


def test_k1_a_link_ends(api: Api) -> None:
    """K1: after its time, and with the account that is disabled; a disabled account gets none."""
    holder = staff(api, "comes-late", "reviewer")
    path, body = f"/api/v1/accounts/{holder.account_id}", {"identity_check": CHECK}
    public = User(api.stack.url, Tally(), http=api.participant.http)
    completion = "/api/v1/password-resets/completion"
    code = api.host.post(f"{path}/password-reset", body)["code"]
    with pymongo.MongoClient[Any](api.stack.mongodb_url) as client:
        resets = client[api.stack.database("accounts")]["password_resets"]
        over = {"$set": {"state.links.0.expires_at": datetime.now(UTC) - timedelta(seconds=1)}}
        assert resets.update_one({"_id": holder.account_id}, over).modified_count == 1
    late = {"code": code, "new_password": NEW_PASSWORD}
    assert code_of(public, "POST", completion, late) == "RESET_LINK_EXPIRED"
    fresh = api.host.post(f"{path}/password-reset", body)["code"]
    api.host.post(f"{path}/disabling", {"reason": "left the office"})
    assert code_of(public, "POST", completion, late | {"code": fresh}) == "RESET_LINK_REPLACED"
    assert code_of(api.host, "POST", f"{path}/password-reset", body) == "ACCOUNT_DISABLED"


def mailed_link(mailbox: Mailbox, page: str) -> str:
    """Return the code in the one link to a page that was mailed, once it is there; it stands in both languages."""

    def codes() -> set[str]:
        texts = [mail.get_content() for mail in mailbox.to("gets.mail@example.test")]
        return set(re.findall(rf"{ADDRESS}/{page}#([\w-]+)", "".join(texts)))

    assert wait_until(lambda: bool(codes()), 20), f"a link to {page}"
    [code] = codes()
    return code


def test_k1_a_mailed_link_resets_a_password(api: Api, mailing: Mailing) -> None:
    """K1: to the holder's own address; the answer is the same for an account without one, for none, and for a second request."""
    holder = participant(api, "gets-mail", email="gets.mail@example.test")
    participant(api, "gets-none")
    confirming = mailed_link(mailing.mailbox, "email-confirmation")
    assert _call(api, "POST", "/api/v1/email-confirmations", json={"code": confirming}).status_code == 204
    asked = [
        _call(api, "POST", "/api/v1/password-resets", json={"login": login})
        for login in ("gets-none", "nobody-at-all", "Gets-Mail", "gets-mail")
    ]
    assert [(answer.status_code, answer.json()) for answer in asked] == [(202, {"by_mail": True})] * 4
    link = mailed_link(mailing.mailbox, "password-reset")
    user = holder.user()
    done = _call(api, "POST", "/password-reset/completion", data={"code": link, "new_password": NEW_PASSWORD})
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in")
    assert has_ended(api, user.token)
    mailed = [to for to, mail in mailing.mailbox.mails if f"{ADDRESS}/password-reset#{link}" in mail.get_content()]
    assert mailed == ["gets.mail@example.test"]
    log = api.stack.log_text("gateway") + api.stack.log_text("accounts-server")
    assert [word for word in (link, "gets.mail@example.test", "gets-mail") if word in log] == []


def test_k1_the_pages_lead_through_a_second_factor_without_scripts(api: Api) -> None:
    """K1: set up, codes shown once, asked for after signing in, a wrong code in words, replaced and removed."""
    holder = participant(api, "uses-pages")
    user = holder.user()
    assert "尚未启用" in _page(api, user, "GET", "/account/second-factor").text
    begun = _page(api, user, "POST", "/account/second-factor/setup")
    secret, uri = (
        re.search(pattern, begun.text) for pattern in (r'name="secret" value="(\w+)"', r'name="uri" value="([^"]+)"')
    )
    assert secret is not None
    assert uri is not None
    holder.secret = secret[1]
    form = {"code": "1", "secret": secret[1], "uri": uri[1].replace("&amp;", "&")}
    wrong = _page(api, user, "POST", "/account/second-factor/confirmation", form)
    assert (wrong.status_code, secret[1] in wrong.text) == (409, True)
    _expect_an_empty_code_is_asked_for(api, user, "/account/second-factor/confirmation", form)
    done = _page(api, user, "POST", "/account/second-factor/confirmation", form | {"code": holder.code()})
    codes = re.findall(r"<code>([\w-]{29})</code>", done.text)
    assert len(codes) == 10

    user = holder.user()
    led = _page(api, user, "GET", "/me")
    assert (led.status_code, led.headers["location"]) == (303, "/account/second-factor")
    assert _page(api, user, "GET", "/account/second-factor/setup").headers["location"] == "/account/second-factor"
    asked = _page(api, user, "GET", "/account/second-factor")
    assert "动态口令或恢复码" in asked.text
    _expect_an_empty_code_is_asked_for(api, user, "/account/second-factor")
    wrong = _page(api, user, "POST", "/account/second-factor", {"code": "<b>1</b>"})
    assert (wrong.status_code, "动态口令或恢复码不正确" in wrong.text, "<b>1" in wrong.text) == (409, True, False)
    led = _page(api, user, "GET", "/account/personal-data")
    assert led.headers["location"] == "/account/second-factor?next=%2Faccount%2Fpersonal-data"
    assert 'name="next" value="/account/personal-data"' in _page(api, user, "GET", led.headers["location"]).text
    assert 'name="next" value="/me"' in _page(api, user, "GET", "/account/second-factor?next=//elsewhere.example").text
    form = {"code": codes[0], "next": "/account/personal-data"}
    right = _page(api, user, "POST", "/account/second-factor", form)
    assert (right.status_code, right.headers["location"]) == (303, "/account/personal-data")
    for step in ("recovery-codes", "removal", "passkey-removal"):
        _expect_an_empty_code_is_asked_for(api, user, f"/account/second-factor/{step}")
    renewed = _page(api, user, "POST", "/account/second-factor/recovery-codes", {"code": codes[1]})
    codes = re.findall(r"<code>([\w-]{29})</code>", renewed.text)
    assert len(codes) == 10
    removed = _page(api, user, "POST", "/account/second-factor/removal", {"code": codes[0]})
    assert removed.headers["location"] == "/account/second-factor"
    assert "尚未启用" in _page(api, user, "GET", "/account/second-factor").text


def _expect_an_empty_code_is_asked_for(api: Api, user: User, path: str, form: dict[str, str] | None = None) -> None:
    """Check that a form without its code is told so at the field, however often: it is no try with a wrong code."""
    for _ in range(6):
        empty = _page(api, user, "POST", path, (form or {}) | {"code": " "})
        told = ("请填写动态口令或恢复码。" in empty.text, 'href="#code"' in empty.text)
        assert (empty.status_code, *told) == (422, True, True), path


def test_k1_resets_are_limited_by_address(api: Api) -> None:
    """K1: by the last test of this stack, for it uses up what is left."""
    answers = (_call(api, "POST", "/api/v1/password-resets", json={"login": "nobody-at-all"}) for _ in range(61))
    refused = next(answer for answer in answers if answer.status_code != 202)
    assert (refused.status_code, refused.json()["code"]) == (429, "TOO_MANY_TRIES")


def _call(api: Api, method: str, path: str, **values: Any) -> httpx.Response:
    return httpx.request(method, api.stack.url + path, timeout=30, **values)


def _page(api: Api, user: User, method: str, path: str, form: dict[str, str] | None = None) -> httpx.Response:
    headers = {"Cookie": f"dasai_session={user.token}", "Sec-Fetch-Site": "same-origin"}
    return _call(api, method, path, headers=headers, **({"data": form or {}} if method == "POST" else {}))
