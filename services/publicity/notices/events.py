"""What publicity tells the others; each mirrors a message of `dasai.publicity.v1`."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.kernel.clock import Instant

from .facts import AwardFacts


class NoticeKind(enum.StrEnum):
    """What a notice announces."""

    FINALISTS = "finalists"
    WINNERS = "winners"
    DISQUALIFICATION = "disqualification"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class NoticeOpened:
    """The clock opened a notice (F8, H1)."""

    notice_id: str
    kind: NoticeKind
    subject_id: str
    opens_at: Instant
    closes_at: Instant | None


@dataclass(frozen=True, slots=True)
class NoticeClosed:
    """The notice ran its days and nothing raised against it is unsettled (F8, H1)."""

    notice_id: str
    kind: NoticeKind
    subject_id: str
    upheld_team_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportFiled:
    """A report or objection was filed (F8, H2)."""

    report_id: str
    team_id: str
    notice_id: str


@dataclass(frozen=True, slots=True)
class ReportAdjudicated:
    """The committee adjudicated a report (H3)."""

    report_id: str
    team_id: str
    upheld: bool
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class AwardsProposed:
    """The winners are proposed and their notice follows (G2, H1)."""

    list_id: str
    awards: tuple[AwardFacts, ...]


@dataclass(frozen=True, slots=True)
class AwardConfirmed:
    """The winners' notice ran its days; the award stands and has its certificate (G3, H1)."""

    award: AwardFacts
    certificate_number: str


@dataclass(frozen=True, slots=True)
class AwardRevoked:
    """A team lost its award; ranking, certificate and entitlements follow (H4)."""

    award: AwardFacts
    code: str
    reason: str
