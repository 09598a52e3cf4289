"""Events of a case; each mirrors its message in `dasai.review.v1`."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.facts.teams import TeamFacts
from chassis.kernel.clock import Instant


class Outcome(enum.StrEnum):
    """An outcome that a reviewer may decide (rule D1)."""

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
class Finding:
    """A finding that a reviewer must look at, with its evidence; it alone fails nothing (rule D1).

    `team_id` and `team_division_code` are the other team's, if the finding is about two.
    """

    code: str
    severity: str
    evidence: str
    team_id: str = ""
    team_division_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Judgements:
    """The three named judgements on a submission (rule D4)."""

    compliance: bool
    authenticity: bool
    lawfulness: bool

    @property
    def all_hold(self) -> bool:
        """Return True if nothing speaks against the submission."""
        return self.compliance and self.authenticity and self.lawfulness


@dataclass(frozen=True, kw_only=True)
class CaseDecided:
    case_id: str
    team: TeamFacts
    submission_number: int
    outcome: Outcome
    reason: str
    sequence: int
    judgements: Judgements
    decided_by: str
    decided_at: Instant
    findings: tuple[Finding, ...] = ()
    digest: str = ""
    late: bool = False
    late_reason: str = ""
    supplement: SupplementRequest | None = None
    appeal_until: Instant | None = None


class ReopeningReason(enum.StrEnum):
    """A reason to review a decided case anew."""

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
class CaseAssigned:
    case_id: str
    division_code: str
    submission_number: int
    reviewer_id: str
    former_reviewer_id: str
    due_at: Instant | None
    sequence: int


@dataclass(frozen=True, kw_only=True)
class ReviewerRecused:
    case_id: str
    division_code: str
    submission_number: int
    reviewer_id: str
    reason: str
    recused_at: Instant
    number: int


@dataclass(frozen=True, kw_only=True)
class AppealLodged:
    case_id: str
    team: TeamFacts
    submission_number: int
    reason: str
    lodged_by: str
    lodged_at: Instant


@dataclass(frozen=True, kw_only=True)
class AppealSettled:
    case_id: str
    team: TeamFacts
    submission_number: int
    granted: bool
    reason: str
    settled_by: str
    settled_at: Instant
    sequence: int


@dataclass(frozen=True, kw_only=True)
class AppealLapsed:
    case_id: str
    team: TeamFacts
    submission_number: int
    appeal_until: Instant
    sequence: int


@dataclass(frozen=True, kw_only=True)
class TeamDisqualified:
    team_id: str
    division_code: str
    track: str
    project_name: str
    code: str
    reason: str
