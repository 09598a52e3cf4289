"""Joint teams: co-organisations are asked, answer for themselves, and one of them may come to lead (rules B2, B3, B7, B8)."""

from __future__ import annotations

from dasai.registration.v1 import teams_pb2

from chassis.actor import Actor, Role
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant

from ...divisions import store as divisions_store
from ...editions.settings import requirements
from ...organisations.checks import require_may_take_part
from ...organisations.commands import introduce
from ...shared.identity import normalise
from .. import requests, store, wire
from ..adapters import invitations
from ..checks.affiliation import require_unaffiliated
from ..checks.deadlines import prolong_if_late
from .findings import affiliated_anew
from .saving import save_holding
from .teams import leading_team, own_team, saved


@idempotent
def add_co_organisation(cmd: requests.AddCoOrganisation, actor: Actor, at: Instant) -> teams_pb2.Team:
    """The lead asks one more organisation to join (rules B1, B2, B3, B8)."""
    team = leading_team(cmd.team_id, actor, at)
    organisation = require_may_take_part(cmd.organisation)
    organisers = divisions_store.organisers(team.division_code)
    team.add_co_organisation(organisation, organisers, requirements(), at=at)
    require_unaffiliated([organisation.uscc], organisers)
    introduce(organisation)
    return saved(team, actor)


@idempotent
def remove_co_organisation(cmd: requests.RemoveCoOrganisation, actor: Actor, at: Instant) -> teams_pb2.Team:
    """The lead parts with a co-organisation (rule B2); what speaks against the others is on record then (rule B8)."""
    team = leading_team(cmd.team_id, actor, at)
    team.remove_co_organisation(normalise(cmd.uscc), at=at)
    affiliated_anew(team, at)
    return saved(team, actor)


def renew_invitation(cmd: requests.RenewInvitation, actor: Actor, at: Instant) -> teams_pb2.CoOrganisation:
    """A new code; a repeated request makes another, for no code is ever stored (rule B2)."""
    team = leading_team(cmd.team_id, actor, at)
    uscc = normalise(cmd.uscc)
    team.renew_invitation(uscc, at=at)
    store.teams.save(team)
    organisation = next(one for one in team.co_organisations if one.uscc == uscc)
    return wire.co_organisation_view(team, organisation, invitations.code_of(team, uscc))


@idempotent
def answer_invitation(cmd: requests.AnswerInvitation, actor: Actor, at: Instant) -> teams_pb2.Invitation:
    """A co-organisation consents or declines; from its consent it holds the team's names too (rules B2, B3, B7, B8)."""
    actor.require(Role.PARTICIPANT)
    key = cmd.invitation
    team = invitations.invited(store.teams.find(key.team_id), key)
    prolong_if_late(team, at)
    uscc = normalise(key.uscc)
    if cmd.consent:  # what was so when it was named may have changed
        require_may_take_part(next(one for one in team.co_organisations if one.uscc == uscc))
        require_unaffiliated([uscc], divisions_store.organisers(team.division_code))
    team.answer_invitation(uscc, actor.account_id, consent=cmd.consent, at=at)
    answer = wire.invitation_view(team, uscc)
    save_holding(team, answer, actor)
    return answer


@idempotent
def take_consent_back(team_id: str, actor: Actor, at: Instant) -> teams_pb2.TakeConsentBackResponse:
    """A co-organisation changes its mind while nothing is submitted (rule B2)."""
    team = own_team(team_id, actor, at)
    team.take_consent_back(actor.account_id, at=at)
    answer = teams_pb2.TakeConsentBackResponse()
    store.teams.save(team, answer=answer)
    return answer


@idempotent
def hand_over_lead(cmd: requests.HandOverLead, actor: Actor, at: Instant) -> teams_pb2.Team:
    """The lead offers its place; the co-organisation takes it (rule B2)."""
    team = own_team(cmd.team_id, actor, at)
    team.hand_over_lead(normalise(cmd.uscc), actor.account_id, at=at)
    return saved(team, actor)
