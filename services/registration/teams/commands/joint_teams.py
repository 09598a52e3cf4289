"""Joint teams: asking co-organisations, their answers, and handing over the lead (rules B2, B3, B7, B8)."""

from __future__ import annotations

from dasai.registration.v1 import teams_pb2

from chassis.actor import Actor
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import RefusedTogether
from chassis.permissions import registration as permissions
from chassis.text.codes import normalised_code

from ...divisions import store as divisions_store
from ...editions.settings import requirements
from ...organisations.commands import require_may_take_part
from .. import requests, store, wire
from ..adapters import invitations
from ..checks import near_projects, prolong_if_late, require_unaffiliated, screened, screened_each
from ..model.names import ORGANISATION_NAME, Name
from .findings import affiliated_anew
from .teams import leading_team, own_team, save_holding, saved


@idempotent
def add_co_organisation(request: requests.AddCoOrganisation, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Ask one more organisation to join, by the lead (rules B1, B2, B3, B8)."""
    team = leading_team(request.team_id, actor, permissions.ADD_CO_ORGANISATION, at)
    together = RefusedTogether()
    with together.at():
        organisation = require_may_take_part(request.organisation)
    name = Name(field=ORGANISATION_NAME, text=request.organisation.name.strip(), place="name")
    screened_each((name,), together)
    together.refuse()
    organisers, before = divisions_store.organisers_held(team.division_code), team.names
    team.add_co_organisation(organisation, organisers, requirements(), at=at)
    require_unaffiliated([organisation.uscc], organisers)
    team.note_names(screened(team.names, before=before))
    return saved(team, actor)


@idempotent
def remove_co_organisation(request: requests.RemoveCoOrganisation, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Part with a co-organisation, by the lead (rule B2); check the others again (rule B8)."""
    team = leading_team(request.team_id, actor, permissions.REMOVE_CO_ORGANISATION, at)
    team.remove_co_organisation(normalised_code(request.uscc), at=at)
    affiliated_anew(team, at)
    team.note_names(screened(team.names, before=team.names))
    return saved(team, actor)


def renew_invitation(request: requests.RenewInvitation, actor: Actor, at: Instant) -> teams_pb2.CoOrganisation:
    """Renew an invitation and return its code; a repeated request makes another, for no code is stored (rule B2)."""
    team = leading_team(request.team_id, actor, permissions.RENEW_INVITATION, at)
    uscc = normalised_code(request.uscc)
    team.renew_invitation(uscc, at=at)
    store.teams.save(team)
    organisation = team.composition.co_organisation(uscc)
    return wire.co_organisation_view(team, organisation, invitations.code_of(team, uscc))


@idempotent
def answer_invitation(request: requests.AnswerInvitation, actor: Actor, at: Instant) -> teams_pb2.Invitation:
    """Let a co-organisation consent or decline; from its consent on it holds the team's names too (rules B2, B3, B7, B8).

    It may contest them, if another team holds them for it without its authority.
    """
    permissions.ANSWER_INVITATION.require(actor)
    key = request.invitation
    team = invitations.invited(store.teams.find(key.team_id), key)
    prolong_if_late(team, at)
    uscc = normalised_code(key.uscc)
    if request.consent:  # what was so when it was named may have changed
        require_may_take_part(team.composition.co_organisation(uscc), stated=False)
        require_unaffiliated([uscc], divisions_store.organisers_held(team.division_code))
    team.answer_invitation(uscc, actor.account_id, consent=request.consent, at=at)
    team.note_near_projects(near_projects(team))
    answer = wire.invitation_view(team, uscc)
    save_holding(team, answer, actor, request.contest_reason)
    return answer


@idempotent
def take_consent_back(team_id: str, actor: Actor, at: Instant) -> teams_pb2.TakeConsentBackResponse:
    """Let a co-organisation take its consent back while nothing is submitted (rule B2)."""
    team = own_team(team_id, actor, permissions.TAKE_CONSENT_BACK, at)
    team.take_consent_back(actor.account_id, at=at)
    answer = teams_pb2.TakeConsentBackResponse()
    store.teams.save(team, answer=answer)
    return answer


@idempotent
def hand_over_lead(request: requests.HandOverLead, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Let the lead offer its place, and the co-organisation take it (rule B2)."""
    team = own_team(request.team_id, actor, permissions.HAND_OVER_LEAD, at)
    team.hand_over_lead(normalised_code(request.uscc), actor.account_id, at=at)
    return saved(team, actor)
