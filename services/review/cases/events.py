"""What cases tell the others; each mirrors its message in `dasai.review.v1`."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.kernel.clock import Instant

from ..shared.facts import TeamFacts


class Outcome(enum.StrEnum):
    """What a reviewer decides."""

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


@dataclass(frozen=True, kw_only=True)
class TeamDisqualified:
    team_id: str
    division_code: str
    track: str
    project_name: str
    code: str
    reason: str
