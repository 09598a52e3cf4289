"""K1: who may do what in registration, on which objects, and what each audience is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dasai.registration.v1 import teams_pb2

from chassis.actor import PUBLIC, Actor, Grant, Role
from chassis.kernel.refusal import Refusal
from chassis.permissions import Audience, Form, Operation, Scope, Target, show
from chassis.permissions import registration as permissions

BEIJING, TIANJIN = "110000", "120000"


def account(name: str, *grants: Grant) -> Actor:
    return Actor(account_id=name, grants=frozenset(grants))


LEADING, PARTNER = account("account", Grant(Role.PARTICIPANT)), account("partner", Grant(Role.PARTICIPANT))
STRANGER = account("stranger", Grant(Role.PARTICIPANT))
HOST, OTHER_HOST = account("host", Grant(Role.HOST, BEIJING)), account("host", Grant(Role.HOST, TIANJIN))
REVIEWER = account("reviewer", Grant(Role.REVIEWER, BEIJING))
SECRETARIAT, COMMITTEE = account("secretariat", Grant(Role.SECRETARIAT)), account("committee", Grant(Role.COMMITTEE))
TEAM = Target(division=BEIJING, team_accounts=("account", "partner"), lead_accounts=("account",))


def refused(operation: Operation, actor: Actor, of: Target = TEAM) -> str:
    with pytest.raises(Refusal) as refusal:
        operation.require(actor, of)
    return refusal.value.code.name


@pytest.mark.parametrize(
    ("actor", "role", "audience"),
    [
        (LEADING, None, Audience.TEAM),
        (PARTNER, None, Audience.TEAM),
        (REVIEWER, Role.REVIEWER, Audience.DIVISION),
        (HOST, Role.HOST, Audience.DIVISION),
        (SECRETARIAT, Role.SECRETARIAT, Audience.NATIONAL),
        (COMMITTEE, Role.COMMITTEE, Audience.NATIONAL),
        # the role that says most of why somebody looks, for those whose numbers are seen (K4)
        (account("both", Grant(Role.HOST, BEIJING), Grant(Role.REVIEWER, BEIJING)), Role.REVIEWER, Audience.DIVISION),
        # an account of the team sees it as its own, whatever else it is
        (account("partner", Grant(Role.SECRETARIAT)), None, Audience.TEAM),
    ],
)
def test_a_team_is_shown_to_its_accounts_and_the_staff(actor: Actor, role: Role | None, audience: Audience) -> None:
    allowance = permissions.GET_TEAM.require(actor, TEAM)
    assert (allowance.who if role else None, allowance.audience) == (role, audience)


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (STRANGER, "NOT_FOUND"),
        (OTHER_HOST, "NOT_FOUND"),
        (account("reviewer", Grant(Role.REVIEWER, TIANJIN)), "NOT_FOUND"),
        (account("expert", Grant(Role.EXPERT, BEIJING)), "NOT_FOUND"),
        (PUBLIC, "K1_UNAUTHENTICATED"),
    ],
)
def test_a_team_is_hidden_from_others(actor: Actor, code: str) -> None:
    readings = (permissions.GET_TEAM, permissions.GET_SUBMISSION, permissions.LIST_VERSIONS, permissions.LIST_MATERIALS)
    assert {refused(operation, actor) for operation in readings} == {code}


def test_staff_read_no_draft_and_change_no_team() -> None:
    for actor in (HOST, REVIEWER, SECRETARIAT, COMMITTEE):
        assert refused(permissions.GET_DECLARATION, actor) == "NOT_FOUND"
        assert refused(permissions.GET_COMPLETENESS, actor) == "NOT_FOUND"
        assert refused(permissions.SAVE_DECLARATION, actor) == "K1_FORBIDDEN"
        assert refused(permissions.WITHDRAW_TEAM, actor) == "K1_FORBIDDEN"


def test_what_is_the_leads_to_do_is_open_to_the_lead_alone() -> None:
    for operation in (permissions.CHANGE_TEAM, permissions.SUBMIT_PROJECT, permissions.RENEW_INVITATION):
        assert operation.is_open_to(LEADING, TEAM)
        assert not operation.is_open_to(PARTNER, TEAM)


@pytest.mark.parametrize(
    ("actor", "asked", "scope"),
    [
        (SECRETARIAT, Target(team_accounts=("secretariat",)), Scope.ANY),
        (SECRETARIAT, Target(division=BEIJING), Scope.ANY),
        (HOST, Target(division=BEIJING), Scope.DIVISION),
        (HOST, Target(team_accounts=("host",)), Scope.TEAM),
        (STRANGER, Target(team_accounts=("stranger",)), Scope.TEAM),
    ],
)
def test_the_allowance_says_which_teams_are_listed(actor: Actor, asked: Target, scope: Scope) -> None:
    assert permissions.LIST_TEAMS.require(actor, asked).scope is scope


def test_nobody_else_lists_the_teams_of_a_division() -> None:
    for actor in (OTHER_HOST, REVIEWER, COMMITTEE, STRANGER):
        assert refused(permissions.LIST_TEAMS, actor, Target(division=BEIJING)) == "K1_FORBIDDEN"


def test_claims_are_listed_by_division_and_a_host_names_its_own() -> None:
    """B7, K1: without a division only the secretariat is shown claims: they are those of all divisions."""
    listed, none = permissions.LIST_NAME_CLAIMS, Target(form=Form.OF_DIVISION)
    beijing = replace(none, division=BEIJING)
    assert listed.require(HOST, beijing).audience is Audience.DIVISION
    assert listed.require(SECRETARIAT, none).audience is Audience.NATIONAL
    assert refused(listed, HOST, none) == "K1_FORBIDDEN"
    assert refused(listed, OTHER_HOST, beijing) == "K1_FORBIDDEN"
    assert refused(listed, STRANGER, beijing) == "K1_FORBIDDEN"


def test_the_claims_of_a_team_are_for_its_own_accounts_and_others_learn_of_no_team() -> None:
    """B7, K1: whoever decides lists them by division."""
    of_team = replace(TEAM, form=Form.OF_TEAM)
    assert permissions.LIST_NAME_CLAIMS.require(PARTNER, of_team).audience is Audience.TEAM
    for actor in (HOST, SECRETARIAT, STRANGER):
        assert refused(permissions.LIST_NAME_CLAIMS, actor, of_team) == "NOT_FOUND"


def test_a_draft_is_compared_by_its_team_alone() -> None:
    """C10, K1: what was submitted everybody compares who reads it."""
    draft, submitted = replace(TEAM, form=Form.DRAFT), replace(TEAM, form=Form.SUBMITTED)
    for actor in (HOST, REVIEWER, SECRETARIAT, COMMITTEE):
        assert permissions.COMPARE_VERSIONS.is_open_to(actor, submitted)
        assert refused(permissions.COMPARE_VERSIONS, actor, draft) == "NOT_FOUND"
    for version in (draft, submitted):
        assert permissions.COMPARE_VERSIONS.is_open_to(PARTNER, version)


def test_the_committee_decides_on_new_versions_and_on_no_application() -> None:
    """A4, A5, K1: the secretariat decides on both."""
    for operation in (permissions.APPROVE_DIVISION, permissions.RETURN_DIVISION):
        for form in (Form.APPLICATION, Form.NEW_VERSION):
            assert operation.is_open_to(SECRETARIAT, Target(division=BEIJING, form=form))
        assert operation.is_open_to(COMMITTEE, Target(division=BEIJING, form=Form.NEW_VERSION))
        assert refused(operation, COMMITTEE, Target(division=BEIJING, form=Form.APPLICATION)) == "K1_FORBIDDEN"


def test_a_kept_text_is_deleted_by_who_wrote_it() -> None:
    written = replace(TEAM, holder="partner")
    assert permissions.DELETE_KEPT_TEXT.is_open_to(PARTNER, written)
    assert refused(permissions.DELETE_KEPT_TEXT, LEADING, written) == "K1_FORBIDDEN"
    assert refused(permissions.DELETE_KEPT_TEXT, STRANGER, written) == "NOT_FOUND"


def test_only_the_lead_is_shown_codes_of_invitations() -> None:
    codes = {
        name: show(teams_pb2.CoOrganisation(invitation_code="CODE"), allowance.audience).invitation_code
        for name, actor in {"lead": LEADING, "partner": PARTNER, "host": HOST, "secretariat": SECRETARIAT}.items()
        if (allowance := permissions.LIST_CO_ORGANISATIONS.require(actor, TEAM))
    }
    assert codes == {"lead": "CODE", "partner": "", "host": "", "secretariat": ""}
