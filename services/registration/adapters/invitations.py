"""Invitation codes of co-organisations, by the platform's key (rule B2)."""

from __future__ import annotations

import hmac

from chassis.kernel.refusal import refuse, refuse_unless

from ..model import commands, rules
from ..model.consent import ConsentState, invitation_code
from ..model.identity import normalise
from ..model.receipt import as_written
from ..model.team import Team
from . import signing


def code_of(team: Team, uscc: str) -> str:
    """The code of an invitation that is open; '' of one that was answered."""
    consent = team.consents.of(uscc)
    open_ = consent.state is ConsentState.ASKED
    return invitation_code(team.id, consent, signing.receipt_signer()) if open_ else ""


def invited(team: Team | None, key: commands.InvitationKey) -> Team:
    """The team; refuses B2_INVITATION_WRONG alike for a team, an organisation and a code that are not right (rule K1)."""
    uscc = normalise(key.uscc)
    if team is None or all(one.uscc != uscc for one in team.co_organisations):
        refuse(rules.B2_INVITATION_WRONG)
    good = invitation_code(team.id, team.consents.of(uscc), signing.receipt_signer())
    refuse_unless(hmac.compare_digest(as_written(key.code) or "", good), rules.B2_INVITATION_WRONG)
    return team
