"""Accounts on the real database: older ones taken over, lists in stretches, invitations that several accept at once (K1)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.actor import PUBLIC, Actor
from chassis.context import Context, handling
from chassis.facts.roles import AccountState, Grant, Role
from chassis.kernel.clock import instant
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import attempt
from chassis.mongo.lists import Asked
from chassis.settings import settings
from services.accounts.accounts import store
from services.accounts.accounts.commands import correct_own_account, open_first_accounts, sign_up, take_over_accounts
from services.accounts.accounts.model import Account
from services.accounts.accounts.requests import CorrectOwnAccount, SignUp
from services.accounts.accounts.settings import privacy_notice, real_time
from services.accounts.invitations import commands as invitations
from services.accounts.invitations import requests
from services.accounts.invitations import store as invitations_store
from services.accounts.second_factors.commands import begin_set_up
from services.accounts.second_factors.requests import BeginSetUp
from services.accounts.tokens.commands import make_token
from services.accounts.tokens.requests import MakeToken

pytestmark = pytest.mark.parts
AT = instant(datetime(2024, 6, 1, tzinfo=UTC))
HOST = Actor("host-1", frozenset({Grant(Role.HOST, "110000")}))
REVIEWER = (Grant(Role.REVIEWER, "110000"),)
STRONG = "three purple penguins walk"


def older(database: Any, number: int, **changes: Any) -> None:
    """Store an account as releases before this service did."""
    account = {
        "_id": f"account-{number}",
        "login": f"login-{number}",
        "password": "$argon2id$hash",
        "grants": [{"role": "reviewer", "division": "110000"}],
        "created_at": datetime(2024, 5, 1, tzinfo=UTC),
    }
    database["accounts"].insert_one(account | changes)


def test_accounts_of_an_older_deployment_are_taken_over_once() -> None:
    """K1: with identifier, password and roles, and the event by which review knows them; a second start changes nothing."""
    collection = store.AccountDocument.collection()
    gateway = collection.database.client[settings().database("gateway")]
    older(gateway, 1)
    older(gateway, 2, grants=[{"role": "participant", "division": ""}])
    take_over_accounts()
    taken = store.accounts.look("account-1")
    assert (taken.login, taken.password, taken.grants) == (
        "login-1",
        "$argon2id$hash",
        (Grant(Role.REVIEWER, "110000"),),
    )
    waiting = {document["_id"]: len(document["outbox"]) for document in collection.find()}
    assert waiting == {"account-1": 2, "account-2": 1}
    older(gateway, 3)
    take_over_accounts()
    assert store.accounts.peek("account-3") is None
    gateway.client.drop_database(gateway.name)


def listed(filters: dict[str, Any], text: str = "", size: int = 7) -> list[str]:
    """Return the login names of a list, read in pages."""
    logins, token = [], ""
    while True:
        page = store.list_accounts(filters, text, Asked(token, size))
        logins += [account.login for account in page.aggregates]
        token = page.next_token
        if not token:
            return logins


def test_k1_a_list_holds_the_same_however_it_is_marked() -> None:
    """K1: in the same order, each account once, whoever of all is asked for; it is marked anew when it has grown by a fifth."""
    experts = {"state.administered_by": {"$nin": ["secretariat"]}}
    disabled = {"state.state": "disabled"}
    queries = [({}, ""), (experts, ""), (disabled, ""), ({}, "n1"), ({"state.grants.role": "expert"}, "")]

    def add(first: int, count: int) -> None:
        with handling(Context(actor=HOST, causation_id="add")):
            for number in range(first, first + count):
                grant = Grant(Role.EXPERT, "110000") if number % 97 == 0 else Grant(Role.PARTICIPANT)
                name = f"n{number * 7 % 23}" if number % 3 else ""
                account = Account(id=f"a{number:04}", login=f"login-{number:04}", grants=(grant,), name=name)
                if number % 50 == 0:
                    account.state = AccountState.DISABLED
                store.accounts.add(account)

    add(0, 450)
    unmarked = [listed(filters, text) for filters, text in queries]
    assert [len(logins) for logins in unmarked[:3]] == [450, 5, 9]
    assert (store.mark_list(), store.mark_list()) == (True, False)
    marks = store.MarksDocument.collection()
    assert len(marks.find_one()["marks"]) == 4
    assert [listed(filters, text) for filters, text in queries] == unmarked
    for arbitrary in (
        ["a", "login-0001", "n1", "n10", "n11\tlogin", "z"],
        [f"login-{number:04}" for number in range(450)],
    ):
        marks.update_one({}, {"$set": {"marks": arbitrary}})
        assert [listed(filters, text) for filters, text in queries] == unmarked
    add(450, 60)
    assert store.mark_list() is False
    add(510, 60)
    assert store.mark_list() is True


def test_k1_k4_a_first_account_that_was_closed_is_not_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """K1, K4: its login name is free, and the operator's settings still name it, with its roles and its first password."""
    first = '[{"login": "Operator", "password": "of the operator", "roles": [{"role": "operator"}]}]'
    monkeypatch.setenv("DASAI_BOOTSTRAP_ACCOUNTS", first)
    settings.cache_clear()
    for _ in range(2):
        open_first_accounts()
    (opened,) = store.accounts.every()
    assert (opened.login, opened.grants) == ("operator", (Grant(Role.OPERATOR),))
    with handling(Context(actor=HOST, causation_id="close")):
        account = store.accounts.get(opened.id)
        account.close(now=AT, at=AT)
        store.accounts.save(account)
    open_first_accounts()
    assert [account.id for account in store.accounts.every()] == [opened.id]


def invited() -> str:
    """Return the code of an invitation to review, of the host of division 110000."""
    host = Account(id=HOST.account_id, login="host-of-110000", grants=tuple(HOST.grants))
    host.open(now=AT, at=AT)
    with handling(Context(actor=HOST, causation_id="invite")):
        store.accounts.add(host)
        request = requests.Invite(roles=REVIEWER, organisation_uscc="91110199000000019X", name="", hours=1)
        return invitations.invite(request, HOST, AT).code


def test_k1_of_many_who_accept_an_invitation_at_once_a_single_account_is_opened() -> None:
    """K1: the others are told that it was used."""
    code = invited()

    def accept(number: int) -> str:
        request = requests.AcceptInvitation(
            code=code,
            login=f"racer-{number}",
            password="three purple penguins walk",
            privacy_notice=privacy_notice().version,
            name="",
            email="",
            mobile="",
            address="192.0.2.1",
        )
        with handling(Context(actor=PUBLIC, causation_id=f"accept-{number}")):
            try:
                return attempt(
                    lambda: invitations.accept_invitation(request, PUBLIC, AT).login, until=1e12, repeatable=True
                )
            except Refusal as refusal:
                return refusal.code.name

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(accept, range(6)))
    assert answers[:5] == ["INVITATION_USED"] * 5
    assert answers[5].startswith("racer-")
    (account,) = store.accounts.every({"state.login": {"$ne": "host-of-110000"}})
    (invitation,) = invitations_store.invitations.every()
    assert (account.login, invitation.account_id) == (answers[5], account.id)


def test_k1_an_acceptance_for_the_own_account_is_completed_after_a_kill() -> None:
    """K1: the process dies between the two writes; the same account goes on, and gets the roles once."""
    code = invited()
    account = Account(id="account-1", login="somebody", grants=(Grant(Role.PARTICIPANT),), epoch=3)
    account.open(now=AT, at=AT)
    actor = Actor("account-1", frozenset(account.grants))

    def accept() -> Any:
        nothing = dict.fromkeys(("login", "password", "privacy_notice", "name", "email", "mobile", "address"), "")
        return invitations.accept_invitation(requests.AcceptInvitation(code=code, **nothing), actor, AT)

    with handling(Context(actor=actor, causation_id="accept")):
        store.accounts.add(account)
        invitation = invitations.invitation_of(code)
        invitation.accept("account-1", 3, now=real_time(), at=AT)
        invitations_store.invitations.save(invitation)
        accept()
        got = (Grant(Role.PARTICIPANT), *REVIEWER)
        assert store.accounts.look("account-1").grants == got
        with pytest.raises(Refusal) as used:
            accept()
    assert used.value.code.name == "INVITATION_USED"


@pytest.mark.parametrize("ends", ["disable", "close"])
def test_k1_k4_an_account_that_has_ended_is_not_changed_by_its_sessions(ends: str) -> None:
    """K1, K4: for up to a second a gateway may go on with them; nothing personal is stored in a closed account."""
    holder = Account(id="account-1", login="somebody", grants=(Grant(Role.PARTICIPANT),))
    holder.open(now=AT, at=AT)
    actor = Actor("account-1", frozenset(holder.grants))
    with handling(Context(actor=actor, causation_id="end")):
        if ends == "close":
            holder.close(now=AT, at=AT)
        else:
            holder.disable("left", now=AT, at=AT)
        store.accounts.add(holder)
        before = store.AccountDocument.collection().find_one({"_id": "account-1"})
        correction = CorrectOwnAccount(name="Somebody", organisation_uscc=None, email=None, mobile=None)
        token = MakeToken(name="of somebody", scopes=("account:read",), days=1)
        for change in (
            lambda: correct_own_account(correction, actor, AT),
            lambda: make_token(token, actor, AT),
            lambda: begin_set_up(BeginSetUp(code=""), actor, AT),
        ):
            with pytest.raises(Refusal) as refused:
                change()
            assert refused.value.code.name == "K1_UNAUTHENTICATED"
    assert store.AccountDocument.collection().find_one({"_id": "account-1"}) == before


def test_a_form_that_is_sent_twice_opens_one_account() -> None:
    """K4: a repetition under the key is shown the account, if it has the password; no other key and no other password is."""

    def asked(key: str, password: str) -> tuple[str, str]:
        request = SignUp(
            login="sent-twice",
            password=password,
            privacy_notice=privacy_notice().version,
            name="",
            organisation_uscc="",
            email="twice@example.org",
            mobile="",
            address="192.0.2.1",
        )
        with handling(Context(actor=PUBLIC, causation_id=key, idempotency_key=key, request_hash=key)):
            try:
                shown = sign_up(request, AT)
            except Refusal as refusal:
                return "", refusal.code.name
        return shown.account_id, shown.email

    first = asked("a-key", STRONG)
    assert first == (first[0], "twice@example.org") != ("", "")
    assert asked("a-key", STRONG) == first
    assert asked("a-key", "four yellow penguins swim") == ("", "LOGIN_TAKEN")
    assert asked("another-key", STRONG) == ("", "LOGIN_TAKEN")
    assert store.AccountDocument.collection().count_documents({"state.login": "sent-twice"}) == 1
