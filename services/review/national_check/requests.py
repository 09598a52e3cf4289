"""Requests of callers and events about the national check and the finalist list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SettleHit:
    hit_id: str
    confirmed: bool
    disqualified_team_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class ConfirmFinalists:
    """A notice was closed; `of_finalists` is False if it announced something else."""

    of_finalists: bool
    list_id: str
    version: int
    upheld_team_ids: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class FollowRecommendation:
    """A recommender filed its list, or filled a lost place."""

    recommendation_id: str
