"""Requests of callers and events about review cases."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.persons import SamePerson
from chassis.facts.submissions import Evidence
from chassis.facts.teams import TeamFacts
from chassis.kernel.clock import Instant

from .events import Judgements, Outcome
from .model.submission import Submission


@dataclass(frozen=True, kw_only=True)
class DecideCase:
    case_id: str
    submission_number: int
    outcome: Outcome
    judgements: Judgements
    reason: str
    late_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ReassignCase:
    case_id: str
    reviewer_id: str


@dataclass(frozen=True, kw_only=True)
class RecuseFromCase:
    case_id: str
    reason: str


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
class ReleaseCases:
    division_code: str


@dataclass(frozen=True, kw_only=True)
class OpenCase:
    submission: Submission


@dataclass(frozen=True, kw_only=True)
class RecordAnswer:
    team_id: str
    number: int
    text: str
    evidence: tuple[Evidence, ...]
    answered_at: Instant


@dataclass(frozen=True, kw_only=True)
class RecordLapse:
    team_id: str
    number: int


@dataclass(frozen=True, kw_only=True)
class RecordFinding:
    team_id: str
    division_code: str
    code: str
    key: str
    evidence: str
    sequence: int
    lifted: bool
    # if the finding is about two teams
    other_team_id: str = ""
    other_team_division_code: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordAccounts:
    team: TeamFacts


@dataclass(frozen=True, kw_only=True)
class AddPersonKeys:
    persons: tuple[SamePerson, ...]


@dataclass(frozen=True, kw_only=True)
class WithdrawCase:
    team_id: str
    division_code: str
    unsubmitted: bool
