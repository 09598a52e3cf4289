"""What other services' events ask of rounds."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.teams import TeamFacts


@dataclass(frozen=True, kw_only=True)
class JudgeTeam:
    """Review decided of a submission."""

    team: TeamFacts
    submission_number: int
    passed: bool


@dataclass(frozen=True, kw_only=True)
class EnterFinalists:
    """The finalist list was confirmed."""

    teams: tuple[TeamFacts, ...]
