"""Events that a report raises; each mirrors a message of `dasai.publicity.v1`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportFiled:
    """A report was filed (H2): about a team, or about an organiser."""

    report_id: str
    team_id: str
    notice_id: str
    organiser_id: str


@dataclass(frozen=True, slots=True)
class ReporterRead:
    """A committee member read who reports (H2, K4); the envelope's actor is the reader."""

    report_id: str
    access_id: str
    purpose_sha256: str


@dataclass(frozen=True, slots=True)
class ReportAdjudicated:
    """The committee adjudicated a report about a team (H3)."""

    report_id: str
    team_id: str
    upheld: bool
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class OrganiserReportAdjudicated:
    """The committee adjudicated a report about an organiser (H3)."""

    report_id: str
    organiser_id: str
    upheld: bool
    code: str
    reason: str
