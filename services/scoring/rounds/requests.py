"""What is asked of rounds; mirrors a request of `dasai.scoring.v1.Rounds`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CommitSeed:
    round_id: str
    seed_hash: str
    reason: str
