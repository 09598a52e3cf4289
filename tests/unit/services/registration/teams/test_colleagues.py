"""B2, K1: colleagues of an organisation in the team: let in, counted, let go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chassis.kernel.refusal import Code, Refusal
from services.registration.teams import rules as teams_rules
from services.registration.teams.events import TeamAccountsChanged, TeamChanged
from services.registration.teams.model.members import colleague_code
from services.registration.teams.model.team import Team, TeamState
from tests.unit.services.registration import builders as a

AT, LATER = a.WHILE_OPEN, a.REGISTRATION_CLOSES
LEAD, PARTNER = a.code(1), a.code(2)


def code_of(call: Callable[[], Any]) -> Code:
    """Return the code with which the call is refused."""
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.code


def joint() -> Team:
    """Return a team of two organisations with an account each."""
    team = a.team(co_organisations=(a.organisation(2),))
    team.answer_invitation(PARTNER, "partner", consent=True, at=AT)
    team.take_events()
    return team


def let_in(team: Team, account_id: str, uscc: str = LEAD) -> None:
    """Let a colleague join."""
    team.let_colleague_in(uscc, account_id, a.REQUIREMENTS, at=LATER)


def test_b2_k1_colleagues_act_for_the_organisation_that_let_them_in() -> None:
    """B2: the lead's colleague does what the lead's account does, the partner's what the partner's does, and others are told."""
    team = joint()
    let_in(team, "lead's")
    let_in(team, "partner's", PARTNER)
    assert [type(raised.event) for raised in team.take_events()] == [TeamChanged, TeamChanged]
    assert (team.acts_for("lead's"), team.acts_for("partner's")) == (LEAD, PARTNER)
    assert team.facts.account_ids == ("account", "partner", "lead's", "partner's")
    team.require_lead("lead's")
    assert code_of(lambda: team.require_lead("partner's")) == teams_rules.B2_LEAD_ONLY
    assert (team.members.of("account").since, team.members.of("partner").since, team.members.of("lead's").since) == (
        AT,
        AT,
        LATER,
    )
    assert code_of(lambda: let_in(team, "partner")) == teams_rules.B2_ACTS_ALREADY


def test_k1_review_hears_of_each_change_of_a_submitted_teams_accounts() -> None:
    """K1: with a count, so that an older event overwrites no newer."""
    team = a.complete_team()
    team.submit(1, a.REQUIREMENTS, a.sign, at=AT)
    team.take_events()
    let_in(team, "second")
    team.part_with_account("account", "second", at=AT)
    events = [raised.event for raised in team.take_events()]
    assert [type(event) for event in events] == [TeamAccountsChanged, TeamAccountsChanged]
    facts = [(event.team.account_ids, event.team.accounts_changed) for event in events]
    assert facts == [(("account", "second"), 2), (("second",), 3)]


def test_b2_an_organisation_has_at_most_as_many_accounts_as_the_edition_allows() -> None:
    """B2: colleagues of one take no place from another organisation's."""
    team = a.team(co_organisations=(a.organisation(2),))
    let_in(team, "second")
    let_in(team, "third")
    assert code_of(lambda: let_in(team, "fourth")) == teams_rules.B2_TOO_MANY_ACCOUNTS
    team.answer_invitation(PARTNER, "partner", consent=True, at=AT)
    let_in(team, "partner's", PARTNER)
    team.part_with_account("second", "account", at=AT)
    let_in(team, "fourth")
    assert team.members.accounts_of(LEAD) == ("account", "third", "fourth")
    numbers = {account: team.members.of(account).number for account in team.account_ids}
    assert numbers == {"account": 1, "third": 3, "partner": 4, "partner's": 5, "fourth": 6}
    team.part_with_account("fourth", "account", at=AT)
    let_in(team, "fifth")
    assert team.members.of("fifth").number == 7, "a number is never used twice"


def test_b2_k1_a_removed_account_acts_no_more_and_the_last_one_stays() -> None:
    """B2, K1: removed by a colleague of the same organisation only; the first account too, but nobody's last."""
    team = joint()
    let_in(team, "second")
    remove = team.part_with_account
    assert code_of(lambda: remove("second", "partner", at=AT)) == teams_rules.B2_NO_COLLEAGUE
    assert code_of(lambda: remove("nobody", "account", at=AT)) == teams_rules.B2_NO_COLLEAGUE
    assert code_of(lambda: remove("partner", "partner", at=AT)) == teams_rules.B2_LAST_ACCOUNT
    remove("account", "second", at=AT)
    assert (team.account_ids, team.members.of("second").number) == (("partner", "second"), 3)
    assert code_of(lambda: team.require_lead("account")) == teams_rules.B2_LEAD_ONLY
    assert code_of(lambda: remove("second", "second", at=AT)) == teams_rules.B2_LAST_ACCOUNT
    let_in(team, "account", PARTNER)
    assert team.acts_for("account") == PARTNER


def test_b2_k1_a_code_is_void_once_renewed_ended_or_known_to_a_removed_account() -> None:
    """K1: each organisation has one open code; a removed account knows no valid code."""
    team = joint()
    codes = []
    for account in ("account", "partner", "account"):
        team.invite_colleagues(account, at=AT)
        codes.append([colleague_code(team.id, invitation, a.sign) for invitation in team.members.invitations])
    assert [len(each) for each in codes] == [1, 2, 2]
    assert len({code for each in codes for code in each}) == 3
    assert codes[0][0] not in codes[2]
    team.end_colleague_invitation("partner")
    assert [invitation.uscc for invitation in team.members.invitations] == [LEAD]
    let_in(team, "second")
    team.part_with_account("second", "account", at=AT)
    assert team.members.invitations == ()
    team.invite_colleagues("account", at=AT)
    assert team.members.invitations[0].number == 4


@pytest.mark.parametrize("state", [TeamState.WITHDRAWN, TeamState.DISQUALIFIED])
def test_b2_k1_a_withdrawn_team_admits_nobody_but_accounts_may_leave(state: TeamState) -> None:
    """B2, K1: nobody joins one that left or was barred; whoever is no colleague any more is removed also there."""
    team = joint()
    let_in(team, "second")
    team.state = state
    assert code_of(lambda: team.invite_colleagues("account", at=AT)) == teams_rules.TEAM_NOT_ACTIVE
    assert code_of(lambda: let_in(team, "third")) == teams_rules.TEAM_NOT_ACTIVE
    team.part_with_account("second", "account", at=AT)
    assert team.account_ids == ("account", "partner")


def test_b2_the_accounts_and_the_code_of_an_organisation_leave_with_it() -> None:
    """B2: consent taken back by any of its accounts, or the organisation removed: none of them acts any more."""
    for leave in (
        lambda team: team.take_consent_back("partner's", at=AT),
        lambda team: team.remove_co_organisation(PARTNER, at=AT),
    ):
        team = joint()
        let_in(team, "partner's", PARTNER)
        team.invite_colleagues("partner", at=AT)
        leave(team)
        assert (team.account_ids, team.members.invitations) == (("account",), ())


def test_b2_the_lead_passes_with_the_colleagues_of_both() -> None:
    """B2: whoever acted for the one goes on acting for it, beside the lead now."""
    team = joint()
    let_in(team, "lead's")
    let_in(team, "partner's", PARTNER)
    team.hand_over_lead(PARTNER, "lead's", at=AT)
    team.hand_over_lead(PARTNER, "partner's", at=AT)
    for account in ("partner", "partner's"):
        team.require_lead(account)
    assert team.members.accounts_of(LEAD) == ("account", "lead's")
    team.part_with_account("account", "lead's", at=AT)
    assert team.composition.consents.consented == {LEAD}


def test_b2_k1_a_stranger_acts_for_nobody() -> None:
    """B2, K1: who is none of the team's accounts is not taken for the lead's, nor once it left."""
    team = joint()
    let_in(team, "partner's", PARTNER)
    team.part_with_account("partner", "partner's", at=AT)
    for stranger in ("stranger", "", "partner"):
        for asked in (team.acts_for, team.members.of):
            with pytest.raises(KeyError):
                asked(stranger)
        assert code_of(lambda stranger=stranger: team.require_lead(stranger)) == teams_rules.B2_LEAD_ONLY  # type: ignore[misc]
    assert (team.acts_for("partner's"), team.acts_for("account")) == (PARTNER, LEAD)
