"""What scoring is asked to do; mirrors the requests of `dasai.scoring.v1` and the events that it acts on."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import Scheme, Stage, TeamFacts
from .panel import Expert
from .sheet import Score


@dataclass(frozen=True, kw_only=True)
class AppointExperts:
    panel_id: str
    experts: tuple[Expert, ...]


@dataclass(frozen=True, kw_only=True)
class DeclareInterests:
    panel_id: str
    interests: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AssignExperts:
    round_id: str
    seed: str


@dataclass(frozen=True, kw_only=True)
class ReopenRanking:
    round_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SaveSheet:
    sheet_id: str
    scores: tuple[Score, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class LearnScheme:
    division_code: str
    version: int
    scheme: Scheme


@dataclass(frozen=True, kw_only=True)
class EnterTeams:
    """Projects that may be scored; none where an event says something else."""

    stage: Stage
    teams: tuple[TeamFacts, ...]


@dataclass(frozen=True, kw_only=True)
class DropTeam:
    """A project fell out; `division_code` and `track` say which rounds it may stand in."""

    team_id: str
    division_code: str
    track: str
    reason: str
