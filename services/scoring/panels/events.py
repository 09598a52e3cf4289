"""Events that a panel raises; each mirrors its message in `dasai.scoring.v1`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AppointedExpert:
    account_id: str
    organisation_uscc: str
    tracks: tuple[str, ...]
    interests: tuple[str, ...]
    # lacks the role, or may not be used
    inactive: bool = False


@dataclass(frozen=True, kw_only=True)
class ExpertsAppointed:
    panel_id: str
    experts: tuple[AppointedExpert, ...]


@dataclass(frozen=True, kw_only=True)
class InterestsDeclared:
    panel_id: str
    account_id: str
    interests: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ExpertRecused:
    panel_id: str
    account_id: str
    team_id: str
    reason: str
    number: int
