"""What happened to a case; each mirrors its message in `dasai.review.v1`."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.facts.teams import TeamFacts
from chassis.kernel.clock import Instant


class Outcome(enum.StrEnum):
    """What a reviewer may decide (rule D1)."""

    PASSED = "passed"
    RETURNED = "returned"
    SUPPLEMENT = "supplement"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class CaseOpened:
    case_id: str
    team_id: str
    division_code: str
    submission_number: int


@dataclass(frozen=True, kw_only=True)
class SupplementRequest:
    number: int
    asked: str
    due_at: Instant


@dataclass(frozen=True, kw_only=True)
class CaseDecided:
    case_id: str
    team: TeamFacts
    submission_number: int
    outcome: Outcome
    reason: str
    sequence: int = 0
    supplement: SupplementRequest | None = None


class ReopeningReason(enum.StrEnum):
    """Why a case that was decided is reviewed anew."""

    NEW_SUBMISSION = "new_submission"
    SUPPLEMENT_ANSWERED = "supplement_answered"
    SUPPLEMENT_LAPSED = "supplement_lapsed"
    LATER_FINDING = "later_finding"
    APPEAL_GRANTED = "appeal_granted"


@dataclass(frozen=True, kw_only=True)
class CaseReopened:
    case_id: str
    team: TeamFacts
    submission_number: int
    reason: ReopeningReason
    sequence: int
    finding_code: str = ""


@dataclass(frozen=True, kw_only=True)
class TeamDisqualified:
    team_id: str
    division_code: str
    track: str
    project_name: str
    code: str
    reason: str
