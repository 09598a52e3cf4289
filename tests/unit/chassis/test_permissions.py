"""The permission table's words: who is covered, how others are refused, which fields are cleared (rule K1)."""

from __future__ import annotations

import pytest
from dasai.review.v1 import cases_pb2

from chassis.actor import PUBLIC, Actor, Grant, Role
from chassis.kernel.refusal import Refusal
from chassis.permissions import (
    Audience,
    Operation,
    Scope,
    Target,
    accounts,
    common,
    of_request,
    of_rpc,
    registration,
    show,
    template_of,
)
from chassis.permissions import review as permissions
from chassis.permissions.statuses import refusals_of, statuses_of

BEIJING, TIANJIN = "110000", "120000"
CASE = Target(division=BEIJING, team_accounts=("member",), assignee="reviewer")


def account(name: str, *grants: Grant) -> Actor:
    return Actor(account_id=name, grants=frozenset(grants))


HOST = account("host", Grant(Role.HOST, BEIJING))
REVIEWER = account("reviewer", Grant(Role.REVIEWER, BEIJING))
MEMBER = account("member", Grant(Role.PARTICIPANT))
SECRETARIAT = account("secretariat", Grant(Role.SECRETARIAT))


@pytest.mark.parametrize(
    ("actor", "audience"),
    [
        (SECRETARIAT, Audience.NATIONAL),
        (HOST, Audience.DIVISION),
        (REVIEWER, Audience.DIVISION),
        (MEMBER, Audience.TEAM),
    ],
    ids=lambda value: getattr(value, "account_id", value),
)
def test_a_case_is_shown_to_each_audience(actor: Actor, audience: Audience) -> None:
    assert permissions.GET_CASE.require(actor, CASE).audience is audience


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (account("host", Grant(Role.HOST, TIANJIN)), "NOT_FOUND"),
        (account("colleague", Grant(Role.REVIEWER, BEIJING)), "NOT_FOUND"),
        (account("reviewer", Grant(Role.REVIEWER, TIANJIN)), "NOT_FOUND"),
        (account("stranger", Grant(Role.PARTICIPANT)), "NOT_FOUND"),
        (PUBLIC, "K1_UNAUTHENTICATED"),
    ],
    ids=["foreign host", "colleague", "reviewer elsewhere now", "stranger", "nobody"],
)
def test_a_case_is_hidden_from_others(actor: Actor, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        permissions.GET_CASE.require(actor, CASE)
    assert refused.value.code.name == code


def test_who_sees_an_object_but_may_not_act_is_refused_and_who_does_not_see_it_is_told_of_none() -> None:
    with pytest.raises(Refusal) as seen:
        permissions.DECIDE_CASE.require(MEMBER, CASE)
    with pytest.raises(Refusal) as unseen:
        permissions.SETTLE_APPEAL.require(account("host", Grant(Role.HOST, TIANJIN)), CASE)
    assert (seen.value.code.name, unseen.value.code.name) == ("K1_FORBIDDEN", "NOT_FOUND")


def test_the_allowance_says_what_a_list_holds() -> None:
    everything = permissions.LIST_CASES.require(SECRETARIAT, Target(assignee="secretariat"))
    own = permissions.LIST_CASES.require(REVIEWER, Target(assignee="reviewer"))
    assert (everything.scope, own.scope) == (Scope.ANY, Scope.CASE)
    with pytest.raises(Refusal):  # a host names a division
        permissions.LIST_CASES.require(HOST, Target(assignee="host"))


def test_fields_are_cleared_at_any_depth() -> None:
    case = cases_pb2.Case(case_id="1", reviewer_id="r", decisions=[cases_pb2.Decision(decided_by="r", reason="ok")])
    assert show(case, Audience.DIVISION).decisions[0].decided_by == "r"
    shown = show(case, Audience.TEAM)
    assert (shown.reviewer_id, shown.decisions[0].decided_by, shown.decisions[0].reason) == ("", "", "ok")


def test_rows_are_known_by_rpc_and_by_request() -> None:
    assert of_rpc("/dasai.review.v1.Cases/GetCase") is permissions.GET_CASE
    assert of_request("GET", "/api/v1/cases/0f8f") is permissions.GET_CASE
    assert of_rpc("/dasai.review.v1.Cases/Nothing") is None
    assert of_request("POST", "/api/v1/cases/0f8f") is None
    assert of_request("GET", "/sign-on/return") is not of_request("GET", "/me")
    assert of_request("GET", "/api/v1/cases/") is None
    assert template_of("GET", "/api/v1/cases/0f8f") == "/api/v1/cases/{case_id}"
    assert template_of("DELETE", "/api/v1/cases/0f8f") is None


@pytest.mark.parametrize("operation", [registration.GET_UPLOAD, registration.COMPLETE_UPLOAD, registration.END_UPLOAD])
def test_an_upload_is_hidden_from_others_whatever_they_ask(operation: Operation) -> None:
    with pytest.raises(Refusal) as refused:
        operation.require(HOST, Target(division=BEIJING, team_accounts=("member",)))
    assert refused.value.code.name == "NOT_FOUND"


@pytest.mark.parametrize(
    ("operation", "status"),
    [(accounts.READ_INVITATION, 404), (registration.LIST_ACTIVITY_LOOKS, 409), (permissions.GET_FINALISTS, 404)],
)
def test_the_statuses_of_a_row_hold_what_its_operation_answers(operation: Operation, status: int) -> None:
    """A code may be unknown, an account may not have signed up, finalists may not be proposed yet."""
    assert status in refusals_of(operation)


def test_a_route_has_the_statuses_of_its_own_method_and_address() -> None:
    """Reading is refused by no state and for no body; an address without an identifier names nothing that could be missing."""
    reading, _, searching = registration.LIST_TEAMS.routes
    assert statuses_of(registration.LIST_TEAMS, reading) == {401, 403, 422, 503}
    assert statuses_of(registration.LIST_TEAMS, searching) == {400, 401, 403, 408, 409, 413, 415, 422, 503}
    assert statuses_of(permissions.GET_CASE, permissions.GET_CASE.routes[0]) == {401, 403, 404, 422, 503}
    heads = {route: statuses_of(common.LIST_TRAIL_HEADS, route) for route in common.LIST_TRAIL_HEADS.routes}
    assert [route for route, statuses in heads.items() if 429 in statuses] == ["GET /api/v1/trail-heads/{service}"]
    edition = of_request("GET", "/api/v1/edition")
    assert edition is not None
    assert statuses_of(edition, "GET /api/v1/edition") == {401, 403, 503}


def test_k1_anyone_comes_back_from_a_provider_and_who_is_signed_in_begins_to_link() -> None:
    """K1: who signs in by an identity is signed in by nothing else."""
    for name in ("BeginSignOn", "CompleteSignOn", "OpenAccountBySignOn"):
        row = of_rpc(f"dasai.accounts.v1.SignOn/{name}")
        assert row is not None
        assert row.refusal_of_caller(PUBLIC) is None
    link = of_request("POST", "/api/v1/identities")
    assert link is not None
    refusal = link.refusal_of_caller(PUBLIC)
    assert refusal is not None
    assert (refusal.code.name, link.refusal_of_caller(MEMBER)) == ("K1_UNAUTHENTICATED", None)
