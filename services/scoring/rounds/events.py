"""Events that a round raises; each mirrors its message in `dasai.scoring.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.schemes import Stage


@dataclass(frozen=True, kw_only=True)
class RoundOpened:
    round_id: str
    stage: Stage
    division_code: str
    track: str


@dataclass(frozen=True, kw_only=True)
class ExpertAssignment:
    team_id: str
    account_id: str
    not_blind: bool = False


@dataclass(frozen=True, kw_only=True)
class ExpertsAssigned:
    round_id: str
    seed: str
    sheets: int
    division_code: str = ""
    assignments: tuple[ExpertAssignment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SeedCommitted:
    round_id: str
    number: int
    seed_hash: str
    reason: str
    nonce_hash: str


@dataclass(frozen=True, kw_only=True)
class SeedDrawn:
    round_id: str
    number: int
    seed: str
    seed_hash: str
    reason: str
    team_ids: tuple[str, ...]
    nonce: str


@dataclass(frozen=True, kw_only=True)
class RankingReopened:
    ranking_id: str
    round_id: str
    reason: str
    stage: Stage
    division_code: str
    track: str
    number: int
