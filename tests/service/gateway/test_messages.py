"""People are told of what concerns them: in the portal at once, by mail through a real mail server (K2)."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pymongo
import pyotp
import pytest
from dasai.accounts.v1 import events_pb2 as accounts
from dasai.common.v1 import contest_pb2
from dasai.common.v1.envelope_pb2 import Envelope
from dasai.review.v1 import events_pb2 as review
from dasai_client import Refused

from chassis.bus.envelope import exchange_of, routing_key_of
from chassis.bus.publisher import ConfirmedPublisher, Outgoing
from chassis.kernel.identifiers import new_id
from cli.demo.client import Tally, User
from cli.demo.world import later
from cli.stack.program import wait_until
from tests.service.gateway.conftest import Api, Mailing
from tests.service.mailbox import Mailbox

pytestmark = pytest.mark.parts
PASSWORD = "a password for tests"


@dataclass
class Post:
    """The running stack with a mail server, and what tests do in it."""

    api: Api
    mailbox: Mailbox
    sms: Path
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(100))

    def user(self, email: str = "") -> User:
        """Return a new participant, with that address, which is confirmed."""
        user = User(self.api.stack.url, Tally(), http=self.api.participant.http)
        user.sign_up(f"reader-{next(self._numbers)}", PASSWORD)
        if email:
            user.patch("/api/v1/accounts/me", {"email": email, "password": PASSWORD})
            self.confirm(user, email)
        return user

    def confirm(self, user: User, email: str) -> None:
        """Open the link that is mailed to a new address; the mailbox is empty then."""
        self.public().post("/api/v1/email-confirmations", {"code": self.code(email)})
        assert user.get("/api/v1/accounts/me")["email_confirmed"] is True
        self.mailbox.forget(email)

    def code(self, email: str) -> str:
        """Return the code of the one link to confirm an address, once it is there."""
        assert wait_until(lambda: len(self.mailbox.to(email)) == 1, 30), "the link"
        [mail] = self.mailbox.to(email)
        code = re.search(r"https://dasai\.example\.test/email-confirmation#([\w-]{20,300})\s", mail.get_content())
        assert code is not None
        return code[1]

    def public(self) -> User:
        """Return a user who did not sign in."""
        return User(self.api.stack.url, Tally(), http=self.api.participant.http)

    def register(self, user: User, **changes: Any) -> dict[str, Any]:
        """Register a new team of a user in the open division; return its facts."""
        body = self.api.team(next(self._numbers)) | {"co_organisations": []} | changes
        return dict(user.post("/api/v1/teams", body)["facts"])

    def publish(self, event: Any, *, times: int = 1) -> None:
        """Publish an event of another service, that often under one identifier."""
        envelope = Envelope(id=new_id(), type=event.DESCRIPTOR.full_name, aggregate_id=new_id(), aggregate_version=9)
        envelope.time.FromDatetime(self.api.clock.now())
        envelope.recorded_at.GetCurrentTime()
        envelope.payload.Pack(event)
        name = event.DESCRIPTOR.full_name
        body = envelope.SerializeToString()
        out = Outgoing(exchange_of(name), routing_key_of(name), body, type="dasai.common.v1.Envelope")
        publisher = ConfirmedPublisher(self.api.stack.amqp_url)
        publisher.publish([out] * times)
        publisher.close()

    def stored(self) -> str:
        """Return all that accounts stores of messages and deliveries, as text."""
        client: pymongo.MongoClient[Any] = pymongo.MongoClient(self.api.stack.mongodb_url)
        database = client[self.api.stack.database("accounts")]
        names = ("messages", "deliveries", "broadcasts", "shared_facts", "password_reset_requests")
        text = "".join(str(document) for name in names for document in database[name].find())
        client.close()
        return text


@pytest.fixture(scope="module")
def post(mailing: Mailing) -> Post:
    """Return the stack that sends mail."""
    return Post(mailing.api, mailing.mailbox, mailing.sms)


def _templates(user: User) -> list[str]:
    return [message["template"] for message in user.every("/api/v1/messages", "messages")]


def _wait_for(user: User, template: str, count: int = 1) -> list[dict[str, Any]]:
    """Return the messages of a template once there are so many."""

    def matching() -> list[dict[str, Any]]:
        messages = user.every("/api/v1/messages", "messages")
        return [message for message in messages if message["template"] == template]

    assert wait_until(lambda: len(matching()) >= count, 30), f"{count} messages {template}"
    return matching()


def _refusal(user: User, method: str, path: str, body: Any = None) -> tuple[int, str]:
    with pytest.raises(Refused) as refused:
        user.call(method, path, body)
    return refused.value.status, refused.value.code


def _delivery(post: Post, account_id: str, *, state: str = "", reason: str = "") -> dict[str, Any]:
    """Return the first delivery to an account that has this state and this reason, once there is one."""
    found: list[dict[str, Any]] = []

    def look() -> bool:
        deliveries = post.api.secretariat.every("/api/v1/message-deliveries", "deliveries", account_id=account_id)
        found[:] = [
            delivery
            for delivery in deliveries
            if delivery["template"] != "email_confirmation"
            and state in ("", delivery["state"])
            and reason in ("", delivery["reason"])
        ]
        return bool(found)

    assert wait_until(look, 30), f"a delivery that is {state} {reason}"
    return found[0]


def test_k2_a_message_is_in_the_portal_at_once_and_comes_by_mail(post: Post) -> None:
    """K2: unread first; read by its holder alone, to whom no other's exists (K1); the mail names the page."""
    user = post.user("reader@example.test")
    team = post.register(user)
    [message] = _wait_for(user, "team_registered")
    assert (message["category"], message["link"], message.get("read_at")) == (
        "registration",
        f"/teams/{team['team_id']}",
        None,
    )
    assert message["title_zh"] == f"团队“{team['team_name']}”报名成功"
    assert message["title_en"] == f"Team {team['team_name']} is registered"
    assert post.api.plan.edition.official_division_name(post.api.division) in message["text_zh"]
    assert user.get("/api/v1/messages/summary") == {"unread": 1}
    path = f"/api/v1/messages/{message['message_id']}/reading"
    assert _refusal(post.user(), "POST", path, {}) == (404, "NOT_FOUND")
    assert "read_at" in user.post(path)
    assert user.get("/api/v1/messages/summary") == {"unread": 0}
    assert user.get("/api/v1/messages", unread=True)["messages"] == []
    second = post.register(user)
    newer = _wait_for(user, "team_registered", 2)
    assert [shown["facts"]["team_id"] for shown in newer] == [second["team_id"], team["team_id"]]
    assert user.post("/api/v1/messages/reading") == {"read": 1}
    assert wait_until(lambda: len(post.mailbox.to("reader@example.test")) == 2, 30), "the mails"
    # mails go over several connections: which arrives first is not said
    [mail] = [mail for mail in post.mailbox.to("reader@example.test") if message["title_zh"] in str(mail["Subject"])]
    text = mail.get_content()
    assert (mail["From"], mail["To"]) == ("no-reply@dasai.example.test", "reader@example.test")
    assert message["text_zh"] in text.replace("\r\n", "\n")
    assert f"https://dasai.example.test/teams/{team['team_id']}" in text
    assert post.api.plan.edition.official_name in text


def test_k2_what_the_rules_demand_cannot_be_switched_off(post: Post) -> None:
    """K2: everyone chooses what comes by mail; a decision of review comes whatever one chose, other mails don't."""
    user = post.user("chooser@example.test")
    choices = user.get("/api/v1/message-preferences")["preferences"]
    mandatory = {choice["category"] for choice in choices if choice["mandatory"]}
    assert mandatory == {"security", "review", "results", "division"}
    path = "/api/v1/message-preferences"
    off = {"choices": [{"category": "review", "mail": False}]}
    assert _refusal(user, "PUT", path, off) == (409, "K2_CATEGORY_MANDATORY")
    unknown = {"choices": [{"category": "weather", "mail": False}]}
    assert _refusal(user, "PUT", path, unknown) == (422, "K2_CATEGORY_UNKNOWN")
    user.put(path, {"choices": [{"category": "registration", "mail": False}]})
    kept = {choice["category"]: choice["mail"] for choice in user.get(path)["preferences"]}
    assert (kept["registration"], kept["review"], kept["reminders"]) == (False, True, True)
    team = post.register(user)
    _wait_for(user, "team_registered")
    facts = contest_pb2.TeamFacts(team_id=team["team_id"], division_code=team["division_code"], team_name="合成队")
    decided = review.CaseDecided(
        case_id=team["team_id"],
        team=facts,
        submission_number=1,
        outcome=review.OUTCOME_RETURNED,
        reason="请补正，联系人身份证号110199199001010010。",
    )
    post.publish(decided, times=2)
    [message] = _wait_for(user, "review_decided")
    assert message["facts"]["outcome"] == "returned"
    assert "退回修改" in message["title_zh"]
    assert "returned for correction" in message["text_en"]
    # K4: an identity number that somebody typed is nowhere
    assert "＊＊＊＊＊＊" in message["text_zh"]
    assert wait_until(lambda: bool(post.mailbox.to("chooser@example.test")), 30), "the mail"
    [mail] = post.mailbox.to("chooser@example.test")
    assert "审查结果" in str(mail["Subject"])
    assert "110199199001010010" not in mail.get_content() + post.stored()
    assert Counter(_templates(user)) == {"team_registered": 1, "review_decided": 1}


def test_k2_deliveries_are_seen_and_sent_again(post: Post) -> None:
    """K2: a mail that is refused for now is sent later, one that is refused for good on request; no delivery shows an address."""
    later, never = post.user("later@example.test"), post.user("moves-away@example.test")
    post.mailbox.gone.add("moves-away@example.test")
    for user in (later, never):
        post.register(user)
    sent = _delivery(post, later.account_id, state="sent")
    assert (sent["attempts"], sent["reason"], sent["channel"]) == (2, "", "mail")
    failed = _delivery(post, never.account_id, state="failed")
    assert (failed["attempts"], failed["reason"]) == (1, "smtp_550")
    path = "/api/v1/message-deliveries/{}/retry"
    assert _refusal(post.api.secretariat, "POST", path.format(sent["delivery_id"]), {}) == (
        409,
        "K2_DELIVERY_NOT_FAILED",
    )
    never.patch("/api/v1/accounts/me", {"email": "moved@example.test", "password": PASSWORD})
    post.confirm(never, "moved@example.test")
    again = post.api.secretariat.post(path.format(failed["delivery_id"]))
    assert (again["state"], again["reason"]) in {("queued", ""), ("sending", ""), ("sent", "")}
    assert wait_until(lambda: len(post.mailbox.to("moved@example.test")) == 1, 30), "the mail to the new address"
    for method, denied in (("GET", "/api/v1/message-deliveries"), ("POST", path.format(failed["delivery_id"]))):
        body = {} if method == "POST" else None
        assert _refusal(later, method, denied, body) == (403, "K1_FORBIDDEN")
    listed = post.api.secretariat.get("/api/v1/message-deliveries")
    assert (listed["mail_set"], listed["sms_set"]) == (True, True)
    assert "example.test" not in str(listed) + post.stored()


def test_k2_mails_wait_while_the_mail_server_is_away(post: Post) -> None:
    """K2: the portal has the message at once; the mail follows when the server is back."""
    user = post.user("waits@example.test")
    post.mailbox.stop()
    try:
        post.register(user)
        _wait_for(user, "team_registered")
        tried = _delivery(post, user.account_id, reason="server_away")
        assert (tried["state"] in ("queued", "sending"), tried["attempts"] > 0) == (True, True)
    finally:
        post.mailbox.start()
    assert wait_until(lambda: len(post.mailbox.to("waits@example.test")) == 1, 60), "the mail"
    assert _delivery(post, user.account_id, state="sent")["attempts"] > 1


def test_k2_a_host_announces_to_its_own_teams_only(post: Post) -> None:
    """K1, K2: no other division hears; the secretariat reaches everyone; J1, K4: the texts are published ones."""
    concerned, stranger = post.user(), post.user()
    post.register(concerned)
    _wait_for(concerned, "team_registered")
    api, host = post.api, post.api.host
    body = {"division_code": api.division, "title": "答疑安排", "text": "6月20日14时答疑。\n请准时参加。"}
    other = next(division.code for division in api.plan.edition.divisions if division.code != api.division)
    for refused in (body | {"division_code": other}, body | {"division_code": ""}, body | {"roles": ["host"]}):
        assert _refusal(host, "POST", "/api/v1/announcements", refused) == (403, "K1_FORBIDDEN")
    assert _refusal(concerned, "POST", "/api/v1/announcements", body) == (403, "K1_FORBIDDEN")
    assert _refusal(concerned, "GET", "/api/v1/announcements") == (403, "K1_FORBIDDEN")
    wrong = {
        "K4_IDENTITY_NUMBER": "身份证号110199199001010010",
        "J1_NAME_ALTERED": "2024年“数据要素x”大赛",
        "FIELDS_INVALID": " ",
    }
    for code, text in wrong.items():
        assert _refusal(host, "POST", "/api/v1/announcements", body | {"text": text}) == (422, code)
    made = host.post("/api/v1/announcements", body)
    [message] = _wait_for(concerned, "announcement")
    assert (message["title_zh"], message["text_zh"], message["title_en"]) == ("答疑安排", body["text"], "答疑安排")

    def shown() -> dict[str, Any]:
        announcements = host.every("/api/v1/announcements", "announcements")
        return next(each for each in announcements if each["announcement_id"] == made["announcement_id"])

    assert wait_until(lambda: bool(shown()["complete"]), 30), "the announcement has reached all"
    assert shown()["reached"] >= 1
    everyone = {
        "title": "系统维护",
        "text": "今晚22时维护。",
        "title_en": "Maintenance",
        "text_en": "At 22:00 tonight.",
    }
    api.secretariat.post("/api/v1/announcements", everyone)
    assert _wait_for(stranger, "announcement")[0]["text_en"] == "At 22:00 tonight."
    assert _templates(stranger) == ["announcement"]
    nobody = {"division_code": api.division, "roles": ["participant"], "title": "通知", "text": "请查收。"}
    assert _refusal(api.secretariat, "POST", "/api/v1/announcements", nobody) == (422, "FIELDS_INVALID")
    hosts = {"roles": ["host"], "title": "致各分赛主办方", "text": "请按时报送。"}
    api.secretariat.post("/api/v1/announcements", hosts)
    assert _wait_for(host, "announcement", 2)[0]["title_zh"] == "致各分赛主办方"
    assert Counter(_templates(stranger)) == {"announcement": 1}


def test_k2_staff_hear_of_what_concerns_them(post: Post) -> None:
    """K2: secretariat and host of an application's way; reviewers once of the cases that fall due together (A4, D2)."""
    api = post.api
    assert "application_filed" in _templates(api.secretariat)
    _wait_for(api.host, "division_approved")
    _wait_for(api.secretariat, "invitation_accepted")
    login = "reviewer-of-messages"
    account_id = api.host.invite(login, PASSWORD, [{"role": "reviewer", "division": api.division}])
    reviewer = User(api.stack.url, Tally(), http=api.participant.http).sign_in(login, PASSWORD)
    due = api.clock.now() + timedelta(days=3)
    for number in range(3):
        assigned = review.CaseAssigned(
            case_id=f"case-{number}", division_code=api.division, submission_number=1, reviewer_id=account_id
        )
        assigned.due_at.FromDatetime(due)
        post.publish(assigned)
    [message] = _wait_for(reviewer, "cases_assigned")
    assert api.plan.edition.official_division_name(api.division) in message["title_zh"]
    api.clock.move_to(due + timedelta(hours=1))
    _wait_for(reviewer, "cases_overdue")
    _wait_for(api.host, "division_cases_overdue")
    assert Counter(_templates(reviewer)) == {"cases_assigned": 1, "cases_overdue": 1}


def test_k2_a_changed_password_is_told(post: Post) -> None:
    """K2: by mail too, whatever one chose."""
    user = post.user("secure@example.test")
    body = {"old_password": PASSWORD, "new_password": "another password for tests"}
    user.post("/api/v1/accounts/me/password", body)
    _wait_for(user, "password_changed")
    assert wait_until(lambda: len(post.mailbox.to("secure@example.test")) == 1, 30), "the mail"


SECOND_FACTOR = "/api/v1/accounts/me/second-factor"


def test_k2_what_protects_an_account_is_told_whatever_its_holder_chose(post: Post) -> None:
    """K1, K2: another device, an API token, second factor, password, contacts; by mail too, and nothing more than needed (K4)."""
    address = "guarded@example.test"
    user = post.user(address)
    off = {"choices": [{"category": "security", "mail": False}]}
    assert _refusal(user, "PUT", "/api/v1/message-preferences", off) == (409, "K2_CATEGORY_MANDATORY")
    login = user.get("/api/v1/accounts/me")["login"]
    user.post("/api/v1/tokens", {"name": "导出程序", "scopes": ["registration:read"], "days": 30})
    secret = user.post(f"{SECOND_FACTOR}/setup")["secret"]
    codes = user.post(f"{SECOND_FACTOR}/confirmation", {"code": pyotp.TOTP(secret).at(datetime.now(UTC))})["codes"]
    codes = user.post(f"{SECOND_FACTOR}/recovery-codes", {"code": codes[0]})["codes"]
    User(post.api.stack.url, Tally(), http=post.api.participant.http).sign_in(login, PASSWORD)
    user.post(f"{SECOND_FACTOR}/removal", {"code": codes[0]})
    for mobile in ("+8613800000000", "+8613800000001"):  # the first replaces none
        user.patch("/api/v1/accounts/me", {"mobile": mobile, "password": PASSWORD})
    body = {"old_password": PASSWORD, "new_password": "another password for tests"}
    user.post("/api/v1/accounts/me/password", body)
    post.publish(accounts.IdentityLinked(account_id=user.account_id, provider_id="people", linked_by="linker-of-tests"))
    post.publish(accounts.IdentityUnlinked(account_id=user.account_id, provider_id="people"))
    wanted = {
        "token_made": 1,
        "signed_in_on_new_device": 1,
        "password_changed": 1,
        "contacts_changed": 1,
        "identity_linked": 1,
        "identity_unlinked": 1,
        "second_factor_changed": 5,
    }
    assert wait_until(lambda: Counter(_templates(user)) == wanted, 30), _templates(user)
    messages = user.every("/api/v1/messages", "messages")
    assert {message["category"] for message in messages} == {"security"}
    changes = sorted(message["facts"].get("change", "") for message in messages)
    assert changes[6:] == ["recovery_code_used"] * 2 + ["recovery_codes_renewed", "removed", "set_up"]
    assert wait_until(lambda: len(post.mailbox.to(address)) == len(messages), 30), "the mails"
    written = str(messages) + "".join(mail.get_content() for mail in post.mailbox.to(address))
    assert [
        word for word in ("127.0.0.1", "httpx", "导出程序", "linker-of-tests", "1380000000", login) if word in written
    ] == []


def test_k2_a_device_that_is_known_is_not_told(post: Post) -> None:
    """K2: nor an account's first; a device is known to each account that signed in on it."""
    user, second = post.user(), post.user()
    logins = [each.get("/api/v1/accounts/me")["login"] for each in (user, second)]

    def sign_in(login: str, device: str) -> str:
        body = {"login": login, "password": PASSWORD}
        headers = {"Dasai-Device": device}
        answer = httpx.post(f"{post.api.stack.url}/api/v1/sessions", json=body, headers=headers, timeout=30)
        return str(answer.raise_for_status().json()["device_token"])

    device = sign_in(logins[0], "")
    assert sign_in(logins[0], device) == device
    assert sign_in(logins[1], device) == device
    assert [_templates(each) for each in (user, second)] == [["signed_in_on_new_device"]] * 2
    assert sign_in(logins[1], device) == device
    [message] = second.every("/api/v1/messages", "messages")
    assert message["facts"]["means"] == "password"
    assert abs(datetime.fromisoformat(message["facts"]["signed_in_at"]) - datetime.now(UTC)) < timedelta(minutes=5)
    assert "登录名和密码" in message["text_zh"]


def test_k2_what_staff_do_to_an_account_is_told(post: Post) -> None:
    """K1, K2: a reset of the second factor that is requested, or done; a link that is handed over, and its use."""
    api, login = post.api, "reviewer-with-a-phone"
    account_id = api.host.invite(login, PASSWORD, [{"role": "reviewer", "division": api.division}])
    holder = User(api.stack.url, Tally(), http=api.participant.http).sign_in(login, PASSWORD)
    secret = holder.post(f"{SECOND_FACTOR}/setup")["secret"]
    holder.post(f"{SECOND_FACTOR}/confirmation", {"code": pyotp.TOTP(secret).at(datetime.now(UTC))})
    address = f"/api/v1/accounts/{account_id}"
    check = {"identity_check": "seen in person, with the identity card"}
    api.host.post(f"{address}/second-factor-reset", check | {"reason": "the phone is lost"})
    api.secretariat.post(f"{address}/second-factor-reset/approval")
    code = api.host.post(f"{address}/password-reset", check)["code"]
    new = "another password for tests"
    public = User(api.stack.url, Tally(), http=api.participant.http)
    public.post("/api/v1/password-resets/completion", {"code": code, "new_password": new})
    holder.sign_in(login, new)
    holder.post(f"{SECOND_FACTOR}/reset-acknowledgement")
    wanted = {
        "second_factor_changed": 3,
        "password_link_handed": 1,
        "password_reset": 1,
        "signed_in_on_new_device": 1,
    }
    assert wait_until(lambda: Counter(_templates(holder)) == wanted, 30), _templates(holder)
    messages = holder.every("/api/v1/messages", "messages")
    assert {message["facts"].get("change", "") for message in messages} == {"", "set_up", "reset_requested", "reset"}
    assert [word for word in (code, "in person", "the phone is lost") if word in str(messages) + post.stored()] == []


def test_k1_who_acts_for_a_team_is_told_that_it_is_passed_on(post: Post) -> None:
    """K1, K2: before it is, in time to object; then both accounts; of an objection the host; K4: what was checked is in none."""
    api = post.api
    former, new, bystander = (post.user() for _ in range(3))
    partner = api.plan.synthetic.organisation(778)
    organisation = {"uscc": partner.uscc, "name": partner.name, "kind": "enterprise"}
    team = post.register(former, co_organisations=[organisation])
    path = f"/api/v1/teams/{team['team_id']}/passings-on"
    reason = "原经办人已离职，单位来函更换，已核实。"
    body = {"organisation_uscc": team["lead"]["uscc"], "reason": reason, "notice_hours": 24}
    api.host.post(path, body)
    [message] = _wait_for(former, "passing_on_opened")
    assert message["link"] == f"/teams/{team['team_id']}"
    assert datetime.fromisoformat(message["facts"]["effective_at"]) - api.clock.now() > timedelta(hours=23)
    former.post(f"{path}/objection")
    _wait_for(api.host, "passing_on_objected")
    key = {"team_id": team["team_id"], "code": api.host.post(path, body)["code"]}
    _wait_for(former, "passing_on_opened", 2)
    api.clock.move_to(later(api.clock.now(), hours=25))
    new.post("/api/v1/take-overs", key)
    _wait_for(former, "passed_on")
    [taken] = _wait_for(new, "taken_over")
    assert taken["category"] == "security"
    assert Counter(_templates(new)) == {"taken_over": 1}
    assert Counter(_templates(former)) == {"team_registered": 1, "passing_on_opened": 2, "passed_on": 1}
    assert _templates(bystander) == []
    assert reason not in post.stored()


def test_k2_what_the_rules_demand_comes_as_a_text_message_to_a_number_alone(post: Post) -> None:
    """K2: as a file for a program of the operator; beside a mail only if it was chosen; K4: the number is in that file alone."""
    alone, both = post.user(), post.user("both@example.test")
    numbers = {alone.account_id: "13800138000", both.account_id: "13800138001"}

    def texts(user: User) -> list[str]:
        lines = [json.loads(line) for file in post.sms.iterdir() for line in file.read_text("utf-8").splitlines()]
        return [str(line["text"]) for line in lines if line["number"] == numbers[user.account_id]]

    for user in (alone, both):
        user.patch("/api/v1/accounts/me", {"mobile": numbers[user.account_id], "password": PASSWORD})
        post.register(user)
        user.post("/api/v1/tokens", {"name": "导出", "scopes": ["registration:read"], "days": 30})
        _wait_for(user, "token_made")
        _wait_for(user, "team_registered")
    sent = _delivery(post, alone.account_id, state="sent")
    assert (sent["channel"], sent["template"], sent["attempts"]) == ("sms", "token_made", 1)
    withheld = _delivery(post, both.account_id, state="withheld")
    assert (withheld["channel"], withheld["template"], withheld["reason"]) == ("sms", "token_made", "goes_by_mail")
    assert wait_until(lambda: len(post.mailbox.to("both@example.test")) == 2, 30), "the mails"
    name = post.api.plan.edition.official_name
    assert (texts(alone), texts(both)) == ([f"【{name}】已新建访问令牌，详情请登录平台查看。"], [])
    both.put("/api/v1/message-preferences", {"choices": [{"category": "registration", "mail": True, "sms": True}]})
    team = post.register(both)
    assert wait_until(lambda: len(texts(both)) == 1, 30), "the text message that was chosen"
    assert team["team_name"] in texts(both)[0]
    assert [oct(file.stat().st_mode & 0o777) for file in post.sms.iterdir()] == ["0o600"]
    assert "1380013800" not in str(post.api.secretariat.get("/api/v1/message-deliveries")) + post.stored()


def test_k2_nothing_but_the_link_is_mailed_to_an_address_before_it_is_confirmed(post: Post) -> None:
    """K2, K4: neither messages nor a reset; its link is good for that address alone, and is in the mail alone.

    EMAIL_LINK_UNKNOWN, EMAIL_LINK_REPLACED and EMAIL_NOTHING_TO_CONFIRM; again, an accepted link changes nothing.
    """
    first, second = "typed-wrong@example.test", "typed-right@example.test"
    user, public = post.user(), post.public()
    again = "/api/v1/accounts/me/email-confirmation"
    assert _refusal(user, "POST", again, {}) == (409, "EMAIL_NOTHING_TO_CONFIRM")
    given = user.patch("/api/v1/accounts/me", {"email": first, "password": PASSWORD})
    assert given["email_confirmed"] is False
    stale = post.code(first)
    user.patch("/api/v1/accounts/me", {"email": second, "password": PASSWORD})
    code = post.code(second)
    post.register(user)
    _wait_for(user, "team_registered")
    wanted = {"team_registered": "withheld", "contacts_changed": "withheld"}

    def withheld() -> dict[str, str]:
        deliveries = post.api.secretariat.every("/api/v1/message-deliveries", "deliveries", account_id=user.account_id)
        return {each["template"]: each["state"] for each in deliveries if each["reason"] == "address_not_confirmed"}

    assert wait_until(lambda: withheld() == wanted, 30), withheld()
    login = user.get("/api/v1/accounts/me")["login"]
    assert public.post("/api/v1/password-resets", {"login": login}) == {"by_mail": True}
    # another link, once in ten minutes however often it is asked for
    asked = [user.post(again) for _ in range(2)]
    assert [each["by_mail"] for each in asked] == [True, True]
    assert wait_until(lambda: len(post.mailbox.to(second)) == 2, 30), "the other link"
    assert code not in str(post.api.secretariat.get("/api/v1/message-deliveries")) + post.stored()
    path = "/api/v1/email-confirmations"
    assert _refusal(public, "POST", path, {"code": stale}) == (409, "EMAIL_LINK_REPLACED")
    for wrong in (code[:-1], code[:8], "A" * 120, "?"):
        assert _refusal(public, "POST", path, {"code": wrong}) == (404, "EMAIL_LINK_UNKNOWN")
    assert user.get("/api/v1/accounts/me")["email_confirmed"] is False
    for _ in range(2):
        public.post(path, {"code": code})
        assert user.get("/api/v1/accounts/me")["email_confirmed"] is True
    assert _refusal(user, "POST", again, {}) == (409, "EMAIL_NOTHING_TO_CONFIRM")
    assert [len(post.mailbox.to(address)) for address in (first, second)] == [1, 2]
    # a mobile number beside it leaves it confirmed, and messages come
    user.patch("/api/v1/accounts/me", {"mobile": "13800138009", "password": PASSWORD})
    assert user.get("/api/v1/accounts/me")["email_confirmed"] is True
    post.register(user)
    assert wait_until(lambda: len(post.mailbox.to(second)) == 3, 30), "the message"
    assert public.post("/api/v1/password-resets", {"login": login}) == {"by_mail": True}
    assert wait_until(lambda: len(post.mailbox.to(second)) == 4, 30), "the reset"
    # a confirmed address that is replaced is told so by a mail of its own, which does not say by which; one that never was is not
    user.patch("/api/v1/accounts/me", {"email": "a-third@example.test", "password": PASSWORD})
    assert wait_until(lambda: len(post.mailbox.to(second)) == 5, 30), "the mail to the address before"
    told = post.mailbox.to(second)[4]
    assert (told["Subject"], "a-third" in told.get_content()) == (
        "账号联系方式已变更 | Your account has other contacts now",
        False,
    )
    assert post.code("a-third@example.test")
    assert len(post.mailbox.to(first)) == 1
    assert second not in str(post.api.secretariat.get("/api/v1/message-deliveries")) + post.stored()


def test_k2_an_address_is_confirmed_on_the_pages(post: Post) -> None:
    """K2: by the link, which a person sends by a form; the page of contacts says if it is confirmed, and sends another link."""
    address = "pages@example.test"
    user = post.user()
    user.patch("/api/v1/accounts/me", {"email": address, "password": PASSWORD})
    code = post.code(address)
    signed_in = {"Authorization": f"Bearer {user.token}", "Accept": "text/html"}

    def page(method: str, path: str, headers: dict[str, str], **form: str) -> httpx.Response:
        return httpx.request(method, post.api.stack.url + path, headers=headers, data=form or None, timeout=30)

    shown = page("GET", "/account/contacts", signed_in).text
    assert [words in shown for words in ("未确认", "重新发送确认链接")] == [True, True]
    sent = page("POST", "/account/contacts/confirmation", signed_in)
    assert (sent.status_code, sent.headers["location"]) == (303, "/account/contacts?done=confirmation_sent")
    assert wait_until(lambda: len(post.mailbox.to(address)) == 2, 30), "another link"
    public = {"Accept": "text/html"}
    assert page("GET", "/email-confirmation", public).status_code == 200
    wrong = page("POST", "/email-confirmation", public, code="wrong")
    assert (wrong.status_code, "确认链接无效" in wrong.text) == (404, True)
    assert user.get("/api/v1/accounts/me")["email_confirmed"] is False
    done = page("POST", "/email-confirmation", public, code=code)
    assert (done.status_code, "电子邮箱已确认" in done.text) == (200, True)
    shown = page("GET", "/account/contacts", signed_in).text
    assert [words in shown for words in ("已确认", "重新发送确认链接")] == [True, False]


def test_k1_a_reset_link_goes_by_the_outbox(post: Post) -> None:
    """K1, K2: sent again if the server puts it off, its state seen by the secretariat; K4: the link is in the mail alone."""
    address = "later@resets.example.test"
    user = post.user(address)
    public = User(post.api.stack.url, Tally(), http=post.api.participant.http)
    login = user.get("/api/v1/accounts/me")["login"]
    asked = [public.post("/api/v1/password-resets", {"login": name}) for name in (login, "nobody-at-all")]
    assert asked == [{"by_mail": True}] * 2
    sent = _delivery(post, user.account_id, state="sent")
    assert (sent["template"], sent["attempts"], sent["channel"]) == ("password_link", 2, "mail")
    [mail] = post.mailbox.to(address)
    code = re.search(r"https://dasai\.example\.test/password-reset#([\w-]+)", mail.get_content())
    assert code is not None
    [message] = _wait_for(user, "password_link")
    shown = post.api.secretariat.get("/api/v1/message-deliveries")
    assert code[1] not in str([shown, message]) + post.stored()
    body = {"code": code[1], "new_password": "another password for tests"}
    public.post("/api/v1/password-resets/completion", body)
    again = User(post.api.stack.url, Tally(), http=post.api.participant.http)
    again.sign_in(login, body["new_password"])
    assert wait_until(lambda: len(post.mailbox.to(address)) == 3, 30), "the reset and the new device are told too"
    subjects = " ".join(str(mail["Subject"]) for mail in post.mailbox.to(address))
    assert [word in subjects for word in ("登录密码已重置", "新设备登录")] == [True, True]


def test_k2_one_reminder_of_a_deadline_however_time_jumps(post: Post) -> None:
    """K2: 7 days before submission closes, and 3 hours, though time jumps over the reminder of 1 day; of missing consents (B2).

    Nor another one if the process that reminds starts again.
    """
    alone, joint = post.user(), post.user()
    team = post.register(alone)
    partner = post.api.plan.synthetic.organisation(777)
    organisation = {"uscc": partner.uscc, "name": partner.name, "kind": "enterprise"}
    post.register(joint, co_organisations=[organisation])
    for user in (alone, joint):
        _wait_for(user, "team_registered")
    closes = datetime.fromisoformat(post.api.plan.scheme(0)["submission_closes"])
    post.api.clock.move_to(later(closes, days=-6))
    [message] = _wait_for(alone, "not_submitted")
    assert message["facts"]["team_id"] == team["team_id"]
    [lacking] = _wait_for(joint, "consent_missing")
    assert lacking["facts"]["missing"] == "1"
    post.api.clock.move_to(later(closes, hours=-2))
    for user, template in ((alone, "not_submitted"), (joint, "consent_missing")):
        assert wait_until(lambda: Counter(_templates(user))[template] == 2, 30), _templates(user)  # noqa: B023 - called at once
    post.api.clock.move_to(later(closes, hours=-1))
    post.api.stack.kill("accounts-worker")
    post.api.secretariat.post("/api/v1/announcements", {"title": "时间到", "text": "提交即将截止。"})
    _wait_for(alone, "announcement")
    assert Counter(_templates(alone))["not_submitted"] == 2
    assert Counter(_templates(joint))["consent_missing"] == 2


@pytest.mark.long
def test_k2_a_mail_comes_again_if_the_sender_dies_before_it_notes_the_answer(post: Post) -> None:
    """K2: at least once, never lost; the second copy has the first one's Message-ID."""
    user = post.user("twice@example.test")

    def die(to: str) -> None:
        if to == "twice@example.test" and len(post.mailbox.to(to)) == 1:
            post.api.stack.kill("accounts-server")

    post.mailbox.before_answer = die
    user.put("/api/v1/message-preferences", {"choices": [{"category": "tasks", "mail": True}]})
    post.api.secretariat.post("/api/v1/announcements", {"title": "再次发送", "text": "请查收。"})
    assert wait_until(lambda: len(post.mailbox.to("twice@example.test")) == 2, 90), "the mail comes again"
    first, second = post.mailbox.to("twice@example.test")
    assert first["Message-ID"] == second["Message-ID"]
