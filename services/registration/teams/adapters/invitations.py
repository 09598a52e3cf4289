"""Invitation codes of co-organisations and of colleagues, by the platform's key (rule B2)."""

from __future__ import annotations

import hmac

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.text.codes import normalised_code

from ...shared.receipts import as_written
from .. import requests, rules
from ..model.composition import ConsentState, invitation_code
from ..model.members import colleague_code
from ..model.passing_on import PassingOn, PassingOnState, take_over_code
from ..model.team import Team
from . import signing


def code_of(team: Team, uscc: str) -> str:
    """Return the code of an open invitation, empty if it was answered."""
    consent = team.composition.consents.of(uscc)
    if consent.state is not ConsentState.ASKED:
        return ""
    return invitation_code(team.id, consent, signing.receipt_signer())


def invited(team: Team | None, key: requests.InvitationKey) -> Team:
    """Return the team that invites; refuses B2_INVITATION_WRONG alike for a wrong team, organisation and code (rule K1)."""
    uscc = normalised_code(key.uscc)
    if team is None or all(partner.uscc != uscc for partner in team.co_organisations):
        refuse(rules.B2_INVITATION_WRONG)
    good = invitation_code(team.id, team.composition.consents.of(uscc), signing.receipt_signer())
    refuse_unless(hmac.compare_digest(as_written(key.code) or "", good), rules.B2_INVITATION_WRONG)
    return team


def colleagues_code_of(team: Team, uscc: str) -> str:
    """Return the code that lets colleagues of an organisation in, empty if there is no open invitation."""
    invitation = team.members.invitation_of(uscc)
    return colleague_code(team.id, invitation, signing.receipt_signer()) if invitation is not None else ""


def code_of_passing_on(team: Team, passing: PassingOn) -> str:
    """Return the code by which another account takes over an organisation's side."""
    return take_over_code(team.id, passing, signing.receipt_signer())


def passing_on(team: Team | None, code: str, at: Instant) -> tuple[Team, PassingOn]:
    """Return the team and what is passed on by this code, while it is good.

    Refuses K1_TAKE_OVER_CODE_WRONG alike for a wrong team, a wrong code and one that is void (rule K1).
    """
    typed = as_written(code) or ""
    if team is None:
        refuse(rules.K1_TAKE_OVER_CODE_WRONG)
    good = (
        passing
        for passing in team.passings_on
        if passing.state is PassingOnState.OPEN
        and at <= passing.until
        and hmac.compare_digest(typed, code_of_passing_on(team, passing))
    )
    return team, next(good, None) or refuse(rules.K1_TAKE_OVER_CODE_WRONG)


def inviting(team: Team | None, code: str) -> tuple[Team, str]:
    """Return the team and its organisation that invites by this code.

    Refuses B2_COLLEAGUE_CODE_WRONG alike for a wrong team and a wrong code (rule K1).
    """
    typed = as_written(code) or ""
    if team is None:
        refuse(rules.B2_COLLEAGUE_CODE_WRONG)
    good = (
        invitation.uscc
        for invitation in team.members.invitations
        if hmac.compare_digest(typed, colleague_code(team.id, invitation, signing.receipt_signer()))
    )
    return team, next(good, "") or refuse(rules.B2_COLLEAGUE_CODE_WRONG)
