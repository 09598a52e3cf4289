"""What is asked about rankings; mirrors requests of `dasai.scoring.v1`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FreezeRound:
    round_id: str
    accept_disagreements: bool = False


@dataclass(frozen=True, kw_only=True)
class ReopenRanking:
    round_id: str
    reason: str
