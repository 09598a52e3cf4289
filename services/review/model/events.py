"""What review tells the others; each mirrors its message in `dasai.review.v1`."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.kernel.clock import Instant

from .facts import Channel, TeamFacts


class Outcome(enum.StrEnum):
    """What a reviewer decides."""

    PASSED = "passed"
    RETURNED = "returned"
    SUPPLEMENT = "supplement"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class CaseOpened:
    case_id: str
    team_id: str
    division_code: str
    submission_number: int


@dataclass(frozen=True, kw_only=True)
class SupplementRequest:
    number: int
    asked: str
    due_at: Instant


@dataclass(frozen=True, kw_only=True)
class CaseDecided:
    case_id: str
    team: TeamFacts
    submission_number: int
    outcome: Outcome
    reason: str
    sequence: int = 0
    supplement: SupplementRequest | None = None


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
class DuplicateSuspected:
    hit_id: str
    kind: str
    team_ids: tuple[str, ...]
    likeness: str


@dataclass(frozen=True, kw_only=True)
class DuplicateSettled:
    hit_id: str
    confirmed: bool
    disqualified_team_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class TeamDisqualified:
    team_id: str
    division_code: str
    track: str
    project_name: str
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Finalist:
    team: TeamFacts
    channel: Channel
    recommender_id: str


@dataclass(frozen=True, kw_only=True)
class FinalistsProposed:
    list_id: str
    finalists: tuple[Finalist, ...]


@dataclass(frozen=True, kw_only=True)
class FinalistsConfirmed:
    list_id: str
    finalists: tuple[Finalist, ...]
