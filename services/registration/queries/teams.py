"""Teams, for those who may see them (rule K1)."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import supplements_pb2, teams_pb2

from chassis.actor import Actor, Role

from .. import store, wire
from ..checks.access import visible
from ..wire import requirements


def get_team(team_id: str, actor: Actor) -> teams_pb2.Team:
    """A team, for those who may see it; what is not submitted for its own accounts alone (rule K1)."""
    team = visible(team_id, actor)
    if actor.account_id in team.account_ids:
        return wire.team_view(team, requirements())
    return wire.team_line(team, requirements(), own=False)


def list_teams(request: teams_pb2.ListTeamsRequest, actor: Actor) -> teams_pb2.ListTeamsResponse:
    """The caller's teams; a host's division; any for the secretariat. Drafts and their evidence are in no list."""
    filters: dict[str, Any] = {"state.account_ids": actor.account_id}
    if request.division_code:
        actor.require(Role.HOST, Role.SECRETARIAT, division=request.division_code)
        filters = {"state.division_code": request.division_code}
    elif actor.has(Role.SECRETARIAT):
        filters = {}
    found, token = store.teams.page(filters, request.page.page_token, request.page.page_size)
    return teams_pb2.ListTeamsResponse(
        teams=[wire.team_line(one, requirements(), own=actor.account_id in one.account_ids) for one in found],
        page=wire.page_response(token),
    )


def list_supplements(team_id: str, actor: Actor) -> supplements_pb2.ListSupplementsResponse:
    """What review asked the team for, and what became of it (rule C11)."""
    team = visible(team_id, actor)
    return supplements_pb2.ListSupplementsResponse(
        supplements=[wire.supplement_view(one) for one in team.supplements.requests]
    )
