"""The rows of publicity in the permission table (rules F8, G3, G4, H2, H3, J3, K1)."""

from __future__ import annotations

import pytest
from dasai.publicity.v1 import (
    awards_pb2,
    evidence_pb2,
    logo_authorisations_pb2,
    notices_pb2,
    objections_pb2,
    reports_pb2,
)

from chassis.actor import PUBLIC, Actor, Grant, Role
from chassis.kernel.refusal import Refusal
from chassis.permissions import OPERATIONS, Audience, Form, Operation, Scope, Target
from chassis.permissions import publicity as permissions

AWARD = Target(team_accounts=("member",))
# what nobody but the committee may do
OF_REPORTS = (
    permissions.ACCEPT_REPORT,
    permissions.RECORD_HEARING,
    permissions.ADJUDICATE_REPORT,
    permissions.GET_REPORT,
    permissions.LIST_REPORTS,
    permissions.READ_REPORTER,
    permissions.GET_EVIDENCE,
)


def account(name: str, *grants: Grant) -> Actor:
    return Actor(account_id=name, grants=frozenset(grants))


MEMBER = account("member", Grant(Role.PARTICIPANT))
SECRETARIAT = account("secretariat", Grant(Role.SECRETARIAT))
COMMITTEE = account("committee", Grant(Role.COMMITTEE))


def refusal(operation: Operation, actor: Actor, of: Target) -> str:
    with pytest.raises(Refusal) as refused:
        operation.require(actor, of)
    return refused.value.code.name


def test_each_call_of_publicity_has_a_row() -> None:
    """K1: what has no row, nobody may do."""
    files = (awards_pb2, evidence_pb2, logo_authorisations_pb2, notices_pb2, objections_pb2, reports_pb2)
    services = [service for file in files for service in file.DESCRIPTOR.services_by_name.values()]
    calls = {f"{service.full_name}/{method.name}" for service in services for method in service.methods}
    assert {rpc for rpc in OPERATIONS if rpc.startswith("dasai.publicity.")} == calls


@pytest.mark.parametrize("operation", OF_REPORTS, ids=lambda row: row.name)
def test_reports_are_the_committees_alone(operation: Operation) -> None:
    """H2, H3, K1: whatever other role somebody holds."""
    assert operation.is_open_to(COMMITTEE)
    others = [account(role, Grant(role, "110000")) for role in Role if role is not Role.COMMITTEE]
    assert [refusal(operation, actor, Target()) for actor in others] == ["K1_FORBIDDEN"] * len(others)
    assert refusal(operation, PUBLIC, Target()) == "K1_UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("actor", "audience"),
    [
        (SECRETARIAT, Audience.NATIONAL),
        (COMMITTEE, Audience.NATIONAL),
        (MEMBER, Audience.TEAM),
        (account("stranger", Grant(Role.PARTICIPANT)), Audience.PUBLIC),
        (PUBLIC, Audience.PUBLIC),
    ],
    ids=lambda value: getattr(value, "account_id", value),
)
def test_an_award_is_shown_to_each_audience(actor: Actor, audience: Audience) -> None:
    """G3, K1: who is the award's team sees more of it than the public."""
    assert permissions.LIST_AWARDS.require(actor, AWARD).audience is audience


def test_entitlements_are_ones_own_or_all() -> None:
    """G4, K1: a list of all to the secretariat and the committee, of its own teams to an account."""
    scopes = [
        permissions.LIST_ENTITLEMENTS.require(actor, Target(team_accounts=(actor.account_id,))).scope
        for actor in (SECRETARIAT, COMMITTEE, MEMBER)
    ]
    assert scopes == [Scope.ANY, Scope.ANY, Scope.TEAM]
    assert refusal(permissions.LIST_ENTITLEMENTS, PUBLIC, Target(team_accounts=("public",))) == "K1_UNAUTHENTICATED"


def test_the_committee_alone_upholds_an_objection_and_the_secretariat_sets_aside_too() -> None:
    """F8, K1: whoever is on the committee too upholds as the committee."""
    both = account("both", Grant(Role.SECRETARIAT), Grant(Role.COMMITTEE))
    upheld, dismissed = Target(form=Form.UPHELD), Target(form=Form.DISMISSED)
    assert permissions.SETTLE_OBJECTION.require(both, upheld).who is Role.COMMITTEE
    assert permissions.SETTLE_OBJECTION.require(SECRETARIAT, dismissed).who is Role.SECRETARIAT
    assert refusal(permissions.SETTLE_OBJECTION, SECRETARIAT, upheld) == "K1_FORBIDDEN"


@pytest.mark.parametrize(
    "operation",
    [permissions.GRANT_LOGO_AUTHORISATION, permissions.WITHDRAW_LOGO_AUTHORISATION],
    ids=lambda row: row.name,
)
def test_the_committee_alone_authorises_the_use_of_the_logo(operation: Operation) -> None:
    """J3, K1: whatever other role somebody holds, the secretariat's too."""
    assert operation.is_open_to(COMMITTEE)
    others = [account(role, Grant(role, "110000")) for role in Role if role is not Role.COMMITTEE]
    assert [refusal(operation, actor, Target()) for actor in others] == ["K1_FORBIDDEN"] * len(others)
    assert refusal(operation, PUBLIC, Target()) == "K1_UNAUTHENTICATED"


def test_authorisations_of_the_logo_are_listed_to_two_and_looked_up_by_anyone() -> None:
    """J3, K1: the list has the reasons of withdrawals, and is the committee's and the secretariat's."""
    every = [COMMITTEE, SECRETARIAT, MEMBER, account("host", Grant(Role.HOST, "110000")), PUBLIC]
    for operation in (permissions.GET_LOGO_AUTHORISATION, permissions.LIST_LOGO_AUTHORISATIONS):
        assert [operation.is_open_to(actor) for actor in every] == [True, True, False, False, False]
    assert all(permissions.LOOK_UP_LOGO_AUTHORISATIONS.is_open_to(actor) for actor in every)
