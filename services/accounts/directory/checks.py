"""Checks of what is known of a team before a message about it is sent."""

from __future__ import annotations

from . import store
from .model import KnownTeam


class TeamNotKnownError(Exception):
    """The registration of a team was not heard yet: the event that names it is tried again later."""


def known_team(team_id: str) -> KnownTeam:
    """Return a team; raise TeamNotKnownError until its registration was heard."""
    team = store.team(team_id)
    if team is None:
        raise TeamNotKnownError
    return team
