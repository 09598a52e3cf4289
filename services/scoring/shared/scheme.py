"""The scheme by which the projects of a round are scored (rules A5, E3, E4)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.schemes import Aggregation, Criterion, LocalAward


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """What scoring needs of a filed scheme (rules E3, E4, E7).

    `disagreement` is in points of the scale: experts who differ by so many are far apart (rule E5). The edition states it,
    not the division.
    """

    rubric: tuple[Criterion, ...]
    scale: str
    experts_per_project: int
    aggregation: Aggregation
    decimals: int
    tie_breakers: tuple[str, ...] = ()
    disagreement: str = ""
    local_awards: tuple[LocalAward, ...] = ()
