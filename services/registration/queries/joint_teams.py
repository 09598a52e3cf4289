"""Co-organisations and invitations (rules B2, K1)."""

from __future__ import annotations

from dasai.registration.v1 import teams_pb2

from chassis.actor import Actor, Role

from .. import store, wire
from ..adapters import invitations
from ..checks.access import visible
from ..model import commands
from ..model.identity import normalise


def list_co_organisations(team_id: str, actor: Actor) -> teams_pb2.ListCoOrganisationsResponse:
    """A team's co-organisations and what each said; invitation codes for the lead's accounts only (rules B2, K1)."""
    team = visible(team_id, actor)
    leads = actor.account_id in team.account_ids and team.acts_for(actor.account_id) == team.lead.uscc
    return teams_pb2.ListCoOrganisationsResponse(
        co_organisations=[
            wire.co_organisation_view(team, one, invitations.code_of(team, one.uscc) if leads else "")
            for one in team.co_organisations
        ]
    )


def get_invitation(key: commands.InvitationKey, actor: Actor) -> teams_pb2.Invitation:
    """What an invitation asks to join, for whoever holds its code (rule B2)."""
    actor.require(Role.PARTICIPANT)
    team = invitations.invited(store.teams.peek(key.team_id), key)
    return wire.invitation_view(team, normalise(key.uscc))
