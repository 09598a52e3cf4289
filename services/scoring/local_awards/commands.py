"""Grant the local awards of a division (rule E7)."""

from __future__ import annotations

from dasai.scoring.v1 import local_awards_pb2

from chassis.actor import Actor, Role
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant

from ..panels.checks import filed_scheme
from ..panels.model import division_panel_id
from ..rankings.store import ranked_teams
from . import requests, store, wire
from .model import LocalAwards


@idempotent
def grant_local_awards(
    request: requests.GrantLocalAwards, actor: Actor, at: Instant
) -> local_awards_pb2.DivisionAwards:
    """Grant the host's own awards from its frozen rankings, within its scheme's quotas (rule E7)."""
    actor.require(Role.HOST, division=request.division_code)
    awards = store.local_awards.find(request.division_code) or LocalAwards(id=request.division_code)
    offered = filed_scheme(division_panel_id(request.division_code)).local_awards
    teams = ranked_teams(request.division_code)
    awards.grant(request.grants, offered, teams.keys(), at=at)
    answer = wire.local_awards_view(awards, offered, teams)
    store.local_awards.save(awards, answer=answer)
    return answer
