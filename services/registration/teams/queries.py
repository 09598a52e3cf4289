"""Reading teams, by those who may see them (rule K1)."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import claims_pb2, teams_pb2

from chassis import mapping
from chassis.actor import Actor, Role
from chassis.text.codes import normalised_code

from ..editions.settings import requirements
from . import requests, store, wire, words
from .adapters import invitations
from .checks import claim_evidence, own, require_decider, require_passes_on, visible
from .store.draft_texts import read_texts


def get_team(team_id: str, actor: Actor) -> teams_pb2.Team:
    """Return a team to those who may see it; only to its own accounts what is not submitted (rule K1)."""
    team = visible(team_id, actor)
    if actor.account_id in team.account_ids:
        return words.team_view(read_texts(team), requirements(), all_shown=True)
    return words.team_line(team, requirements(), own=False)


def list_teams(request: teams_pb2.ListTeamsRequest, actor: Actor) -> teams_pb2.ListTeamsResponse:
    """List the caller's teams, those of a host's division, or all for the secretariat; without drafts and evidence."""
    filters: dict[str, Any] = {"state.members.each.account_id": actor.account_id}
    if request.division_code:
        actor.require(Role.HOST, Role.SECRETARIAT, division=request.division_code)
        filters = {"state.division_code": request.division_code}
    elif actor.has(Role.SECRETARIAT):
        filters = {}
    teams, token = store.teams.page(filters, request.page.page_token, request.page.page_size)
    return teams_pb2.ListTeamsResponse(
        teams=[words.team_line(team, requirements(), own=actor.account_id in team.account_ids) for team in teams],
        page=mapping.page_response(token),
    )


def list_co_organisations(team_id: str, actor: Actor) -> teams_pb2.ListCoOrganisationsResponse:
    """List a team's co-organisations and their answers; invitation codes for the lead's accounts only (rules B2, K1)."""
    team = visible(team_id, actor)
    leads = actor.account_id in team.account_ids and team.acts_for(actor.account_id) == team.lead.uscc
    return teams_pb2.ListCoOrganisationsResponse(
        co_organisations=[
            wire.co_organisation_view(team, partner, invitations.code_of(team, partner.uscc) if leads else "")
            for partner in team.co_organisations
        ]
    )


def get_invitation(key: requests.InvitationKey, actor: Actor) -> teams_pb2.Invitation:
    """Return what an invitation asks to join, to whoever holds its code (rule B2)."""
    actor.require(Role.PARTICIPANT)
    team = invitations.invited(store.teams.peek(key.team_id), key)
    return wire.invitation_view(team, normalised_code(key.uscc))


def list_name_claims(request: claims_pb2.ListNameClaimsRequest, actor: Actor) -> claims_pb2.ListNameClaimsResponse:
    """List the claims that a team made and those against it to its own accounts; a division's to whoever decides (B7, K1)."""
    if request.team_id:
        team = own(request.team_id, actor)
        views = [
            wire.claim_view(claim, for_holder=claim.holder_id == team.id, for_claimant=claim.claimant_id == team.id)
            for claim in store.claims_of(team)
        ]
        return claims_pb2.ListNameClaimsResponse(claims=views)
    actor.require(Role.HOST, Role.SECRETARIAT, division=request.division_code)
    filters = {"state.division_code": request.division_code} if request.division_code else {}
    claims, token = store.claims.page(filters, request.page.page_token, request.page.page_size)
    return claims_pb2.ListNameClaimsResponse(
        claims=[wire.claim_view(claim) for claim in claims], page=mapping.page_response(token)
    )


def get_name_claim(request: claims_pb2.GetNameClaimRequest, actor: Actor) -> claims_pb2.NameClaim:
    """Return a claim with what both teams can show for their organisation, to whoever decides on it (rules B7, K1)."""
    claim = store.claims.look(request.claim_id)
    require_decider(claim, actor)
    parties = (store.teams.look(claim.claimant_id), store.teams.look(claim.holder_id))
    return wire.claim_view(claim, evidence=[piece for team in parties for piece in claim_evidence(team, actor)])


def list_passings_on(team_id: str, actor: Actor) -> teams_pb2.ListPassingsOnResponse:
    """List how sides of a team were passed on, to its accounts, its host and the secretariat (rule K1)."""
    team = store.teams.look(team_id)
    if actor.account_id not in team.account_ids:
        require_passes_on(team, actor)
    return teams_pb2.ListPassingsOnResponse(
        passings_on=[wire.passing_on_view(team, passing) for passing in team.passings_on]
    )


def list_accounts(team_id: str, actor: Actor) -> teams_pb2.ListAccountsResponse:
    """List the team's accounts; with the open code for colleagues of the caller's organisation only (rule K1)."""
    team = own(team_id, actor)
    return words.accounts_view(team, invitations.colleagues_code_of(team, team.acts_for(actor.account_id)))
