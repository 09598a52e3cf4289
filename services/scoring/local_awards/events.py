"""Events of local awards; each mirrors its message in `dasai.scoring.v1`."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class AwardStanding(enum.StrEnum):
    """The standing of a project's local awards: lost once it was struck, suspended while its case is open again."""

    VALID = "valid"
    SUSPENDED = "suspended"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class GrantedAward:
    """A local award for a project."""

    category: str
    team_id: str


@dataclass(frozen=True, kw_only=True)
class GrantedChanges:
    """The awards that a grant added, and those that it took back by leaving them out."""

    added: tuple[GrantedAward, ...]
    withdrawn: tuple[GrantedAward, ...]


@dataclass(frozen=True, kw_only=True)
class LocalAwardsGranted:
    division_code: str
    awards: tuple[GrantedAward, ...]
    changes: GrantedChanges


@dataclass(frozen=True, kw_only=True)
class LocalAwardChanged:
    division_code: str
    team_id: str
    categories: tuple[str, ...]
    standing: AwardStanding
