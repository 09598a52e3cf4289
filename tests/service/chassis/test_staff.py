"""Who may not decide about a team or an organisation, by what a service knows of its staff: on a real database (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator

import mongoengine
import pytest

from chassis import staff
from chassis.actor import Actor
from chassis.facts.roles import AccountState, Grant, Role
from chassis.facts.teams import Organisation, TeamFacts
from chassis.kernel.refusal import Code, Kind, Refusal
from chassis.mongo.connection import connect
from chassis.settings import Settings
from tests.staff import make_account
from tests.unit.services.scoring.builders import NOW

OWN, OTHER = "91110199000000019X", "12110199MB0DAXA1XF"
CODE = Code("K1_OWN_ORGANISATION", Kind.REFUSED, "须由其他账号办理。", "Another account decides.")
HOST = Grant(Role.HOST, "110000")


@pytest.fixture
def known(mongodb_url: str, database_prefix: str) -> Iterator[None]:
    """Let a service know a host of an organisation, and one of whom none is recorded."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    for document in staff.DOCUMENTS:
        document._collection = None  # the class remembers the collection of the test before
        document.ensure_indexes()
    for facts in (make_account("host", OWN, HOST), make_account("of-none", "", HOST)):
        staff.hear_of_account(facts, Actor("worker"), NOW)
    yield
    mongoengine.disconnect()


def refused(account_id: str, usccs: set[str], members: set[str] = frozenset()) -> bool:  # type: ignore[assignment]
    """Return True if the account may not decide about these organisations, and the accounts that act for them."""
    try:
        staff.require_no_own(account_id, CODE, usccs, members)
    except Refusal as refusal:
        return refusal.code == CODE
    return False


@pytest.mark.usefixtures("known")
def test_k1_nobody_decides_about_the_own_organisation_or_a_team_of_the_own() -> None:
    """K1: refused by the account's own organisation, however its code is written, and as a member; others are accepted."""
    assert refused("host", {OTHER, OWN})
    assert refused("host", {f" {OWN.lower()} "})
    assert refused("of-none", {OTHER}, {"of-none"})
    accepted = [("host", {OTHER}), ("of-none", {OWN}), ("of-none", {""}), ("of-nobody", {OWN}), ("host", set())]
    assert [each for each in accepted if refused(*each)] == []


@pytest.mark.usefixtures("known")
def test_k1_the_newest_word_of_an_account_counts_in_any_order() -> None:
    """K1: who moved to another organisation decides about the former; an older event that comes late changes nothing."""
    moved = make_account("host", OTHER, HOST, sequence=3)
    late = make_account("host", OWN, HOST, state=AccountState.DISABLED, sequence=2)
    for facts in (moved, late):
        staff.hear_of_account(facts, Actor("worker"), NOW)
    assert (refused("host", {OWN}), refused("host", {OTHER})) == (False, True)


@pytest.mark.usefixtures("known")
def test_k1_of_several_teams_the_own_ones_are_named_by_their_projects() -> None:
    """K1: those of the own organisation, also as a co-organisation, and those that the account acts for itself."""

    def team(team_id: str, *usccs: str, accounts: tuple[str, ...] = ()) -> TeamFacts:
        lead, *others = (Organisation(uscc=uscc, name="合成单位", kind="enterprise") for uscc in usccs)
        return TeamFacts(
            team_id=team_id,
            edition="2024",
            division_code="110000",
            track="science",
            topic_id="",
            team_name=f"队{team_id}",
            project_name=f"项目{team_id}",
            lead=lead,
            co_organisations=tuple(others),
            account_ids=accounts,
        )

    teams = [team("1", OWN), team("2", OTHER), team("3", OTHER, OWN), team("4", OTHER, accounts=("host",))]
    own = staff.own_teams("host", teams)
    assert [each.team_id for each in own] == ["1", "3", "4"]
    assert (staff.own_names(own).fact, staff.own_names(own).zh) == ("1,3,4", "项目1、项目3、项目4")
    assert staff.own_teams("of-none", teams) == []
