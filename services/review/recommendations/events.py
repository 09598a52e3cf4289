"""What recommendations tell the others; each mirrors its message in `dasai.review.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from ..shared.facts import Channel, TeamFacts


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
