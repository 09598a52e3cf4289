"""Reading teams, by those who may see them (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from dasai.registration.v1 import claims_pb2, looks_pb2, teams_pb2

from chassis import mapping
from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.personal_data import Obstacle, Record
from chassis.text.codes import normalised_code

from ..editions.settings import requirements
from ..looks import store as looks_store
from ..looks.queries import page_of
from . import requests, store, wire, words
from .adapters import invitations
from .checks import claim_evidence, own, require_decider, require_passes_on, visible
from .model.team import Team


def list_teams(request: teams_pb2.ListTeamsRequest, actor: Actor) -> teams_pb2.ListTeamsResponse:
    """List the caller's teams, those of a host's division, or all for the secretariat; without drafts and evidence.

    Staff see identity numbers, masked, with a single team only, where the look is recorded (rule K4).
    """
    filters: dict[str, Any] = {"state.members.each.account_id": actor.account_id}
    if request.division_code:
        actor.require(Role.HOST, Role.SECRETARIAT, division=request.division_code)
        filters = {"state.division_code": request.division_code}
    elif actor.has(Role.SECRETARIAT):
        filters = {}
    teams, token = store.teams.page(filters, request.page.page_token, request.page.page_size)
    return teams_pb2.ListTeamsResponse(
        teams=[_listed(team, own=actor.account_id in team.account_ids) for team in teams],
        page=mapping.page_response(token),
    )


def _listed(team: Team, *, own: bool) -> teams_pb2.Team:
    line = words.team_line(team, requirements(), own=own)
    if not own:
        for person in line.representatives:
            person.masked_identity_number = ""
    return line


def list_team_looks(request: looks_pb2.ListTeamLooksRequest, actor: Actor) -> looks_pb2.ListLooksResponse:
    """Return a page of the looks at a team's representatives to its own accounts (rule K4)."""
    team = own(request.team_id, actor)
    return page_of(looks_store.looks_at(team.id), request.page)


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the teams that the caller's account acts for, with their representatives and who has looked at them (rule K4).

    Identity numbers are masked: they are other people's, and nobody is shown them whole.
    """
    teams = store.teams.every({"state.members.each.account_id": actor.account_id})
    for team in sorted(teams, key=lambda team: team.id):
        member = team.members.of(actor.account_id)
        values = {
            "team_id": team.id,
            "team_name": team.team_name,
            "project_name": team.project_name,
            "division": team.division_code,
            "state": team.state,
            "organisation_uscc": member.uscc,
            "called": words.member_label(team, actor.account_id),
            "identity_consent": team.identity_consent.version if team.identity_consent else "",
        }
        yield Record(kind="team", at=member.since, values=values)
        for person in team.representatives:
            shown = {
                "team_id": team.id,
                "masked_name": person.masked_name,
                "identity_kind": person.identity_kind,
                "masked_identity_number": person.masked_identity_number,
                "organisation_uscc": person.organisation_uscc,
            }
            yield Record(kind="representative", values=shown)
        for look in looks_store.looks_at(team.id):
            seen = {"team_id": team.id, "role": look.role, "division": look.division_code, "purpose": look.kind}
            yield Record(kind="identity_look", at=look.at, values=seen)


def obstacles(actor: Actor, at: Instant) -> Iterator[Obstacle]:
    """Yield each team that would be without an account of an organisation if the caller's account were closed (B2, K4)."""
    kept_for = timedelta(days=edition().files.submitted_retention_days)
    teams = store.teams.every({"state.members.each.account_id": actor.account_id})
    for team in sorted(teams, key=lambda team: team.id):
        if team.is_sole_account(actor.account_id) and team.needs_its_accounts(kept_for, at):
            yield Obstacle(
                kind="team",
                subject=team.id,
                zh=f"团队“{team.team_name}”中只有该账号代表本单位：请先邀请同事加入，或在截止前退出报名，或请分赛主办方将团队转交他人。",
                en=f"Nobody else acts for your organisation in team {team.team_name}: invite a colleague, withdraw the team "
                "before its deadline, or ask the division's host to pass it on.",
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
