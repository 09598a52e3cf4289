"""What the events ask by which a project leaves the contest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DropTeam:
    """A team withdrew or lost its place; `division_code` and `track` say in which rounds it may be.

    `team_id` is empty if nothing follows.
    """

    team_id: str
    division_code: str
    track: str
    reason: str
