"""What a case is asked to do; mirrors the requests of `dasai.review.v1` and the events that review acts on."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant

from ..shared.facts import Evidence, TeamFacts
from .events import Outcome
from .model.case import Judgements
from .model.findings import LaterFinding
from .model.submission import Submitted


@dataclass(frozen=True, kw_only=True)
class DecideCase:
    case_id: str
    submission_number: int
    outcome: Outcome
    judgements: Judgements
    reason: str


@dataclass(frozen=True, kw_only=True)
class LearnAnswer:
    team_id: str
    number: int
    text: str
    evidence: tuple[Evidence, ...]
    answered_at: Instant


@dataclass(frozen=True, kw_only=True)
class LearnLapse:
    team_id: str
    number: int


@dataclass(frozen=True, kw_only=True)
class ReassignCase:
    case_id: str
    reviewer_id: str


@dataclass(frozen=True, kw_only=True)
class AppealCase:
    case_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SettleAppeal:
    case_id: str
    granted: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class OpenCase:
    submitted: Submitted


@dataclass(frozen=True, kw_only=True)
class LearnFinding:
    team_id: str
    division_code: str
    told: LaterFinding


@dataclass(frozen=True, kw_only=True)
class LearnAccounts:
    team: TeamFacts


@dataclass(frozen=True, kw_only=True)
class LearnPersons:
    groups: tuple[frozenset[str], ...]


@dataclass(frozen=True, kw_only=True)
class WithdrawCase:
    team_id: str
    division_code: str
