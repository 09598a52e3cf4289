"""Grant the local awards of a division; what becomes of them as its projects fare (rules D1, E7, H4)."""

from __future__ import annotations

from collections.abc import Mapping

from dasai.scoring.v1 import local_awards_pb2

from chassis.actor import Actor
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Term, refuse_unless
from chassis.permissions import Target
from chassis.permissions import scoring as permissions
from chassis.staff import own_names, own_teams

from ..panels.checks import filed_scheme
from ..panels.model import division_panel_id
from ..rounds import store as rounds_store
from . import requests, rules, store, wire
from .checks import placed_teams
from .model import LocalAwards, PlacedTeam


@idempotent
def grant_local_awards(
    request: requests.GrantLocalAwards, actor: Actor, at: Instant
) -> local_awards_pb2.DivisionAwards:
    """Grant the host's own awards from its rankings that count, within its scheme's quotas (rule E7).

    Refuse E7_AWARDS_MOVED_ON if the division has other awards than the caller saw; not if it has already those that are named.
    """
    permissions.GRANT_LOCAL_AWARDS.require(actor, Target(division=request.division_code))
    # the awards are read before the rounds: whoever changes a round looks at the awards later, so one of the two sees the other
    awards = store.local_awards.find(request.division_code) or LocalAwards(id=request.division_code)
    if request.seen is not None and not awards.has_just(request.grants):
        awards.require_awards(request.seen.grants)
    offered = filed_scheme(division_panel_id(request.division_code)).local_awards
    teams = placed_teams(request.division_code)
    _require_no_own_team(awards, request, teams, actor)
    ranked = {team_id: placed.standing for team_id, placed in teams.items() if placed.ranked}
    named = {team_id: placed.team.project_name for team_id, placed in teams.items()}
    projects = {team_id: Term(team_id, name, name) for team_id, name in named.items()}
    awards.grant(request.grants, offered, ranked, projects=projects, at=at)
    answer = wire.local_awards_view(awards, offered, teams)
    store.local_awards.save(awards, answer=answer)
    return answer


def _require_no_own_team(
    awards: LocalAwards, request: requests.GrantLocalAwards, teams: Mapping[str, PlacedTeam], actor: Actor
) -> None:
    """Refuse E7_OWN_ORGANISATION for a team of the account's own, or of its own organisation, that gains or keeps or loses.

    Whoever grants the awards anew decides on those that are granted by now, too.
    """
    named = {grant.team_id for grant in (*request.grants, *awards.grants)}
    own = own_teams(actor.account_id, [placed.team for team_id, placed in sorted(teams.items()) if team_id in named])
    refuse_unless(not own, rules.E7_OWN_ORGANISATION, teams=own_names(own))


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
