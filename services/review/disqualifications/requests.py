"""What events ask for a team that may lose its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DisqualifyReportedTeam:
    """The committee decided on a report against the team."""

    team_id: str
    upheld: bool
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ApplyDisqualification:
    """A case or a hit of this service disqualified the team."""

    team_id: str
    code: str


@dataclass(frozen=True, kw_only=True)
class ReleasePlace:
    """The team's case was decided, or an appeal against that was settled or is no longer possible."""

    team_id: str
