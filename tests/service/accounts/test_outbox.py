"""The outbox and the directory over the real database: once each, in any order, and secrets never in clear (K2, K4)."""

from __future__ import annotations

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
from services.accounts.accounts.adapters import contact_sealer, seal_contacts
from services.accounts.accounts.model import Account, Contacts
from services.accounts.catalogue import DOCUMENTS
from services.accounts.deliveries import settings as deliveries_settings
from services.accounts.deliveries import store
from services.accounts.deliveries.commands import send_due
from services.accounts.deliveries.model import Delivery, DeliveryState, Step
from services.accounts.deliveries.store import DeliveryDocument
from services.accounts.directory import commands as directory
from services.accounts.directory import requests
from services.accounts.directory import store as directory_store
from services.accounts.messages.commands import record, send_to_account
from services.accounts.messages.store import MessageDocument
from services.accounts.reminders.commands import run_reminders
from tests.service.mailbox import Mailbox
from tests.service.publicity.running import REPORTER_KEYS

pytestmark = pytest.mark.parts
NOW = datetime(2024, 7, 1, 8, tzinfo=UTC)
LINK = "https://dasai.example.test/password#a-secret-code"


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


def _open(name: str, email: str = "") -> str:
    """Store an account with that address."""
    account = Account(id=name, login=name, grants=(Grant(Role.PARTICIPANT),))
    account.contacts = seal_contacts(name, Contacts(email=email)) if email else None
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
            secrets={"address": LINK},
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
        reached = send_to_account(
            name, "password_link", facts, source="r", at=NOW, secrets={"address": LINK}, ends_at=ended
        )
        assert reached == (name == account_id)
    send_due()
    assert (_one().state, _one().reason) == (DeliveryState.WITHHELD, "too_late")
    assert mailbox.mails == []


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


def _team(changed: int, accounts: tuple[str, ...], missing: int | None) -> requests.RecordTeam:
    return requests.RecordTeam(
        team_id="t",
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
    directory.record(_team(2, ("a", "b"), 0), 6)  # it came back
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
