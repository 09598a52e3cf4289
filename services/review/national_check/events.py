"""What the national check tells the others; each mirrors its message in `dasai.review.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from ..shared.facts import Channel, TeamFacts


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


@dataclass(frozen=True, kw_only=True)
class FinalistsConfirmed:
    list_id: str
    finalists: tuple[Finalist, ...]
