"""What scoring is asked to do; mirrors the requests of `dasai.scoring.v1` and the events that it acts on."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import Scheme, TeamFacts
from .local_awards import LocalGrant
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
class Recuse:
    panel_id: str
    sheet_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AssignExperts:
    round_id: str
    seed: str
    further_team_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FreezeRound:
    round_id: str
    accept_disagreements: bool = False


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
class JudgeTeam:
    """What review decided of a submission."""

    team: TeamFacts
    submission_number: int
    passed: bool


@dataclass(frozen=True, kw_only=True)
class EnterFinalists:
    """The finalist list."""

    teams: tuple[TeamFacts, ...]


@dataclass(frozen=True, kw_only=True)
class KeepDeclaration:
    """What a team submitted, as its experts will read it."""

    team_id: str
    number: int
    content: bytes


@dataclass(frozen=True, kw_only=True)
class GrantLocalAwards:
    division_code: str
    grants: tuple[LocalGrant, ...]


@dataclass(frozen=True, kw_only=True)
class DropTeam:
    """A project fell out; `division_code` and `track` say which rounds it may stand in."""

    team_id: str
    division_code: str
    track: str
    reason: str
