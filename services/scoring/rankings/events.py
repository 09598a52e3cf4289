"""What scoring tells the others; each mirrors its message in `dasai.scoring.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant

from .facts import Stage, TeamFacts


@dataclass(frozen=True, kw_only=True)
class RoundOpened:
    round_id: str
    stage: Stage
    division_code: str
    track: str


@dataclass(frozen=True, kw_only=True)
class ExpertsAssigned:
    round_id: str
    seed: str
    sheets: int
    division_code: str = ""


@dataclass(frozen=True, kw_only=True)
class ScoresheetSubmitted:
    sheet_id: str
    round_id: str
    number: int


@dataclass(frozen=True, kw_only=True)
class RankedProject:
    team: TeamFacts
    rank: int
    score: str
    struck: bool = False


@dataclass(frozen=True, kw_only=True)
class RankingFrozen:
    ranking_id: str
    round_id: str
    stage: Stage
    division_code: str
    track: str
    number: int
    projects: tuple[RankedProject, ...]
    digest: str
    signature: str
    frozen_at: Instant


@dataclass(frozen=True, kw_only=True)
class RankingReopened:
    ranking_id: str
    round_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RankingAmended:
    ranking_id: str
    round_id: str
    stage: Stage
    division_code: str
    track: str
    number: int
    projects: tuple[RankedProject, ...]
    digest: str
    signature: str
    reason: str
