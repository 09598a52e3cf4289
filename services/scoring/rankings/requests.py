"""Requests about rankings; they mirror those of `dasai.scoring.v1` and the event of a notice."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class FreezeRound:
    round_id: str
    accept_disagreements: bool = False


@dataclass(frozen=True, kw_only=True)
class ReopenRanking:
    round_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OpenFinalRankings:
    """A notice opened; that of the winners makes the rankings of the final public."""

    of_winners: bool
    opens_at: Instant
