"""What a recommendation is asked to do."""

from __future__ import annotations

from dataclasses import dataclass

from .model import RankedProject


@dataclass(frozen=True, kw_only=True)
class FileRecommendation:
    division_code: str
    team_ids: tuple[str, ...]
    report: str


@dataclass(frozen=True, kw_only=True)
class SubstituteProject:
    division_code: str
    lost_team_id: str
    substitute_team_id: str


@dataclass(frozen=True, kw_only=True)
class LearnRanking:
    """`division_code` is empty for a ranking that is none of a division's."""

    round_id: str
    division_code: str
    track: str
    number: int
    projects: tuple[RankedProject, ...]
