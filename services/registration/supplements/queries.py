"""Reading requests for supplementary material (rules C11, K1)."""

from __future__ import annotations

from dasai.registration.v1 import supplements_pb2

from chassis.actor import Actor
from chassis.permissions import registration as permissions

from ..teams.checks import visible
from . import words


def list_supplements(team_id: str, number: int, actor: Actor) -> supplements_pb2.ListSupplementsResponse:
    """List what review asked the team for, and its answers; with a number only that request (rule C11)."""
    team = visible(team_id, actor, permissions.LIST_SUPPLEMENTS)
    return supplements_pb2.ListSupplementsResponse(
        supplements=[
            words.supplement_view(request) for request in team.supplements.requests if number in (0, request.number)
        ]
    )
