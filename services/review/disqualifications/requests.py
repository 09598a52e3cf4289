"""What events ask for a team that may lose its place."""

from __future__ import annotations

from dataclasses import dataclass

from ..cases.events import Outcome


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
    """A reviewer decided on the team's case."""

    team_id: str
    outcome: Outcome
