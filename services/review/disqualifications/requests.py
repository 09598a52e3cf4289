"""What is asked where a team loses its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DisqualifyTeam:
    """`team_id` is empty where nothing follows."""

    team_id: str
    code: str
    reason: str
