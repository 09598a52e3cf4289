"""B2: co-organisations answer for themselves, and the lead may pass to one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chassis.kernel.refusal import Refusal
from services.registration.model import rules
from services.registration.model.consent import ConsentState, invitation_code
from services.registration.model.receipt import as_written, receipt_number
from services.registration.model.team import Team
from tests.unit.services.registration import builders as a

AT = a.WHILE_OPEN
PARTNER, THIRD = a.code(2), a.code(3)


def joint(*, consented: bool = True) -> Team:
    """A team of two organisations."""
    team = a.team(co_organisations=(a.organisation(2),))
    if consented:
        team.answer_invitation(PARTNER, "partner", consent=True, at=AT)
    return team


def code_of(call: Callable[[], Any]) -> Any:
    """The code with which it is refused."""
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.code


def test_b2_a_team_submits_only_when_every_co_organisation_consented() -> None:
    """B2, C4: what is missing says whose consent; with it the team submits."""
    team = joint(consented=False)
    team.save_declaration(a.SECTIONS, 0, a.REQUIREMENTS, at=AT)
    team.attach(a.audit(), a.REQUIREMENTS, at=AT)
    assert [(one.kind, one.item) for one in team.missing(a.REQUIREMENTS)] == [("consent", PARTNER)]
    assert code_of(lambda: team.submit(1, a.REQUIREMENTS, a.sign, at=AT)) == rules.C4_INCOMPLETE
    team.answer_invitation(PARTNER, "partner", consent=True, at=AT)
    assert team.submit(1, a.REQUIREMENTS, a.sign, at=AT).submission_number == 1
    assert code_of(lambda: team.take_consent_back("partner", at=AT)) == rules.B2_CONSENT_STANDS


def test_b2_nobody_answers_for_another_and_once_an_invitation() -> None:
    """B2: the lead's account can't consent, nor can one partner for the next; an answer stands until it is asked again."""
    team = joint(consented=False)
    answer = team.answer_invitation
    assert code_of(lambda: answer(PARTNER, "account", consent=True, at=AT)) == rules.B2_OWN_ACCOUNT
    assert code_of(lambda: answer(THIRD, "partner", consent=True, at=AT)) == rules.B2_NO_CO_ORGANISATION
    answer(PARTNER, "partner", consent=False, at=AT)
    assert team.account_ids == ("account",)
    assert code_of(lambda: answer(PARTNER, "partner", consent=True, at=AT)) == rules.B2_ANSWERED_BEFORE
    team.renew_invitation(PARTNER, at=AT)
    answer(PARTNER, "partner", consent=True, at=AT)
    assert (team.account_ids, team.acts_for("partner")) == (("account", "partner"), PARTNER)
    assert code_of(lambda: team.renew_invitation(PARTNER, at=AT)) == rules.B2_ANSWERED_BEFORE
    team.add_co_organisation(a.organisation(3), frozenset(), at=AT)
    assert code_of(lambda: answer(THIRD, "partner", consent=True, at=AT)) == rules.B2_OWN_ACCOUNT


def test_b2_b7_a_name_is_held_for_those_that_consented_only() -> None:
    """B7: naming an organisation keeps no name from it; its consent does, until it takes it back."""
    team = joint(consented=False)
    alone = set(team.held_names)
    team.answer_invitation(PARTNER, "partner", consent=True, at=AT)
    assert (len(alone), len(set(team.held_names) - alone)) == (2, 2)
    team.take_consent_back("partner", at=AT)
    assert (set(team.held_names), team.account_ids) == (alone, ("account",))
    assert team.consents.of(PARTNER).state is ConsentState.DECLINED
    assert code_of(lambda: team.take_consent_back("account", at=AT)) == rules.B2_OWN_ACCOUNT


def test_b2_organisations_come_and_go_until_registration_closes() -> None:
    """B2, B8: an organiser, one twice and one too late are refused; who has people or material in the team stays."""
    team = joint()
    add = team.add_co_organisation
    assert code_of(lambda: add(a.organisation(2), frozenset(), at=AT)) == rules.B2_TEAM_COMPOSITION
    assert code_of(lambda: add(a.organisation(3), frozenset({THIRD}), at=AT)) == rules.B8_ORGANISER_TAKES_PART
    team.attach(a.audit(PARTNER), a.REQUIREMENTS, at=AT)
    assert code_of(lambda: team.remove_co_organisation(PARTNER, at=AT)) == rules.B2_ORGANISATION_NEEDED
    team.detach(team.evidence[0].id, at=AT)
    team.remove_co_organisation(PARTNER, at=AT)
    assert (team.co_organisations, team.account_ids, len(team.held_names)) == ((), ("account",), 2)
    add(a.organisation(3), frozenset(), at=AT)
    late = a.SUBMISSION_CLOSES
    assert code_of(lambda: add(a.organisation(2), frozenset(), at=late)) == rules.B2_COMPOSITION_FIXED
    team.answer_invitation(THIRD, "third", consent=True, at=late)
    assert code_of(lambda: team.remove_co_organisation(THIRD, at=late)) == rules.B2_COMPOSITION_FIXED


def test_b2_one_that_does_not_answer_can_be_left_out_after_registration() -> None:
    """B2: a team is not stuck with an organisation that never answered or declined."""
    team = joint(consented=False)
    team.remove_co_organisation(PARTNER, at=a.SUBMISSION_CLOSES)
    assert (team.co_organisations, team.consents.each) == ((), ())


def test_b2_the_lead_passes_by_the_word_of_both() -> None:
    """B2: exactly one leads: offered by the lead, taken by the co-organisation, in time."""
    team = joint()
    hand = team.hand_over_lead
    assert code_of(lambda: hand(PARTNER, "partner", at=AT)) == rules.B2_LEAD_NOT_OFFERED
    assert code_of(lambda: hand(THIRD, "account", at=AT)) == rules.B2_NO_CO_ORGANISATION
    hand(PARTNER, "account", at=AT)
    assert team.lead.uscc == a.code(1)
    assert code_of(lambda: hand(PARTNER, "partner", at=a.SUBMISSION_CLOSES)) == rules.B2_COMPOSITION_FIXED
    held = set(team.held_names)
    hand(PARTNER, "partner", at=AT)
    assert (team.lead.uscc, [one.uscc for one in team.co_organisations]) == (PARTNER, [a.code(1)])
    assert (team.acts_for("partner"), team.acts_for("account")) == (PARTNER, a.code(1))
    assert (team.consents.given, set(team.held_names)) == ({a.code(1)}, held)
    team.require_lead("partner")
    assert code_of(lambda: team.require_lead("account")) == rules.B2_LEAD_ONLY
    assert code_of(lambda: hand(a.code(1), "stranger", at=AT)) == rules.B2_LEAD_ONLY


def test_b2_an_organisation_that_did_not_consent_can_not_lead() -> None:
    """B2: nobody is made to lead."""
    team = joint(consented=False)
    assert code_of(lambda: team.hand_over_lead(PARTNER, "account", at=AT)) == rules.B2_NOT_CONSENTED


def test_b2_codes_follow_from_the_key_and_a_new_invitation_voids_the_old() -> None:
    """B2, K1: readable, unlike any receipt's number, another after each renewal."""
    team = joint(consented=False)
    first = invitation_code(team.id, team.consents.of(PARTNER), a.sign)
    assert as_written(first.lower().replace("-", " ")) == first
    team.renew_invitation(PARTNER, at=AT)
    assert invitation_code(team.id, team.consents.of(PARTNER), a.sign) not in (
        first,
        receipt_number(team.id, 1, a.sign),
    )
