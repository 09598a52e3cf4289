"""Events that a ranking raises; each mirrors its message in `dasai.scoring.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.schemes import Stage
from chassis.facts.teams import TeamFacts
from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class RankedProject:
    """A project's line in a ranking.

    A struck one keeps its score and has rank 0; a suspended one, whose review case is open again, keeps its rank too. The place
    of a `drawn` one among those alike was drawn (rule E4).
    """

    team: TeamFacts
    rank: int
    score: str
    struck: bool = False
    suspended: bool = False
    drawn: bool = False


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
    vacant: bool = False


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
