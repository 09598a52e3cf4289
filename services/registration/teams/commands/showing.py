"""Show a team; a look of others at its representatives is recorded first (rules K1, K4)."""

from __future__ import annotations

from dasai.registration.v1 import teams_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.permissions import Audience
from chassis.permissions import registration as permissions

from ...editions.settings import requirements
from ...looks.commands import record_look
from ...looks.events import LookKind
from .. import store, words
from ..checks import target
from ..store.draft_texts import read_texts


def show_team(team_id: str, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Return a team to those who may see it; only to its own accounts what is not submitted (rule K1)."""
    team = store.teams.look(team_id)
    allowance = permissions.GET_TEAM.require(actor, target(team))
    if allowance.audience is Audience.TEAM:
        return words.team_view(read_texts(team), requirements(), all_shown=True)
    if team.representatives:
        record_look(LookKind.MASKED_NUMBERS, team.id, team.division_code, allowance, actor, at)
    return words.team_line(team, requirements(), allowance.audience)
