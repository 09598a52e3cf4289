"""The rows of accounts in the permission table (rules K1, K2, K4)."""

from __future__ import annotations

import pytest
from dasai.accounts.v1 import accounts_pb2

from chassis.actor import PUBLIC, Actor, Grant, Role, system
from chassis.kernel.refusal import Refusal
from chassis.permissions import Audience, Operation, Target, of_request, show
from chassis.permissions import accounts as permissions
from services.accounts.accounts.checks import target, target_of_grants
from services.accounts.accounts.model import Account, Contacts
from services.accounts.accounts.wire import account_view

BEIJING, TIANJIN = "110000", "120000"
# what is done to somebody else's account
OF_OTHERS = (
    permissions.GET_ACCOUNT,
    permissions.LIST_ACCOUNT_CHANGES,
    permissions.CHANGE_ROLES,
    permissions.DISABLE_ACCOUNT,
    permissions.ENABLE_ACCOUNT,
    permissions.HAND_LINK,
    permissions.REQUEST_RESET,
    permissions.MAKE_LINK_CODE,
    permissions.COUNT_TOKENS,
)


def account(name: str, *grants: Grant) -> Actor:
    return Actor(account_id=name, grants=frozenset(grants))


HOST = account("host", Grant(Role.HOST, BEIJING))
SECRETARIAT = account("secretariat", Grant(Role.SECRETARIAT))
OPERATOR = account("operator", Grant(Role.OPERATOR))
COMMITTEE = account("committee", Grant(Role.COMMITTEE))
PARTICIPANT = account("participant", Grant(Role.PARTICIPANT))
EXPERT = Account(id="expert", login="expert", grants=(Grant(Role.EXPERT, BEIJING),))


def refusal(operation: Operation, actor: Actor, of: Target) -> str:
    with pytest.raises(Refusal) as refused:
        operation.require(actor, of)
    return refused.value.code.name


@pytest.mark.parametrize("operation", OF_OTHERS, ids=lambda row: row.name)
def test_k1_an_account_is_administered_by_who_may_grant_its_roles(operation: Operation) -> None:
    """K1: whoever administers none at all is refused so, and learns of no account."""
    for actor in (HOST, SECRETARIAT):
        assert operation.is_open_to(actor, target(actor, EXPERT))
    foreign = account("foreign", Grant(Role.HOST, TIANJIN))
    unseen = "NOT_FOUND" if operation.outside else "K1_FORBIDDEN"
    assert [refusal(operation, actor, target(actor, EXPERT)) for actor in (foreign, OPERATOR)] == [unseen] * 2
    assert [refusal(operation, actor, target(actor, EXPERT)) for actor in (COMMITTEE, PARTICIPANT)] == [
        "K1_FORBIDDEN",
        "K1_FORBIDDEN",
    ]


def test_k1_roles_are_granted_by_who_may_grant_each_of_them() -> None:
    own, foreign = Grant(Role.EXPERT, BEIJING), Grant(Role.EXPERT, TIANJIN)
    for operation, refused in ((permissions.INVITE, "K1_FORBIDDEN"), (permissions.REVOKE_INVITATION, "NOT_FOUND")):
        assert operation.is_open_to(HOST, target_of_grants(HOST, (own,)))
        assert refusal(operation, HOST, target_of_grants(HOST, (own, foreign))) == refused


def test_k1_a_second_person_decides_on_a_reset_and_its_holder_and_who_requested_it_may_end_it() -> None:
    """K1: a host alone in its division finds a second person in the secretariat or an operator."""
    concerned = Account(id="participant", login="participant", grants=(Grant(Role.PARTICIPANT),))
    for actor in (SECRETARIAT, OPERATOR):
        assert permissions.APPROVE_RESET.is_open_to(actor, target(actor, EXPERT))
    assert refusal(permissions.APPROVE_RESET, HOST, target(HOST, concerned)) == "NOT_FOUND"
    assert refusal(permissions.APPROVE_RESET, PARTICIPANT, target(PARTICIPANT, concerned)) == "K1_FORBIDDEN"
    assert permissions.REJECT_RESET.is_open_to(PARTICIPANT, target(PARTICIPANT, concerned))
    assert refusal(permissions.REJECT_RESET, COMMITTEE, target(COMMITTEE, concerned)) == "K1_FORBIDDEN"


def test_k1_a_host_announces_to_its_own_division_alone() -> None:
    assert permissions.ANNOUNCE.is_open_to(HOST, Target(division=BEIJING))
    assert not permissions.ANNOUNCE.is_open_to(HOST, Target(division=TIANJIN))
    assert not permissions.ANNOUNCE.is_open_to(HOST)
    assert permissions.ANNOUNCE.is_open_to(SECRETARIAT)


def test_k1_whoever_signs_in_by_a_provider_is_nobody_yet_and_linking_takes_an_account() -> None:
    """K1: the return of a browser is served to whoever has not signed in."""
    permissions.BEGIN_SIGN_ON.require_caller(PUBLIC)
    permissions.COMPLETE_SIGN_ON.require_caller(PUBLIC)
    linking = of_request("POST", "/api/v1/identities")
    assert linking is not None
    assert not linking.is_open_to(PUBLIC)
    assert linking.is_open_to(PARTICIPANT)
    assert linking.scope_of_tokens == ""


def test_k1_only_the_gateway_takes_from_allowances() -> None:
    assert permissions.TAKE.is_open_to(system("gateway"))
    assert [refusal(permissions.TAKE, actor, Target()) for actor in (OPERATOR, system("worker"))] == [
        "K1_FORBIDDEN"
    ] * 2


def test_k4_contacts_and_consents_are_the_holders_alone() -> None:
    """K4: whoever administers the account is not shown them."""
    contacts = Contacts(email="holder@example.test", mobile="13800000000", email_confirmed=True)
    own = account_view(EXPERT, Audience.HOLDER, contacts)
    assert (own.email, own.email_confirmed) == (contacts.email, True)
    for audience in set(Audience) - {Audience.HOLDER}:
        shown = account_view(EXPERT, audience, contacts)
        assert (shown.account_id, shown.email, shown.mobile, shown.email_confirmed) == (EXPERT.id, "", "", False)
    consents = [accounts_pb2.Consent(kind="privacy_notice", given=True)]
    assert not show(accounts_pb2.Account(consents=consents), Audience.NATIONAL).consents


@pytest.mark.parametrize("operation", [permissions.READ_MESSAGE, permissions.END_SESSION], ids=lambda row: row.name)
def test_k1_of_what_is_somebody_elses_nobody_learns(operation: Operation) -> None:
    assert operation.is_open_to(PARTICIPANT, Target(holder="participant"))
    assert refusal(operation, OPERATOR, Target(holder="participant")) == "NOT_FOUND"
