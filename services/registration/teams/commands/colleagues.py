"""Letting colleagues in: accounts of an organisation that is in the team already (rules B2, K1)."""

from __future__ import annotations

from dasai.registration.v1 import teams_pb2

from chassis.actor import Actor
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.permissions import registration as permissions

from ...activities.commands import forget_account
from ...activities.requests import ForgetAccount
from ...editions.settings import requirements
from .. import requests, store, wire
from ..adapters import invitations
from .teams import own_team, saved


def invite_colleagues(team_id: str, actor: Actor, at: Instant) -> teams_pb2.ColleagueInvitation:
    """Open the team to colleagues and return their code; a repeated request makes another, for no code is stored (rule B2)."""
    team = own_team(team_id, actor, permissions.INVITE_COLLEAGUES, at)
    team.invite_colleagues(actor.account_id, at=at)
    store.teams.save(team)
    uscc = team.acts_for(actor.account_id)
    return wire.colleague_invitation_view(team, uscc, invitations.colleagues_code_of(team, uscc))


@idempotent
def end_colleague_invitation(team_id: str, actor: Actor, at: Instant) -> teams_pb2.EndColleagueInvitationResponse:
    """Let nobody in any more by the code of the account's organisation (rule K1)."""
    team = own_team(team_id, actor, permissions.END_COLLEAGUE_INVITATION, at)
    team.end_colleague_invitation(actor.account_id)
    answer = teams_pb2.EndColleagueInvitationResponse()
    store.teams.save(team, answer=answer)
    return answer


@idempotent
def answer_colleague_invitation(
    request: requests.AnswerColleagueInvitation, actor: Actor, at: Instant
) -> teams_pb2.Team:
    """Let a colleague's account act for the organisation that invited it (rules B2, K1)."""
    permissions.ANSWER_COLLEAGUE_INVITATION.require(actor)
    team, uscc = invitations.inviting(store.teams.find(request.team_id), request.code)
    team.let_colleague_in(uscc, actor.account_id, requirements(), at=at)
    return saved(team, actor)


@idempotent
def remove_account(request: requests.RemoveAccount, actor: Actor, at: Instant) -> teams_pb2.RemoveAccountResponse:
    """Let an account leave, or be removed by a colleague (rules B2, K1)."""
    team = own_team(request.team_id, actor, permissions.REMOVE_ACCOUNT, at)
    team.part_with_account(request.account_id, actor.account_id, at=at)
    answer = teams_pb2.RemoveAccountResponse()
    store.teams.save(team, answer=answer)
    return answer


def let_closed_account_go(request: requests.LetClosedAccountGo, actor: Actor, at: Instant) -> None:
    """Let an account that is closed act for no team any more, unless nobody else acts for its organisation (rules B2, K4)."""
    forget_account(ForgetAccount(account_id=request.account_id), actor, at)
    for team_id in store.team_ids_of(request.account_id):
        with store.teams.once():
            team = store.teams.get(team_id)
            if team.let_closed_account_go(request.account_id, at=at):
                store.teams.save(team)
