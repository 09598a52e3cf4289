"""Joint teams in the contracts."""

from __future__ import annotations

from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import teams_pb2

from chassis.mapping import from_message, to_message

from ..model import commands
from ..model.events import Organisation
from ..model.team import Team

COMMANDS: dict[type, Any] = {
    teams_pb2.AddCoOrganisationRequest: commands.AddCoOrganisation,
    teams_pb2.RemoveCoOrganisationRequest: commands.RemoveCoOrganisation,
    teams_pb2.RenewInvitationRequest: commands.RenewInvitation,
    teams_pb2.AnswerInvitationRequest: commands.AnswerInvitation,
    teams_pb2.HandOverLeadRequest: commands.HandOverLead,
}


def invitation_key(request: teams_pb2.LookUpInvitationRequest) -> commands.InvitationKey:
    """Which invitation is looked up."""
    return from_message(request.invitation, commands.InvitationKey)


def co_organisation_view(team: Team, organisation: Organisation, code: str) -> teams_pb2.CoOrganisation:
    """A co-organisation with what it said; `code` where the caller may hand it on."""
    consent = team.consents.of(organisation.uscc)
    return teams_pb2.CoOrganisation(
        organisation=to_message(organisation, contest_pb2.Organisation),
        state=f"CONSENT_STATE_{consent.state.upper()}",
        answered_at=consent.answered_at,
        invitation_code=code,
        lead_offered=team.lead_offered_to == organisation.uscc,
    )


def invitation_view(team: Team, uscc: str) -> teams_pb2.Invitation:
    """What a co-organisation is asked to join: nobody's name, no account."""
    organisation = next(one for one in team.co_organisations if one.uscc == uscc)
    return teams_pb2.Invitation(
        team_id=team.id,
        team_name=team.team_name,
        project_name=team.project_name,
        division_code=team.division_code,
        track=team.track,
        topic_id=team.topic_id,
        lead=to_message(team.lead, contest_pb2.Organisation),
        organisation=to_message(organisation, contest_pb2.Organisation),
        state=f"CONSENT_STATE_{team.consents.of(uscc).state.upper()}",
    )
