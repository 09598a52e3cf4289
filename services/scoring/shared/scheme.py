"""The scheme by which the projects of a round are scored (rules A5, E3, E4)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.schemes import Aggregation, Criterion, LocalAward
from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class SchemeStage:
    """A stage of a division's review: until when it runs, and if experts score it blind (rules A5, E3)."""

    id: str
    closes: Instant
    blind: bool = False


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """The part of a filed scheme that scoring needs (rules E3, E4, E7).

    `disagreement` is in points of the scale: experts who differ by so many are far apart (rule E5). It and `last_tie_breaker`
    are stated by the edition, not by the division; a scheme without the latter was taken before the edition's was read, and
    leaves projects that are alike on a shared rank.
    """

    rubric: tuple[Criterion, ...]
    scale: str
    experts_per_project: int
    aggregation: Aggregation
    decimals: int
    tie_breakers: tuple[str, ...] = ()
    last_tie_breaker: str = ""
    disagreement: str = ""
    local_awards: tuple[LocalAward, ...] = ()
    scoring_closes: Instant | None = None
    stages: tuple[SchemeStage, ...] = ()

    def is_blind(self, at: Instant) -> bool:
        """Return True if experts who get a project at this instant score it blind (rule E3).

        That is as the scheme says of the stage that runs then, or comes next. A scheme without stages says nothing of it, and
        is scored blind: to hide too much harms less than to show too much.
        """
        for stage in self.stages:
            if at <= stage.closes:
                return stage.blind
        return self.stages[-1].blind if self.stages else True
