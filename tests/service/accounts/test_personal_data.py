"""What accounts stores of somebody is shown to the holder, whole, and goes when the account is closed (K4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chassis.actor import Actor
from chassis.context import Context, handling
from chassis.facts.roles import Grant, Role
from chassis.kernel.clock import instant
from services.accounts.accounts import store as accounts_store
from services.accounts.accounts.events import PasswordChange
from services.accounts.accounts.model import Account
from services.accounts.accounts.queries import personal_data as of_account
from services.accounts.announcements import store as announcements_store
from services.accounts.announcements.model import Announcement
from services.accounts.announcements.queries import personal_data as of_announcements
from services.accounts.deliveries import store as deliveries_store
from services.accounts.deliveries.model import Channel, Delivery
from services.accounts.deliveries.queries import personal_data as of_deliveries
from services.accounts.messages import commands as messages
from services.accounts.messages import requests
from services.accounts.messages.model import Choice
from services.accounts.messages.queries import personal_data as of_messages
from services.accounts.password_resets import store as password_resets_store
from services.accounts.password_resets.model import PasswordReset
from services.accounts.password_resets.queries import personal_data as of_password_resets
from services.accounts.second_factors import store as second_factors_store
from services.accounts.second_factors.model import Reset, SecondFactor
from services.accounts.second_factors.queries import personal_data as of_second_factors
from services.accounts.sign_on import store as sign_on_store
from services.accounts.sign_on.model import LinkCode, LinkedIdentities
from services.accounts.sign_on.queries import personal_data as of_sign_on

pytestmark = pytest.mark.parts
AT = instant(datetime(2024, 6, 1, tzinfo=UTC))
HOLDER = Actor("holder", frozenset({Grant(Role.HOST, "110000")}))
SECRETARIAT = Actor("secretariat", frozenset({Grant(Role.SECRETARIAT)}))
USCC = "91110199000000019X"


@pytest.fixture(autouse=True)
def account(database: None) -> Account:
    """Store the holder's account, whose roles and organisation somebody changed."""
    with handling(Context(actor=SECRETARIAT, causation_id="open")):
        account = Account(id="holder", login="holder", grants=(Grant(Role.EXPERT),))
        account.open(now=AT, at=AT)
        accounts_store.accounts.add(account)
        account = accounts_store.accounts.get("holder")
        account.record_organisation(USCC, now=AT, at=AT)
        account.change_roles(HOLDER.grants, "调任", now=AT, at=AT)
        accounts_store.accounts.save(account)
    return accounts_store.accounts.look("holder")


def test_k4_changes_are_shown_with_what_they_changed() -> None:
    """K4: roles and organisation from then on, and the reason."""
    changes = [record.values for record in of_account(HOLDER) if record.kind == "account_change"]
    assert [
        (change["change"], change["roles"], change["organisation_uscc"], change["reason"]) for change in changes
    ] == [
        ("opened", "expert", "", ""),
        ("organisation", "expert", USCC, ""),
        ("roles", "host 110000", USCC, "调任"),
    ]


def test_k4_a_closed_account_keeps_neither_organisation_nor_reasons() -> None:
    """K4: of its changes stay what, by whom and when."""
    with handling(Context(actor=HOLDER, causation_id="close")):
        account = accounts_store.accounts.get("holder")
        account.change_roles((), "离任", now=AT, at=AT)
        account.close(now=AT, at=AT)
        accounts_store.accounts.save(account)
    stored = str(accounts_store.AccountDocument.collection().find_one({"_id": "holder"}, {"state": 1}))
    assert [word for word in (USCC, "调任") if word in stored] == []
    assert accounts_store.accounts.look("holder").changes[-1].kind == "closed"


def test_k4_how_the_identity_was_checked_is_shown() -> None:
    """K4: for a new password and for a reset of the second factor; a link code too. Nobody else's name is in it."""
    with handling(Context(actor=SECRETARIAT, causation_id="reset")):
        resets = PasswordReset(id="holder")
        check = {"made_by": SECRETARIAT.account_id, "identity_check": "核对工作证"}
        resets.make("hash", PasswordChange.HANDED_LINK, 0, **check, now=AT, at=AT)  # type: ignore[arg-type]
        password_resets_store.password_resets.add(resets)
        asked = Reset(
            requested_by=SECRETARIAT.account_id,
            requested_at=AT,
            expires_at=AT + timedelta(hours=1),
            reason="手机遗失",
            identity_check="视频核验",
        )
        second_factors_store.second_factors.add(SecondFactor(id="holder", reset=asked))
        code = LinkCode(hash="h", provider_id="province", made_by=SECRETARIAT.account_id, expires_at=AT)
        sign_on_store.linked_identities.add(LinkedIdentities(id="holder", code=code))
    [reset] = of_password_resets(HOLDER)
    assert (reset.values["means"], reset.values["identity_check"]) == ("handed_link", "核对工作证")
    [factor] = of_second_factors(HOLDER)
    assert factor.values == {"state": "expired", "reason": "手机遗失", "identity_check": "视频核验"}
    [linked] = of_sign_on(HOLDER)
    assert (linked.kind, linked.values["provider"]) == ("link_code", "province")
    for source in (of_password_resets, of_second_factors, of_sign_on):
        assert SECRETARIAT.account_id not in str(list(source(HOLDER)))
        assert list(source(SECRETARIAT)) == []


def test_k4_messages_are_shown_in_their_words_with_choices_and_deliveries() -> None:
    """K4: what the account was told, by which way it went out, what it chose; what a host announced. Nobody else's."""
    messages.record("roles_changed", {"reason": "调任"}, ["holder"], source="e", at=AT)
    chosen = requests.ChangePreferences(choices=(Choice(category="tasks", mail=False, sms=True),))
    messages.change_preferences(chosen, HOLDER)
    sent = Delivery(
        id="d",
        message_id="m",
        account_id="holder",
        channel=Channel.MAIL,
        template="roles_changed",
        queued_at=AT,
        due_at=AT,
    )
    deliveries_store.add([sent])
    with handling(Context(actor=HOLDER, causation_id="announce")):
        announcement = Announcement(
            id="a", title="答疑", text="请参加。", division="110000", announced_by="holder", announced_at=AT
        )
        announcements_store.announcements.add(announcement)
    choice, message = of_messages(HOLDER)
    assert choice.values == {"category": "tasks", "mail": "no", "sms": "yes"}
    assert "调任" in message.values["text_zh"]
    assert (message.values["title_zh"], message.values["title_en"]) == ("账号角色已变更", "Your roles were changed")
    [delivery] = of_deliveries(HOLDER)
    assert (delivery.values["category"], delivery.values["state"], delivery.at) == ("security", "queued", AT)
    [made] = of_announcements(HOLDER)
    assert made.values == {"title": "答疑", "division": "110000"}
    for source in (of_messages, of_deliveries, of_announcements):
        assert list(source(SECRETARIAT)) == []
