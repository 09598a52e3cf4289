"""The outbox and the directory over the real database: once each, in any order, and secrets never in clear (K2, K4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import mongoengine
import pytest

from chassis.actor import system
from chassis.context import Context, handling
from chassis.facts.roles import Grant, Role
from chassis.kernel.clock import SystemClock
from chassis.mongo.connection import connect
from chassis.settings import Settings, settings
from services.accounts.accounts import store as accounts_store
from services.accounts.accounts.adapters import address_keys, contact_sealer, seal_contacts
from services.accounts.accounts.model import Account, Contacts, WaitingAddress
from services.accounts.accounts.store import AccountDocument
from services.accounts.catalogue import DOCUMENTS
from services.accounts.deliveries import settings as deliveries_settings
from services.accounts.deliveries import store
from services.accounts.deliveries.commands import send_due
from services.accounts.deliveries.model import Delivery, DeliveryState, Step
from services.accounts.deliveries.store import DeliveryDocument
from services.accounts.directory import commands as directory
from services.accounts.directory import requests
from services.accounts.directory import store as directory_store
from services.accounts.email_confirmations.commands import confirm_email, send_links
from services.accounts.messages.commands import broadcast, hear, record, run_broadcasts, send_to_account, tell
from services.accounts.messages.requests import Audience, Heard, Notice
from services.accounts.messages.store import BroadcastDocument, HeldNoticeDocument, MessageDocument
from services.accounts.password_resets.commands import answer_requests, request_link
from services.accounts.password_resets.store import LinkRequestDocument, PasswordResetDocument
from services.accounts.reminders import store as reminders_store
from services.accounts.reminders.commands import run_reminders
from services.accounts.reminders.model import Walk, stage_before
from services.accounts.sessions.adapters import hashed
from tests.service.mailbox import Mailbox
from tests.service.publicity.running import REPORTER_KEYS

pytestmark = pytest.mark.parts
NOW = datetime(2024, 7, 1, 8, tzinfo=UTC)
PARTICIPANT = Grant(Role.PARTICIPANT)
PAGE = "https://dasai.example.test/password-reset"
LINK = f"{PAGE}#a-secret-code"
SECRETS = {"address": LINK, "page": PAGE, "code": "a-secret-code"}


@pytest.fixture
def mailbox(mongodb_url: str, database_prefix: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """Connect accounts to an empty database, and run a mail server."""
    mailbox = Mailbox()
    mailbox.start()
    values = {
        "SMTP_URL": mailbox.url,
        "MAIL_FROM": "no-reply@dasai.example.test",
        "PUBLIC_URL": "https://dasai.example.test",
        "CONTACT_KEYS": REPORTER_KEYS,
        "MAIL_SECONDS": "2",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"DASAI_{name}", value)
    _forget()
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "accounts")
    for document in DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    yield mailbox
    mailbox.stop()
    mongoengine.disconnect()
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for cache in (settings, contact_sealer, deliveries_settings.mail_server, deliveries_settings.sms_folder):
        cache.cache_clear()


def _open(name: str, email: str = "", grant: Grant = PARTICIPANT) -> str:
    """Store an account with that address."""
    account = Account(id=name, login=name, grants=(grant,))
    account.contacts = seal_contacts(name, Contacts(email=email)) if email else None
    if email:
        accounts_store.confirm_address(name, address_keys(name, email)[0])
    with handling(Context(actor=system("tests"))):
        accounts_store.accounts.add(account)
    return name


def _everything() -> str:
    return "".join(
        str(document) for stored in (MessageDocument, DeliveryDocument) for document in stored.collection().find()
    )


def _one() -> Delivery:
    [stored] = DeliveryDocument.collection().find({}, {"_id": 1})
    delivery = store.delivery(stored["_id"])
    assert delivery is not None
    return delivery


def test_k4_a_secret_is_in_the_mail_alone(mailbox: Mailbox) -> None:
    """K4: neither the message nor the outbox holds the link that resets a password; sent, nothing of it stays."""
    account_id = _open("holder", "holder@example.test")
    ends = SystemClock().now() + timedelta(hours=1)
    sent = [
        send_to_account(
            account_id,
            "password_link",
            {"ends_at": ends.isoformat()},
            source="reset-1",
            at=NOW,
            secrets=SECRETS,
            ends_at=ends,
        )
        for _ in range(2)
    ]
    assert sent == [True, True]
    assert _one().secrets is not None
    assert "a-secret-code" not in _everything()
    assert send_due().tried == 1
    [mail] = mailbox.to("holder@example.test")
    assert LINK in mail.get_content()
    done = _one()
    assert (done.state, done.secrets, done.facts, done.due_at) == (DeliveryState.SENT, None, {}, None)


def test_k2_a_secret_that_is_out_of_date_is_not_sent(mailbox: Mailbox) -> None:
    """K2: a link that ended meanwhile would only mislead; who gave no address gets no mail either."""
    account_id, silent = _open("late", "late-holder@example.test"), _open("silent")
    ended = SystemClock().now() - timedelta(seconds=1)
    facts = {"ends_at": ended.isoformat()}
    for name in (account_id, silent):
        reached = send_to_account(name, "password_link", facts, source="r", at=NOW, secrets=SECRETS, ends_at=ended)
        assert reached == (name == account_id)
    send_due()
    assert (_one().state, _one().reason) == (DeliveryState.WITHHELD, "too_late")
    assert mailbox.mails == []


def test_k4_a_secret_that_was_not_sent_is_gone_when_it_is_of_no_use(mailbox: Mailbox) -> None:
    """K4: also that of a mail that was refused for good, which may be sent again until then; K2: how it ended is seen."""
    ends = SystemClock().now() + timedelta(hours=1)
    for name in ("never", "sent"):
        account_id = _open(name, f"{name}@example.test")
        facts = {"ends_at": ends.isoformat()}
        send_to_account(account_id, "password_link", facts, source=name, at=NOW, secrets=SECRETS, ends_at=ends)
    record("password_changed", {}, [_open("never-2", "never@example.test")], source="e", at=NOW)
    send_due()
    deliveries = DeliveryDocument.collection()
    failed = deliveries.find_one({"account_id": "never"})
    assert (failed["state"], "secrets" in failed) == ("failed", True)
    over = SystemClock().now() - timedelta(seconds=1)
    assert deliveries.update_many({"ends_at": {"$exists": True}}, {"$set": {"ends_at": over}}).modified_count == 1
    send_due()
    states = {stored["account_id"]: (stored["state"], stored["reason"]) for stored in deliveries.find()}
    assert states == {"never": ("withheld", "too_late"), "sent": ("sent", ""), "never-2": ("failed", "smtp_550")}
    ended = deliveries.find_one({"account_id": "never"})
    assert {"secrets", "facts", "ends_at", "due_at"} & set(ended) == set()


def test_k4_secrets_are_those_of_the_template(mailbox: Mailbox) -> None:
    """K4: too few or too many are a mistake of ours, seen before anything is stored."""
    for template, facts, secrets in (
        ("password_link", {"ends_at": NOW.isoformat()}, {"address": LINK}),
        ("roles_changed", {"reason": "x"}, {"address": LINK}),
    ):
        with pytest.raises(ValueError, match=f"{template} takes the secrets"):
            record(template, facts, [_open(template)], source="e", at=NOW, secrets=secrets)
    assert _everything() == ""


def test_k1_a_reset_link_is_queued_once_and_no_request_tells_if_its_login_name_exists(mailbox: Mailbox) -> None:
    """K1: until its answer each is alike, sealed, and nothing else is written; answered twice it is one link and one mail."""
    account_id = _open("forgets", "forgets@example.test")
    _open("no-address")
    logins = (" Forgets", "no-address", "nobody")
    assert [request_link(login, NOW).by_mail for login in logins] == [True] * 3
    requests_, resets = LinkRequestDocument.collection(), PasswordResetDocument.collection()
    waiting = list(requests_.find())
    assert {frozenset(stored) for stored in waiting} == {frozenset({"_id", "sealed", "requested_at", "stored_at"})}
    assert [login for login in ("forgets", "no-address", "nobody") if login in str(waiting).lower()] == []
    assert (_everything(), resets.count_documents({})) == ("", 0)
    assert answer_requests() == 3
    assert requests_.count_documents({}) == 0
    for left in ("all", "the link"):
        # as if the process had died before it deleted the requests, or before it told the outbox
        requests_.insert_many(waiting)
        if left == "the link":
            for stored in (MessageDocument, DeliveryDocument):
                stored.collection().delete_many({})
        assert answer_requests() == 3
    [document] = resets.find()
    [link] = document["state"]["links"]
    assert (document["_id"], _one().account_id, _one().template) == (account_id, account_id, "password_link")
    assert send_due().tried == 1
    [mail] = mailbox.to("forgets@example.test")
    code = re.search(rf"{PAGE}#([\w-]+)", mail.get_content())
    assert code is not None
    assert hashed(code[1]) == link["code_hash"]
    assert code[1] not in _everything()
    assert request_link("forgets", NOW).by_mail
    assert answer_requests() == 1
    assert len(resets.find_one({"_id": account_id})["state"]["links"]) == 1, "a mail in two minutes"


def test_k1_no_reset_is_lost_while_the_mail_server_is_away(mailbox: Mailbox) -> None:
    """K1, K2: its link waits in the outbox, sealed and seen, and is mailed once the server is back; K4: nothing of it stays."""
    account_id = _open("waits", "waits@example.test")
    mailbox.stop()
    try:
        assert request_link("waits", NOW).by_mail
        assert answer_requests() == 1
        assert send_due().away
    finally:
        mailbox.start()
    waiting = _one()
    assert (waiting.account_id, waiting.state, waiting.attempts) == (account_id, DeliveryState.QUEUED, 1)
    assert (waiting.reason, waiting.secrets is not None) == ("server_away", True)
    assert PAGE not in _everything()
    DeliveryDocument.collection().update_one({"_id": waiting.id}, {"$set": {"due_at": SystemClock().now()}})
    assert send_due().tried == 1
    [mail] = mailbox.to("waits@example.test")
    code = re.search(rf"{PAGE}#([\w-]+)", mail.get_content())
    assert code is not None
    [link] = PasswordResetDocument.collection().find_one({"_id": account_id})["state"]["links"]
    assert hashed(code[1]) == link["code_hash"]
    assert (_one().state, _one().secrets, code[1] in _everything()) == (DeliveryState.SENT, None, False)


def test_k2_an_address_gets_its_link_once_its_account_is_written(mailbox: Mailbox) -> None:
    """K2: also one that was given before addresses were confirmed; repeated after a crash it is one mail, and no other comes."""
    _open("earlier", "earlier@example.test")
    accounts_store.forget_address("earlier")  # as a release that confirmed none has left it
    _open("no-address")
    now = SystemClock().now()
    for _ in range(2):  # once
        accounts_store.let_earlier_addresses_wait(now)
    record("password_changed", {}, ["earlier"], source="e", at=NOW)
    [waiting] = accounts_store.waiting_addresses(9)
    for _ in range(2):  # as if the process had died before it noted what it sent
        assert send_links() == 1
        accounts_store.let_address_wait(waiting)
    accounts_store.end_wait(waiting)
    assert send_due().tried == 2
    [mail] = mailbox.to("earlier@example.test")
    code = re.search(r"/email-confirmation#([\w-]+)", mail.get_content())
    assert code is not None
    stored = {each["template"]: (each["state"], each["reason"]) for each in DeliveryDocument.collection().find()}
    assert stored == {
        "email_confirmation": ("sent", ""),
        "password_changed": ("withheld", "address_not_confirmed"),
    }
    assert MessageDocument.collection().count_documents({"template": "email_confirmation"}) == 0
    confirm_email(code[1], NOW)
    record("password_changed", {}, ["earlier"], source="f", at=NOW)
    send_due()
    assert len(mailbox.to("earlier@example.test")) == 2
    # noted before its account is there: it waits
    given = WaitingAddress(account_id="later-on", key=address_keys("later-on", "l@example.test")[0], since=now)
    accounts_store.let_address_wait(given)
    assert (send_links(), [each.account_id for each in accounts_store.waiting_addresses(9)]) == (0, ["later-on"])
    _open("later-on", "l@example.test")
    accounts_store.forget_address("later-on")
    accounts_store.let_address_wait(given)
    assert (send_links(), accounts_store.waiting_addresses(9)) == (1, [])
    # one whose account was never written is not waited for any longer
    accounts_store.let_address_wait(
        WaitingAddress(account_id="never-there", key="k", since=now - timedelta(minutes=11))
    )
    assert (send_links(), accounts_store.waiting_addresses(9)) == (1, [])


def test_k2_no_two_processes_send_what_one_has_claimed(mailbox: Mailbox) -> None:
    """K2: a claim is a conditional write; when it is over, another process sends, and the first one's note counts no more."""
    record("password_changed", {}, [_open("twice", "twice@example.test")], source="e", at=NOW)
    queued = _one()
    now = SystemClock().now()
    until = store.lease_end(now, 60)
    assert [store.claim(queued, until), store.claim(queued, until)] == [True, False]
    assert send_due().tried == 0
    # the process died: its claim ends
    DeliveryDocument.collection().update_one({"_id": queued.id}, {"$set": {"due_at": now}})
    assert send_due().tried == 1
    assert not store.note(queued, until, Step(state=DeliveryState.FAILED, reason="late"), now)
    assert (_one().state, _one().attempts, len(mailbox.mails)) == (DeliveryState.SENT, 2, 1)


def test_k2_a_repeated_event_makes_nothing_twice(mailbox: Mailbox) -> None:
    """K2: nor does one that was handled half; accounts that are not there are left out."""
    accounts = [_open(f"account-{number}", f"a{number}@example.test") for number in range(3)]
    for some in (accounts[:1], [*accounts, "gone"], accounts):
        record("roles_changed", {"reason": "x"}, some, source="event-1", at=NOW)
    counts = [stored.collection().count_documents({}) for stored in (MessageDocument, DeliveryDocument)]
    assert counts == [3, 3]


def _team(changed: int, accounts: tuple[str, ...], missing: int | None, *, team_id: str = "t") -> requests.RecordTeam:
    return requests.RecordTeam(
        team_id=team_id,
        division_code="110000",
        team_name=f"name {changed}",
        project_name="project",
        account_ids=accounts,
        accounts_changed=changed,
        consents_missing=missing,
    )


def test_the_directory_converges_in_any_order(mailbox: Mailbox) -> None:
    """Newer accounts, names, withdrawals and deadlines stay, whatever comes after them."""
    for update, version in (
        (_team(2, ("a", "b"), None), 7),
        (_team(1, ("a",), 1), 3),
        (requests.RecordWithdrawal(team_id="t"), 5),
        (_team(1, ("a",), 1), 3),
    ):
        directory.record(update, version)
    team = directory_store.team("t")
    assert team is not None
    assert (team.account_ids, directory_store.teams_after("110000", "", size=9)) == (("a", "b"), [])
    directory.record(_team(2, ("a", "b"), 0), 6)  # somebody's account was closed, for example
    assert directory_store.teams_after("110000", "", size=9) == []
    directory.record(requests.RecordRegistration(team_id="t"), 8)
    for late in (requests.RecordWithdrawal(team_id="t"), requests.RecordRegistration(team_id="t")):
        directory.record(late, 5)
    [back] = directory_store.teams_after("110000", "", size=9, unsubmitted=True)
    assert (back.team_name, back.consents_missing) == ("name 2", 0)
    due = NOW + timedelta(hours=20)
    asked = requests.RecordSupplementRequest(team_id="t", number=2, submission_number=1, due_at=due)
    directory.record(asked, 1)
    assert [each.id for each in directory_store.teams_with_supplement_due(NOW, due)] == ["t"]
    directory.record(requests.RecordSupplementEnd(team_id="t", number=2), 9)
    directory.record(asked, 1)
    assert list(directory_store.teams_with_supplement_due(NOW, due)) == []
    directory.record(requests.RecordSubmission(team_id="t", number=1), 10)
    assert directory_store.teams_after("110000", "", size=9, unsubmitted=True) == []


def test_k2_experts_and_teams_are_reminded_once(mailbox: Mailbox) -> None:
    """K2: of sheets a day before scoring closes and when it has, of material that is due; who is done hears nothing."""
    for name in ("busy", "done", "a"):
        _open(name)
    closes = NOW + timedelta(hours=30)
    directory.record(_team(1, ("a",), 0), 1)
    directory.record(
        requests.RecordDeadlines(
            division_code="110000", scheme_version=1, submission_closes=NOW - timedelta(days=9), scoring_closes=closes
        ),
        1,
    )
    directory.record(requests.RecordScored(round_id="r", account_id="done", team_id="t"), 1)
    projects = {"busy": ("t", "u"), "done": ("t",)}
    directory.record(requests.RecordAssignments(round_id="r", division_code="110000", projects=projects), 2)
    due = NOW + timedelta(hours=28)
    directory.record(requests.RecordSupplementRequest(team_id="t", number=1, submission_number=1, due_at=due), 3)
    for hours in (0, 7, 7, 8, 31, 31, 40):
        run_reminders(system("tests"), NOW + timedelta(hours=hours))
    told = sorted((stored["account_id"], stored["template"]) for stored in MessageDocument.collection().find())
    assert told == [("a", "supplement_due"), ("busy", "sheets_due"), ("busy", "sheets_overdue")]


def _messages() -> list[tuple[str, str]]:
    """Return whom which template has reached, in order."""
    return sorted((stored["account_id"], stored["template"]) for stored in MessageDocument.collection().find())


def _host() -> str:
    return _open("host", grant=Grant(Role.HOST, "110000"))


def test_d2_a_case_that_is_reopened_is_due_again_in_any_order(mailbox: Mailbox) -> None:
    """D2, K2: what is decided is not overdue, keeps its reviewer, and is due again when its reviewer has it again."""
    due = NOW + timedelta(days=1)
    assigned = requests.RecordCase(case_id="t", division_code="110000", reviewer_id="r", due_at=due)
    decided = requests.RecordCaseDecided(case_id="t", division_code="110000")
    later = NOW + timedelta(days=2)
    directory.record(assigned, 3)
    directory.record(decided, 4)
    assert (directory_store.reviewer_of("t"), directory_store.overdue_cases(later, 9)) == ("r", [])
    directory.record(assigned, 5)
    for update, version in ((decided, 4), (assigned, 3)):
        directory.record(update, version)
    assert [(case.id, case.reviewer_id) for case in directory_store.overdue_cases(later, 9)] == [("t", "r")]
    directory.record(requests.RecordCaseDecided(case_id="u", division_code="110000"), 4)
    directory.record(requests.RecordCase(case_id="u", division_code="110000", reviewer_id="s", due_at=due), 3)
    assert [case.id for case in directory_store.overdue_cases(later, 9)] == ["t"]
    assert directory_store.reviewer_of("u") == "s"


def test_k2_an_answer_reaches_the_reviewer_who_asked(mailbox: Mailbox) -> None:
    """C11, K2: though the case is decided meanwhile; the hosts if it has no reviewer."""
    _open("r")
    _host()
    directory.record(_team(1, (), 0), 1)
    case = requests.RecordCase(case_id="t", division_code="110000", reviewer_id="r", due_at=NOW)
    answered = Notice(template="supplement_answered", facts={"team_name": "name"}, audience=Audience(reviewer_of="t"))
    tell(answered, "event-1", NOW)
    assert _messages() == [("host", "supplement_answered")]
    directory.record(case, 1)
    directory.record(requests.RecordCaseDecided(case_id="t", division_code="110000"), 2)
    for _ in range(2):
        tell(answered, "event-2", NOW)
    assert _messages() == [("host", "supplement_answered"), ("r", "supplement_answered")]


@pytest.mark.parametrize("out", [requests.RecordWithdrawal(team_id="t"), requests.RecordDisqualification(team_id="t")])
def test_d2_nobody_is_reminded_of_the_case_of_a_team_that_is_out(mailbox: Mailbox, out: requests.Update) -> None:
    """C12, D2, K2: of another's, reviewer and hosts are, once; nor is the team reminded of material."""
    for name in ("r", "a"):
        _open(name)
    _host()
    directory.record(_team(1, ("a",), 0), 1)
    due = NOW + timedelta(hours=1)
    for case_id in ("t", "u"):
        directory.record(requests.RecordCase(case_id=case_id, division_code="110000", reviewer_id="r", due_at=due), 3)
    directory.record(out, 9)
    asked = requests.RecordSupplementRequest(team_id="t", number=1, submission_number=1, due_at=due)
    directory.record(asked, 1)
    overdue = {case.id: case for case in directory_store.overdue_cases(NOW + timedelta(days=1), 9)}
    directory_store.note_reminded(overdue["u"])
    for hours in (0, 2, 3):
        run_reminders(system("tests"), NOW + timedelta(hours=hours))
    assert _messages() == []
    directory.record(requests.RecordCase(case_id="u", division_code="110000", reviewer_id="r", due_at=due), 4)
    for hours in (4, 5):
        run_reminders(system("tests"), NOW + timedelta(hours=hours))
    assert _messages() == [("host", "division_cases_overdue"), ("r", "cases_overdue")]


def test_e2_nobody_is_reminded_of_a_sheet_that_is_not_to_be_scored(mailbox: Mailbox) -> None:
    """C12, E2, K2: of a project that an expert stepped back from or that is out; of the rest experts and hosts are."""
    for name in ("recused", "idle", "late"):
        _open(name)
    _host()
    closes = NOW + timedelta(hours=30)
    directory.record(_team(1, (), 0), 1)
    directory.record(requests.RecordDisqualification(team_id="t"), 2)
    directory.record(
        requests.RecordDeadlines(
            division_code="110000", scheme_version=1, submission_closes=NOW - timedelta(days=9), scoring_closes=closes
        ),
        1,
    )
    directory.record(requests.RecordRecusal(panel_id="division-110000", account_id="recused", team_id="u"), 1)
    projects = {"recused": ("u",), "idle": ("t",), "late": ("t", "u")}
    directory.record(requests.RecordAssignments(round_id="r", division_code="110000", projects=projects), 2)
    # of another round: what was replaced is heard again after it
    _open("gone")
    before = requests.RecordAssignments(round_id="s", division_code="110000", projects={"gone": ("u",)})
    after = requests.RecordAssignments(round_id="s", division_code="110000", projects={})
    for update, version in ((before, 1), (after, 3), (before, 2)):
        directory.record(update, version)
    for hours in (7, 31, 32):
        run_reminders(system("tests"), NOW + timedelta(hours=hours))
    told = [("host", "division_sheets_overdue"), ("late", "sheets_due"), ("late", "sheets_overdue")]
    assert _messages() == told


def test_k2_a_deadline_that_was_moved_is_not_told_any_more(mailbox: Mailbox) -> None:
    """A5, K2: a reminder on its way ends; teams are reminded of the deadline that holds, when its time has come."""
    _open("a")
    directory.record(_team(1, ("a",), 0), 1)

    def closes(version: int, at: datetime) -> requests.RecordDeadlines:
        return requests.RecordDeadlines(
            division_code="110000", scheme_version=version, submission_closes=at, scoring_closes=None
        )

    before, after = NOW + timedelta(hours=2), NOW + timedelta(days=9)
    directory.record(closes(1, before), 1)
    stage = stage_before(before, (3.0,), NOW)
    assert stage is not None
    reminders_store.begin(Walk.of("submission", "110000", before, stage))
    directory.record(closes(2, after), 2)
    run_reminders(system("tests"), NOW)
    assert (_messages(), reminders_store.open_walks()) == ([], [])
    run_reminders(system("tests"), NOW + timedelta(days=3))
    [stored] = MessageDocument.collection().find()
    assert (stored["template"], stored["facts"]["closes_at"]) == ("not_submitted", after.isoformat())


def test_k1_what_waits_for_a_list_is_told_once_it_was_public(mailbox: Mailbox) -> None:
    """K1, K2: in whatever order the events of two services come; what happened before the list opened is never told."""
    _open("a")
    _host()
    directory.record(_team(1, ("a",), 0), 1)
    facts = {"team_id": "t", "team_name": "name", "rule": "F7"}
    struck = Notice(template="finalist_struck", facts=facts, audience=Audience(teams=("t",)), after_notice="finalists")
    revoked = Notice(
        template="organiser_award_revoked",
        facts={"division": "110000", "reason": "证件号码110199199001010010"},
        audience=Audience(hosts_of=("110000",)),
        after_notice="winners",
    )
    opened = NOW + timedelta(hours=1)
    for notice in (struck, revoked):
        for _ in range(2):
            tell(notice, "before", NOW)
            tell(notice, "after", opened + timedelta(hours=1))
    stored = HeldNoticeDocument.collection()
    assert (_messages(), stored.count_documents({})) == ([], 4)
    assert "110199199001010010" not in str(list(stored.find()))
    for listed in ("finalists", "winners"):
        public = requests.RecordPublic(team_ids=("t",), listed=listed, since=opened)
        for _ in range(2):
            with handling(Context(actor=system("tests"), event_id=f"opened {listed}")):
                hear(Heard(updates=(public,)), system("tests"), opened)
    assert _messages() == [("a", "finalist_struck"), ("host", "organiser_award_revoked")]
    assert stored.count_documents({}) == 2


def test_k2_who_acts_for_two_teams_is_told_of_each(mailbox: Mailbox) -> None:
    """K2: an event about both makes a message for each, once, however often it comes; the same words are told once."""
    account_id = _open("of-both")
    for number, team_id in enumerate(("t", "u"), 1):
        directory.record(_team(number, (account_id,), 0, team_id=team_id), 1)
    facts = {"division": "110000", "award": "创新"}
    notices = tuple(
        Notice(template="local_award_granted", facts=facts, audience=Audience(teams=(team_id,)), team_id=team_id)
        for team_id in ("t", "u", "u")
    )
    for _ in range(2):
        with handling(Context(actor=system("tests"), event_id="granted")):
            hear(Heard(notices=notices), system("tests"), NOW)
    told = [message["facts"]["team_name"] for message in MessageDocument.collection().find()]
    assert sorted(told) == ["name 1", "name 2"]


def test_k2_a_mail_that_cannot_be_made_keeps_no_other_waiting(mailbox: Mailbox) -> None:
    """K2: it is tried again and at last fails, with its reason; the mails behind it are sent at once."""
    poisoned = _open("poisoned", "poisoned@example.test")
    record("cases_assigned", {"division": "110000", "due_at": "no instant"}, [poisoned], source="e", at=NOW)
    for number in range(12):
        name = _open(f"behind-{number}", f"behind-{number}@example.test")
        record("password_changed", {}, [name], source="e", at=NOW)
    assert send_due().tried == 13
    assert sorted(to for to, _ in mailbox.mails) == sorted(f"behind-{number}@example.test" for number in range(12))
    [stored] = DeliveryDocument.collection().find({"account_id": poisoned})
    assert (stored["state"], stored["reason"], stored["attempts"]) == (DeliveryState.QUEUED, "not_made", 1)


def test_k2_a_message_to_all_reaches_each_once_though_processes_die(mailbox: Mailbox) -> None:
    """K2: bit by bit; whoever dies before it notes how far it came leaves nothing out and nothing twice; closed ones get none."""
    opened, closed = 1_200, 7
    AccountDocument.collection().insert_many(
        {"_id": f"account-{number:05d}", "version": 1, "state": {"login": f"login-{number}", "state": state}}
        for number, state in enumerate([*["active"] * opened, *["closed"] * closed])
    )
    texts = {"title": "维护", "text": "今晚22时。", "title_en": "Maintenance", "text_en": "At 22:00."}
    for _ in range(2):
        broadcast("announcement-1", "announcement", texts, NOW)
    spreads = BroadcastDocument.collection()
    for _ in range(3):
        run_broadcasts(system("tests"), NOW)
    # as it was stored before the last turn: that process died between the messages and the note of them
    spreads.update_one({"_id": "announcement-1"}, {"$set": {"cursor": "account-00499"}})
    turns = 0
    while spreads.count_documents({"open": True}):
        run_broadcasts(system("tests"), NOW)
        turns += 1
        assert turns < 9
    reached = [stored["account_id"] for stored in MessageDocument.collection().find({}, {"account_id": 1})]
    assert sorted(reached) == [f"account-{number:05d}" for number in range(opened)]
    assert spreads.find_one({"_id": "announcement-1"})["reached"] == opened
    run_broadcasts(system("tests"), NOW)
    assert MessageDocument.collection().count_documents({}) == opened


def test_f5_the_host_hears_of_a_duplicate_of_its_own_project(mailbox: Mailbox) -> None:
    """F5, K1: the host of the team's division, by the project's name; of another division nobody."""
    _host()
    _open("other-host", grant=Grant(Role.HOST, "120000"))
    directory.record(_team(1, (), 0), 1)
    suspected = Notice(
        template="project_duplicate_suspected",
        audience=Audience(hosts_of_teams=("t",)),
        team_id="t",
        once="duplicates of t",
    )
    for event in ("1", "2"):
        tell(suspected, event, NOW)
    [stored] = MessageDocument.collection().find()
    assert (stored["account_id"], stored["facts"]) == ("host", {"division": "110000", "project_name": "project"})
