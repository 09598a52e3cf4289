"""What review is asked to do; mirrors the requests of `dasai.review.v1` and the events that it acts on."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant

from .case import Judgements
from .desk import Reviewer, SchemeTerms
from .events import Outcome
from .facts import Evidence, Submitted, TeamFacts
from .findings import LaterFinding
from .recommendation import RankedProject


@dataclass(frozen=True, kw_only=True)
class AppointReviewers:
    division_code: str
    reviewers: tuple[Reviewer, ...]


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
class SettleHit:
    hit_id: str
    confirmed: bool
    disqualified_team_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class LearnScheme:
    division_code: str
    terms: SchemeTerms


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


@dataclass(frozen=True, kw_only=True)
class LearnRanking:
    """`division_code` is empty for a ranking that is none of a division's."""

    round_id: str
    division_code: str
    track: str
    number: int
    projects: tuple[RankedProject, ...]


@dataclass(frozen=True, kw_only=True)
class ConfirmFinalists:
    """`list_id` is empty for a notice that announces something else."""

    list_id: str
    upheld: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class DisqualifyTeam:
    """`team_id` is empty where nothing follows."""

    team_id: str
    code: str
    reason: str
