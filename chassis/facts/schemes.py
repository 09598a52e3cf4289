"""Parts of a division's scheme that registration publishes and scoring works by, and whence a ranking or a finalist comes."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Aggregation(enum.StrEnum):
    """A way in which the scores of several experts become a single score (rule E4)."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
    NORMALISED = "normalised"


class Stage(enum.StrEnum):
    """The stage that a ranking comes from."""

    DIVISION = "division"
    FINAL = "final"


class Channel(enum.StrEnum):
    """Through whom a project reaches the final (rule F4)."""

    DIVISION = "division"
    CONTEST = "contest"


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A criterion of the rubric (rule E3); the weights are decimals that sum to 1."""

    id: str
    name: str
    weight: str
    # what experts look at
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class LocalAward:
    """A local award (rule E7)."""

    category: str
    quota: int
    prize: str = ""
    # what it entitles to beside the prize
    rights: str = ""
