"""Events of a recommendation; each mirrors its message in `dasai.review.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.schemes import Channel
from chassis.facts.teams import TeamFacts
from chassis.kernel.clock import Instant


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


@dataclass(frozen=True, kw_only=True)
class PlaceLost:
    recommendation_id: str
    team_id: str
    code: str


@dataclass(frozen=True, kw_only=True)
class RecommenderNotified:
    recommendation_id: str
    team_id: str
    until: Instant
