"""Requests of callers and events about recommendations."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.schemes import Stage
from chassis.kernel.clock import Instant

from .model import RankedProject


@dataclass(frozen=True, kw_only=True)
class SeenRecommendation:
    filed_at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class FileRecommendation:
    division_code: str
    team_ids: tuple[str, ...]
    report: str
    seen: SeenRecommendation | None = None


@dataclass(frozen=True, kw_only=True)
class ImportRecommendation:
    division_code: str
    # in base64
    file: str
    report: str
    dry_run: bool
    seen: SeenRecommendation | None = None


@dataclass(frozen=True, kw_only=True)
class SubstituteProject:
    division_code: str
    lost_team_id: str
    substitute_team_id: str


@dataclass(frozen=True, kw_only=True)
class NotifyRecommender:
    division_code: str
    lost_team_id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class RecordReopening:
    """A frozen ranking was reopened."""

    round_id: str
    stage: Stage
    division_code: str
    track: str
    number: int


@dataclass(frozen=True, kw_only=True)
class RecordFinalOrder:
    """The order of a track of the final was drawn for the `number`th time; `track` is empty for a division's round."""

    track: str
    number: int
    team_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RecordRanking:
    round_id: str
    stage: Stage
    division_code: str
    track: str
    number: int
    projects: tuple[RankedProject, ...]
