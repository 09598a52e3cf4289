"""Requests of people about reports; they mirror those of `dasai.publicity.v1.Reports`."""

from __future__ import annotations

from dataclasses import dataclass

from .model.report import EvidenceFile
from .model.reporter import Reporter


@dataclass(frozen=True, slots=True)
class FileReport:
    """Someone reports a team or an organiser (H2); `notice_id` is the notice during which they do, or empty."""

    team_id: str
    organiser_id: str
    notice_id: str
    text: str
    evidence: tuple[EvidenceFile, ...]
    reporter: Reporter


@dataclass(frozen=True, slots=True)
class AcceptReport:
    """The committee takes a report on (H3)."""

    report_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordHearing:
    """The committee heard a party (H3)."""

    report_id: str
    record: str


@dataclass(frozen=True, slots=True)
class AdjudicateReport:
    """The committee rules (H3)."""

    report_id: str
    upheld: bool
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadReporter:
    """A committee member needs to know who reports (H2, K4)."""

    report_id: str
    purpose: str
