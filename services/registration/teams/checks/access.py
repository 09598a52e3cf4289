"""Who may see which team (rule K1)."""

from __future__ import annotations

from chassis.actor import Actor, Role
from chassis.kernel.refusal import refuse
from chassis.refusals import NOT_FOUND

from .. import store
from ..model.team import Team


def visible(team_id: str, actor: Actor) -> Team:
    """Return the team, to its accounts, its division's staff, secretariat and committee; refuses NOT_FOUND for anyone else."""
    team = store.teams.look(team_id)
    staff = actor.has(Role.SECRETARIAT) or actor.has(Role.COMMITTEE)
    here = any(actor.has(role, team.division_code) for role in (Role.HOST, Role.REVIEWER))
    if not (staff or here or actor.account_id in team.account_ids):
        refuse(NOT_FOUND, what="team")  # that it exists is nobody else's business
    return team


def own(team_id: str, actor: Actor) -> Team:
    """Return the team, to its accounts alone; refuses NOT_FOUND for anyone else."""
    team = store.teams.look(team_id)
    if actor.account_id not in team.account_ids:
        refuse(NOT_FOUND, what="team")
    return team
