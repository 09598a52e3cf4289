"""What happened to a recommendation; each mirrors its message in `dasai.review.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.schemes import Channel
from chassis.facts.teams import TeamFacts


@dataclass(frozen=True, kw_only=True)
class RecommendedProject:
    team: TeamFacts
    rank: int
    score: str


@dataclass(frozen=True, kw_only=True)
class RecommendationFiled:
    recommendation_id: str
    channel: Channel
    recommender_id: str
    projects: tuple[RecommendedProject, ...]
