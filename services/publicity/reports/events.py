"""Events that a report raises; each mirrors a message of `dasai.publicity.v1`."""

from __future__ import annotations

from dataclasses import dataclass


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
