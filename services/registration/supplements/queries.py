"""Teams, for those who may see them (rule K1)."""

from __future__ import annotations

from dasai.registration.v1 import supplements_pb2

from chassis.actor import Actor

from ..teams.checks.access import visible
from . import wire


def list_supplements(team_id: str, actor: Actor) -> supplements_pb2.ListSupplementsResponse:
    """What review asked the team for, and what became of it (rule C11)."""
    team = visible(team_id, actor)
    return supplements_pb2.ListSupplementsResponse(
        supplements=[wire.supplement_view(one) for one in team.supplements.requests]
    )
