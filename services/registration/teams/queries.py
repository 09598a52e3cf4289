"""Reading teams, by those who may see them (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from dasai.registration.v1 import claims_pb2, looks_pb2, teams_pb2

from chassis import mapping
from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.listing import page_of_few
from chassis.mongo.lists import Part
from chassis.permissions import Audience, Form, Scope, Target, show
from chassis.permissions import registration as permissions
from chassis.personal_data import Obstacle, Record
from chassis.text.codes import normalised_code

from ..editions.settings import requirements
from ..looks import store as looks_store
from ..looks.queries import page_of
from . import requests, store, wire, words
from .adapters import invitations
from .checks import claim_evidence, target, target_of_claim, visible
from .model.team import Team

LISTS = (
    ListDeclaration(
        operation="ListTeams",
        document=store.TeamDocument,
        orders=store.ORDERS,
        words="`beginning`：先团队名称、后项目名称 · first by the team's, then by the project's name; `track`：逐条筛选 · "
        "what was read is "
        "filtered; 本账号的团队按索引 `accounts` 取出后排序，一个账号只代表少数团队 · an account's own are read by the index "
        "`accounts` and "
        "sorted: it acts for few",
    ),
    ListDeclaration(
        operation="ListNameClaims",
        document=store.NameClaimDocument,
        orders=(store.NEWEST_CLAIMS,),
        words="一个团队的：按索引 `claimant`、`holder` 取出，按编号排列；每两个团队之间至多一项 · a team's are read by the "
        "indexes "
        "`claimant` and `holder`, by identifier: at most one between two teams",
    ),
)


def list_teams(request: teams_pb2.ListTeamsRequest, actor: Actor) -> teams_pb2.ListTeamsResponse:
    """List the caller's teams, those of a host's division, or all for the secretariat, the newest first or by name.

    They are without drafts and evidence.

    Staff see identity numbers, masked, with a single team only, where the look is recorded (rule K4).
    """
    listed = Target(division=request.division_code, team_accounts=() if request.division_code else (actor.account_id,))
    allowance = permissions.LIST_TEAMS.require(actor, listed)
    page = store.teams.listed(
        store.listed_parts(
            division=request.division_code,
            state=mapping.enum_value(request.state, teams_pb2.TeamState.DESCRIPTOR) if request.state else "",
            review=mapping.enum_value(request.review_state, teams_pb2.ReviewState.DESCRIPTOR)
            if request.review_state
            else "",
            track=request.track,
            beginning=request.beginning,
            account_id=actor.account_id if allowance.scope is Scope.TEAM else "",
        ),
        mapping.asked(request.page),
    )
    return teams_pb2.ListTeamsResponse(
        teams=[_listed(team, permissions.GET_TEAM.require(actor, target(team)).audience) for team in page.aggregates],
        page=mapping.list_response(page),
    )


def _listed(team: Team, audience: Audience) -> teams_pb2.Team:
    line = words.team_line(team, requirements(), audience)
    if audience is not Audience.TEAM:
        for person in line.representatives:
            person.masked_identity_number = ""
    return line


def list_team_looks(request: looks_pb2.ListTeamLooksRequest, actor: Actor) -> looks_pb2.ListLooksResponse:
    """Return a page of the looks at a team's representatives to its own accounts (rule K4)."""
    team = visible(request.team_id, actor, permissions.LIST_TEAM_LOOKS)
    return page_of(looks_store.looks_at(team.id), team.id, request.page)


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the teams that the caller's account acts for, with their representatives and who has looked at them (rule K4).

    Identity numbers are masked: they are other people's, and nobody is shown them whole.
    """
    for team in store.own_teams(actor.account_id):
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
        for section in team.draft.sections:
            if section.by == actor.account_id:
                yield Record(kind="section", at=section.at, values={"team_id": team.id, "section": section.id})
        for passing in team.passings_on:
            if actor.account_id in (passing.account_id, *passing.former):
                checked = {"team_id": team.id, "state": passing.state, "reason": passing.reason}
                yield Record(kind="passing_on", at=passing.opened_at, values=checked)


def obstacles(actor: Actor, at: Instant) -> Iterator[Obstacle]:
    """Yield each team that would be without an account of an organisation if the caller's account were closed (B2, K4)."""
    kept_for = timedelta(days=edition().files.submitted_retention_days)
    for team in store.own_teams(actor.account_id):
        if team.closing_of(actor.account_id).leaves_nobody and team.needs_its_accounts(kept_for, at):
            yield Obstacle(
                kind="team",
                subject=team.id,
                zh=f"团队“{team.team_name}”中只有该账号代表本单位：请先邀请同事加入，或在截止前退出报名，或请分赛主办方将团队转交他人。",
                en=f"Nobody else acts for your organisation in team {team.team_name}: invite a colleague, withdraw the team "
                "before its deadline, or ask the division's host to pass it on.",
            )


def list_co_organisations(team_id: str, actor: Actor) -> teams_pb2.ListCoOrganisationsResponse:
    """List a team's co-organisations and their answers; invitation codes for the lead's accounts only (rules B2, K1)."""
    team = store.teams.look(team_id)
    allowance = permissions.LIST_CO_ORGANISATIONS.require(actor, target(team))
    view = teams_pb2.ListCoOrganisationsResponse(
        co_organisations=[
            wire.co_organisation_view(team, partner, invitations.code_of(team, partner.uscc))
            for partner in team.co_organisations
        ]
    )
    return show(view, allowance.audience)


def get_invitation(key: requests.InvitationKey, actor: Actor) -> teams_pb2.Invitation:
    """Return what an invitation asks to join, to whoever holds its code (rule B2)."""
    permissions.LOOK_UP_INVITATION.require(actor)
    team = invitations.invited(store.teams.peek(key.team_id), key)
    return wire.invitation_view(team, normalised_code(key.uscc))


def list_name_claims(request: claims_pb2.ListNameClaimsRequest, actor: Actor) -> claims_pb2.ListNameClaimsResponse:
    """List the claims that a team made and those against it to its own accounts; a division's to whoever decides (B7, K1)."""
    if request.team_id:
        team = visible(request.team_id, actor, permissions.LIST_NAME_CLAIMS, Form.OF_TEAM)
        few = page_of_few(
            store.claims_of(team), lambda claim: claim.id, ["claims of a team", team.id], mapping.asked(request.page)
        )
        views = [wire.claim_view(claim, Audience.TEAM, party=team.id) for claim in few.aggregates]
        return claims_pb2.ListNameClaimsResponse(claims=views, page=mapping.list_response(few))
    listed = Target(division=request.division_code, form=Form.OF_DIVISION)
    allowance = permissions.LIST_NAME_CLAIMS.require(actor, listed)
    values = {"division": request.division_code} if request.division_code else {}
    if request.state:
        values["state"] = mapping.enum_value(request.state, claims_pb2.ClaimState.DESCRIPTOR)
    page = store.claims.listed([Part(store.NEWEST_CLAIMS, values)], mapping.asked(request.page))
    return claims_pb2.ListNameClaimsResponse(
        claims=[wire.claim_view(claim, allowance.audience) for claim in page.aggregates],
        page=mapping.list_response(page),
    )


def get_name_claim(request: claims_pb2.GetNameClaimRequest, actor: Actor) -> claims_pb2.NameClaim:
    """Return a claim with what both teams can show for their organisation, to whoever decides on it (rules B7, K1)."""
    claim = store.claims.look(request.claim_id)
    allowance = permissions.GET_NAME_CLAIM.require(actor, target_of_claim(claim))
    parties = (store.teams.look(claim.claimant_id), store.teams.look(claim.holder_id))
    evidence = [(team.id, piece) for team in parties for piece in claim_evidence(team, actor)]
    return wire.claim_view(claim, allowance.audience, evidence=evidence)


def list_passings_on(team_id: str, actor: Actor) -> teams_pb2.ListPassingsOnResponse:
    """List how sides of a team were passed on, to its accounts, its host and the secretariat (rule K1)."""
    team = store.teams.look(team_id)
    allowance = permissions.LIST_PASSINGS_ON.require(actor, target(team))
    return teams_pb2.ListPassingsOnResponse(
        passings_on=[wire.passing_on_view(team, passing, allowance.audience) for passing in team.passings_on]
    )


def list_accounts(team_id: str, actor: Actor) -> teams_pb2.ListAccountsResponse:
    """List the team's accounts; with the open code for colleagues of the caller's organisation only (rule K1)."""
    team = visible(team_id, actor, permissions.LIST_ACCOUNTS)
    return words.accounts_view(team, invitations.colleagues_code_of(team, team.acts_for(actor.account_id)))
