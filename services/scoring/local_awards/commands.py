"""Grant the local awards of a division; what becomes of them as its projects fare (rules D1, E7, H4)."""

from __future__ import annotations

from dasai.scoring.v1 import local_awards_pb2

from chassis.actor import Actor
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.permissions import Target
from chassis.permissions import scoring as permissions

from ..panels.checks import filed_scheme
from ..panels.model import division_panel_id
from ..rounds import store as rounds_store
from . import requests, store, wire
from .checks import placed_teams
from .model import LocalAwards


@idempotent
def grant_local_awards(
    request: requests.GrantLocalAwards, actor: Actor, at: Instant
) -> local_awards_pb2.DivisionAwards:
    """Grant the host's own awards from its rankings that count, within its scheme's quotas (rule E7)."""
    permissions.GRANT_LOCAL_AWARDS.require(actor, Target(division=request.division_code))
    # the awards are read before the rounds: whoever changes a round looks at the awards later, so one of the two sees the other
    awards = store.local_awards.find(request.division_code) or LocalAwards(id=request.division_code)
    offered = filed_scheme(division_panel_id(request.division_code)).local_awards
    teams = placed_teams(request.division_code)
    ranked = {team_id: placed.standing for team_id, placed in teams.items() if placed.ranked}
    awards.grant(request.grants, offered, ranked, at=at)
    answer = wire.local_awards_view(awards, offered, teams)
    store.local_awards.save(awards, answer=answer)
    return answer


def follow_standing(team_id: str, division_code: str, round_id: str, at: Instant) -> None:
    """Bring the awards of a project in line with how it fares in its division's round (rules D1, H4)."""
    with store.local_awards.once():
        awards = store.local_awards.find(division_code)
        if awards is None:
            return
        # the round is read after the awards: if it changed since, whoever changed it comes here later
        standing = rounds_store.rounds.look(round_id).standing_of(team_id)
        if awards.record_standing(team_id, standing, at=at):
            store.local_awards.save(awards)
