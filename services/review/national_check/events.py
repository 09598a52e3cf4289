"""Events of the national check and the finalist list; each mirrors its message in `dasai.review.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.schemes import Channel
from chassis.facts.teams import TeamFacts


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
class Finalist:
    team: TeamFacts
    channel: Channel
    recommender_id: str


@dataclass(frozen=True, kw_only=True)
class FinalistsProposed:
    list_id: str
    finalists: tuple[Finalist, ...]
    version: int = 1
    # if upheld objections bring these projects to the list, not their recommenders (rule F8)
    admitted: bool = False


@dataclass(frozen=True, kw_only=True)
class FinalistsConfirmed:
    list_id: str
    finalists: tuple[Finalist, ...]
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class FinalistStruck:
    list_id: str
    finalist: Finalist
    version: int
    code: str


@dataclass(frozen=True, kw_only=True)
class FinalistReviewChanged:
    list_id: str
    team_id: str
    under_review: bool
    sequence: int
