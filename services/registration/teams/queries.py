"""Teams, for those who may see them (rule K1)."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import teams_pb2

from chassis import mapping
from chassis.actor import Actor, Role

from ..editions.settings import requirements
from ..shared.identity import normalise
from . import requests, store, wire
from .adapters import invitations
from .checks.access import own, visible
from .store.draft_texts import read_texts


def get_team(team_id: str, actor: Actor) -> teams_pb2.Team:
    """A team, for those who may see it; what is not submitted for its own accounts alone (rule K1)."""
    team = visible(team_id, actor)
    if actor.account_id in team.account_ids:
        return wire.team_view(read_texts(team), requirements())
    return wire.team_line(team, requirements(), own=False)


def list_teams(request: teams_pb2.ListTeamsRequest, actor: Actor) -> teams_pb2.ListTeamsResponse:
    """The caller's teams; a host's division; any for the secretariat. Drafts and their evidence are in no list."""
    filters: dict[str, Any] = {"state.members.each.account_id": actor.account_id}
    if request.division_code:
        actor.require(Role.HOST, Role.SECRETARIAT, division=request.division_code)
        filters = {"state.division_code": request.division_code}
    elif actor.has(Role.SECRETARIAT):
        filters = {}
    found, token = store.teams.page(filters, request.page.page_token, request.page.page_size)
    return teams_pb2.ListTeamsResponse(
        teams=[wire.team_line(one, requirements(), own=actor.account_id in one.account_ids) for one in found],
        page=mapping.page_response(token),
    )


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


def get_invitation(key: requests.InvitationKey, actor: Actor) -> teams_pb2.Invitation:
    """What an invitation asks to join, for whoever holds its code (rule B2)."""
    actor.require(Role.PARTICIPANT)
    team = invitations.invited(store.teams.peek(key.team_id), key)
    return wire.invitation_view(team, normalise(key.uscc))


def list_accounts(team_id: str, actor: Actor) -> teams_pb2.ListAccountsResponse:
    """The team's accounts, and the code that is open to colleagues of the caller's organisation, to nobody else (rule K1)."""
    team = own(team_id, actor)
    return wire.accounts_view(team, invitations.colleagues_code_of(team, team.acts_for(actor.account_id)))
