"""Passing an organisation's side of a team on, after a recorded check, to an account that somebody holds (rule K1)."""

from __future__ import annotations

from dasai.registration.v1 import teams_pb2

from chassis.actor import Actor
from chassis.edition.published import require_no_identity_numbers
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.permissions import Audience
from chassis.permissions import registration as permissions
from chassis.text.codes import normalised_code

from .. import requests, rules, store, wire
from ..adapters import invitations
from ..checks import require_no_own_team, target
from ..model.passing_on import USUAL_NOTICE
from .teams import own_team, saved


def pass_on(request: requests.PassOn, actor: Actor, at: Instant) -> teams_pb2.PassingOn:
    """Open the passing on and return its code; a repeated request opens another, for no code is stored (rule K1)."""
    team = store.teams.get(request.team_id)
    allowance = permissions.PASS_ON.require(actor, target(team))
    require_no_own_team((team,), actor, rules.K1_OWN_ORGANISATION)
    require_no_identity_numbers(reason=request.reason)
    passing = team.pass_on(
        normalised_code(request.organisation_uscc),
        request.reason,
        notice_hours=request.notice_hours or USUAL_NOTICE,
        by=actor.account_id,
        at=at,
    )
    store.teams.save(team)
    return wire.passing_on_view(team, passing, allowance.audience, invitations.code_of_passing_on(team, passing))


@idempotent
def object_to_passing_on(team_id: str, actor: Actor, at: Instant) -> teams_pb2.PassingOn:
    """End the passing on of the caller's organisation (rule K1)."""
    team = own_team(team_id, actor, permissions.OBJECT_TO_PASSING_ON, at)
    passing = team.object_to_passing_on(actor.account_id, at=at)
    answer = wire.passing_on_view(team, passing, Audience.TEAM)
    store.teams.save(team, answer=answer)
    return answer


@idempotent
def take_over(request: requests.TakeOver, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Let the caller's account act for the organisation whose side is passed on (rule K1)."""
    permissions.TAKE_OVER.require(actor)
    team, passing = invitations.passing_on(store.teams.find(request.team_id), request.code, at)
    team.take_over(passing, actor.account_id, at=at)
    return saved(team, actor)
