"""Requests about rounds; they mirror those of `dasai.scoring.v1.Rounds`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CommitSeed:
    round_id: str
    seed_hash: str
    reason: str
