"""B2: co-organisations answer for themselves, and the lead may pass to one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chassis.kernel.refusal import Refusal
from services.registration.shared.receipts import as_written, receipt_number
from services.registration.teams import rules as teams_rules
from services.registration.teams.model.composition import ConsentState, invitation_code
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

AT = a.WHILE_OPEN
PARTNER, THIRD = a.code(2), a.code(3)


def joint(*, consented: bool = True) -> Team:
    """Return a team of two organisations."""
    team = a.team(co_organisations=(a.organisation(2),))
    if consented:
        team.answer_invitation(PARTNER, "partner", consent=True, at=AT)
    return team


def code_of(call: Callable[[], Any]) -> Any:
    """Return the code with which the call is refused."""
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.code


def test_b2_a_team_submits_only_when_every_co_organisation_consented() -> None:
    """B2, C4: what is missing says whose consent; with it the team submits."""
    team = joint(consented=False)
    team.save_declaration(a.SECTIONS, 0, a.REQUIREMENTS, at=AT)
    team.attach(a.audit(), a.REQUIREMENTS, at=AT)
    assert [(item.kind, item.item) for item in team.missing(a.REQUIREMENTS)] == [("consent", PARTNER)]
    assert code_of(lambda: team.submit(1, a.REQUIREMENTS, a.sign, at=AT)) == teams_rules.C4_INCOMPLETE
    team.answer_invitation(PARTNER, "partner", consent=True, at=AT)
    assert team.submit(1, a.REQUIREMENTS, a.sign, at=AT).submission_number == 1
    assert code_of(lambda: team.take_consent_back("partner", at=AT)) == teams_rules.B2_CONSENT_STANDS


def test_b2_an_invitation_is_answered_once_and_by_its_own_organisation() -> None:
    """B2: the lead's account can't consent, nor can one partner for the next; an answer stands until it is asked again."""
    team = joint(consented=False)
    answer = team.answer_invitation
    assert code_of(lambda: answer(PARTNER, "account", consent=True, at=AT)) == teams_rules.B2_OWN_ACCOUNT
    assert code_of(lambda: answer(THIRD, "partner", consent=True, at=AT)) == teams_rules.B2_NO_CO_ORGANISATION
    answer(PARTNER, "partner", consent=False, at=AT)
    assert team.account_ids == ("account",)
    assert code_of(lambda: answer(PARTNER, "partner", consent=True, at=AT)) == teams_rules.B2_ANSWERED_BEFORE
    team.renew_invitation(PARTNER, at=AT)
    answer(PARTNER, "partner", consent=True, at=AT)
    assert (team.account_ids, team.acts_for("partner")) == (("account", "partner"), PARTNER)
    assert code_of(lambda: team.renew_invitation(PARTNER, at=AT)) == teams_rules.B2_ANSWERED_BEFORE
    team.add_co_organisation(a.organisation(3), frozenset(), a.REQUIREMENTS, at=AT)
    assert code_of(lambda: answer(THIRD, "partner", consent=True, at=AT)) == teams_rules.B2_OWN_ACCOUNT


def test_b2_b7_a_project_name_is_held_only_for_organisations_that_consented() -> None:
    """B7: naming an organisation keeps no name from it; its consent does, until it takes it back."""
    team = joint(consented=False)
    alone = set(team.held_names)
    team.answer_invitation(PARTNER, "partner", consent=True, at=AT)
    assert (len(alone), len(set(team.held_names) - alone)) == (2, 2)
    team.take_consent_back("partner", at=AT)
    assert (set(team.held_names), team.account_ids) == (alone, ("account",))
    assert team.composition.consents.of(PARTNER).state is ConsentState.DECLINED
    assert code_of(lambda: team.take_consent_back("account", at=AT)) == teams_rules.B2_LEAD_STAYS


def test_b2_organisations_are_added_and_removed_until_registration_closes() -> None:
    """B2, B8: an organiser, one twice and one too late are refused; who has people or material in the team stays."""
    team = joint()
    add = team.add_co_organisation
    assert (
        code_of(lambda: add(a.organisation(2), frozenset(), a.REQUIREMENTS, at=AT)) == teams_rules.B2_TEAM_COMPOSITION
    )
    assert (
        code_of(lambda: add(a.organisation(3), frozenset({THIRD}), a.REQUIREMENTS, at=AT))
        == teams_rules.B8_ORGANISER_TAKES_PART
    )
    team.attach(a.audit(PARTNER), a.REQUIREMENTS, at=AT)
    assert code_of(lambda: team.remove_co_organisation(PARTNER, at=AT)) == teams_rules.B2_ORGANISATION_NEEDED
    team.detach(team.evidence[0].id, at=AT)
    team.remove_co_organisation(PARTNER, at=AT)
    assert (team.co_organisations, team.account_ids, len(team.held_names)) == ((), ("account",), 2)
    add(a.organisation(3), frozenset(), a.REQUIREMENTS, at=AT)
    late = a.SUBMISSION_CLOSES
    assert (
        code_of(lambda: add(a.organisation(2), frozenset(), a.REQUIREMENTS, at=late))
        == teams_rules.B2_COMPOSITION_FIXED
    )
    team.answer_invitation(THIRD, "third", consent=True, at=late)
    assert code_of(lambda: team.remove_co_organisation(THIRD, at=late)) == teams_rules.B2_COMPOSITION_FIXED


def test_b2_an_organisation_that_does_not_answer_can_be_removed_after_registration() -> None:
    """B2: a team is not stuck with an organisation that never answered or declined."""
    team = joint(consented=False)
    team.remove_co_organisation(PARTNER, at=a.SUBMISSION_CLOSES)
    assert (team.co_organisations, team.composition.consents.each) == ((), ())


def test_b2_b6_the_organisations_are_fixed_once_registration_has_closed() -> None:
    """B2, B6: consent is not taken back then, so that nobody is left out by that way; until then it is."""
    team = joint()
    late = a.REGISTRATION_CLOSES + timedelta(milliseconds=1)
    assert code_of(lambda: team.take_consent_back("partner", at=late)) == teams_rules.B2_COMPOSITION_FIXED
    assert code_of(lambda: team.remove_co_organisation(PARTNER, at=late)) == teams_rules.B2_COMPOSITION_FIXED
    team.take_consent_back("partner", at=a.REGISTRATION_CLOSES)
    team.remove_co_organisation(PARTNER, at=late)
    assert team.organisations == (a.organisation(1),)


def test_b2_b6_an_organisation_with_representatives_is_invited_again_after_the_close() -> None:
    """B2, B6: its people can't change any more, so it is told what is left; until the close people change."""
    people = (a.person("p1"), a.person("p2", PARTNER))
    team = a.team(co_organisations=(a.organisation(2),), representatives=people)
    late = a.REGISTRATION_CLOSES + timedelta(milliseconds=1)
    remove = lambda at: lambda: team.remove_co_organisation(PARTNER, at=at)  # noqa: E731 as short as it is
    assert code_of(remove(a.REGISTRATION_CLOSES)) == teams_rules.B2_ORGANISATION_NEEDED
    with pytest.raises(Refusal) as refused:
        remove(late)()
    assert (refused.value.code, refused.value.facts["closes"]) == (
        teams_rules.B2_CONSENT_NEEDED,
        a.SUBMISSION_CLOSES.isoformat(),
    )
    team.renew_invitation(PARTNER, at=late)
    team.answer_invitation(PARTNER, "partner", consent=True, at=a.SUBMISSION_CLOSES)
    assert [item.kind for item in team.missing(a.REQUIREMENTS) if item.kind == "consent"] == []


def test_b2_a_team_has_at_most_as_many_co_organisations_as_the_edition_allows() -> None:
    """B2: at registration as one by one."""
    three = tuple(a.organisation(number) for number in (2, 3, 4))
    assert (
        code_of(lambda: a.team(co_organisations=(*three, a.organisation(5)))) == teams_rules.B2_TOO_MANY_ORGANISATIONS
    )
    team = a.team(co_organisations=three[:2])
    team.add_co_organisation(three[2], frozenset(), a.REQUIREMENTS, at=AT)
    fourth = lambda: team.add_co_organisation(a.organisation(5), frozenset(), a.REQUIREMENTS, at=AT)  # noqa: E731 as above
    assert code_of(fourth) == teams_rules.B2_TOO_MANY_ORGANISATIONS


def test_b2_a_void_code_stays_void_when_its_organisation_is_invited_again() -> None:
    """B2: renewed, removed, added again: no number comes twice; nor does one of another organisation's."""
    team = joint(consented=False)
    first = team.composition.consents.of(PARTNER)
    team.renew_invitation(PARTNER, at=AT)
    second = team.composition.consents.of(PARTNER)
    team.remove_co_organisation(PARTNER, at=AT)
    for number in (3, 2):
        team.add_co_organisation(a.organisation(number), frozenset(), a.REQUIREMENTS, at=AT)
    codes = {invitation_code(team.id, invited, a.sign) for invited in (first, second, *team.composition.consents.each)}
    assert [invited.invitation for invited in (first, second, *team.composition.consents.each)] == [1, 2, 3, 4]
    assert len(codes) == 4


def test_b2_the_lead_is_handed_over_if_both_organisations_agree() -> None:
    """B2: exactly one leads: offered by the lead, taken by the co-organisation, in time."""
    team = joint()
    hand = team.hand_over_lead
    assert code_of(lambda: hand(PARTNER, "partner", at=AT)) == teams_rules.B2_LEAD_NOT_OFFERED
    assert code_of(lambda: hand(THIRD, "account", at=AT)) == teams_rules.B2_NO_CO_ORGANISATION
    hand(PARTNER, "account", at=AT)
    assert team.lead.uscc == a.code(1)
    assert code_of(lambda: hand(PARTNER, "partner", at=a.SUBMISSION_CLOSES)) == teams_rules.B2_COMPOSITION_FIXED
    held = set(team.held_names)
    hand(PARTNER, "partner", at=AT)
    assert (team.lead.uscc, [organisation.uscc for organisation in team.co_organisations]) == (PARTNER, [a.code(1)])
    assert (team.acts_for("partner"), team.acts_for("account")) == (PARTNER, a.code(1))
    assert (team.composition.consents.consented, set(team.held_names)) == ({a.code(1)}, held)
    team.require_lead("partner")
    assert code_of(lambda: team.require_lead("account")) == teams_rules.B2_LEAD_ONLY
    assert code_of(lambda: hand(a.code(1), "stranger", at=AT)) == teams_rules.B2_LEAD_ONLY


def test_b2_an_organisation_that_did_not_consent_can_not_lead() -> None:
    """B2: nobody is made to lead."""
    team = joint(consented=False)
    assert code_of(lambda: team.hand_over_lead(PARTNER, "account", at=AT)) == teams_rules.B2_NOT_CONSENTED


def test_b2_codes_follow_from_the_key_and_a_new_invitation_voids_the_old() -> None:
    """B2, K1: readable, unlike any receipt's number, another after each renewal."""
    team = joint(consented=False)
    first = invitation_code(team.id, team.composition.consents.of(PARTNER), a.sign)
    assert as_written(first.lower().replace("-", " ")) == first
    team.renew_invitation(PARTNER, at=AT)
    assert invitation_code(team.id, team.composition.consents.of(PARTNER), a.sign) not in (
        first,
        receipt_number(team.id, 1, a.sign),
    )
