"""Accounts on the real database: taking over older ones, and invitations that several accept at once (K1)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.actor import PUBLIC, Actor
from chassis.context import Context, handling
from chassis.facts.roles import Grant, Role
from chassis.kernel.clock import instant
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import attempt
from chassis.settings import settings
from services.accounts.accounts import store
from services.accounts.accounts.commands import take_over_accounts
from services.accounts.accounts.settings import privacy_notice
from services.accounts.invitations import commands as invitations
from services.accounts.invitations import requests
from services.accounts.invitations import store as invitations_store

pytestmark = pytest.mark.parts
AT = instant(datetime(2024, 6, 1, tzinfo=UTC))
HOST = Actor("host-1", frozenset({Grant(Role.HOST, "110000")}))


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


def test_k1_of_many_who_accept_an_invitation_at_once_a_single_account_is_opened() -> None:
    """K1: the others are told that it was used."""
    with handling(Context(actor=HOST, causation_id="invite")):
        roles = (Grant(Role.REVIEWER, "110000"),)
        request = requests.Invite(roles=roles, organisation_uscc="91110199000000019X", name="", hours=1)
        invited = invitations.invite(request, HOST, AT)

    def accept(number: int) -> str:
        request = requests.AcceptInvitation(
            code=invited.code,
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
    (account,) = store.accounts.every()
    (invitation,) = invitations_store.invitations.every()
    assert (account.login, invitation.account_id) == (answers[5], account.id)
