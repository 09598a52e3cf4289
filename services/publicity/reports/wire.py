"""Translate reports and their events to the contracts, and reporters to bytes that are sealed."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.common.v1 import page_pb2
from dasai.publicity.v1 import events_pb2, reports_pb2
from google.protobuf.message import Message

from chassis.mapping import messages, to_message

from . import events
from .model.report import Access, Report
from .model.reporter import Reporter

EVENTS: dict[type, type[Message]] = {
    events.ReportFiled: events_pb2.ReportFiled,
    events.ReporterRead: events_pb2.ReporterRead,
    events.ReportAdjudicated: events_pb2.ReportAdjudicated,
    events.OrganiserReportAdjudicated: events_pb2.OrganiserReportAdjudicated,
}


def filed_view(report: Report) -> reports_pb2.FileReportResponse:
    """Show the reporter the report's identifier; the secret tracking code is added where it is never stored."""
    return reports_pb2.FileReportResponse(
        report_id=report.id,
        state=f"REPORT_STATE_{report.state.upper()}",
        filed_at=report.filed_at,
    )


def report_view(report: Report) -> reports_pb2.Report:
    """Show a report to the committee: without reporter and tracking code (rule H2)."""
    return reports_pb2.Report(
        report_id=report.id,
        team_id=report.team_id,
        organiser_id=report.organiser_id,
        notice_id=report.notice_id,
        state=f"REPORT_STATE_{report.state.upper()}",
        text=report.text,
        evidence=messages(report.evidence, reports_pb2.ReportEvidence),
        filed_at=report.filed_at,
        steps=messages(report.steps, reports_pb2.ReportStep),
        code=report.code,
        reason=report.reason,
    )


def list_view(reports: Sequence[Report], page: page_pb2.PageResponse) -> reports_pb2.ListReportsResponse:
    """Show the committee a page of reports."""
    return reports_pb2.ListReportsResponse(
        reports=[report_view(report) for report in reports],
        page=page,
    )


def status_view(report: Report, accesses: Sequence[Access]) -> reports_pb2.ReportStatus:
    """Show a report to its reporter, with when and why the reporter's identity was read (rules H3, K4)."""
    return reports_pb2.ReportStatus(
        state=f"REPORT_STATE_{report.state.upper()}",
        filed_at=report.filed_at,
        changed_at=report.steps[-1].at,
        code=report.code,
        reason=report.reason,
        identity_looks=[reports_pb2.IdentityLook(at=access.at, purpose=access.purpose) for access in accesses],
    )


def reporter_bytes(reporter: Reporter) -> bytes:
    """Serialise a reporter, to be sealed."""
    return to_message(reporter, reports_pb2.Reporter).SerializeToString()


def reporter_view(plain: bytes) -> reports_pb2.Reporter:
    """Show a reporter whose seal was opened."""
    return reports_pb2.Reporter.FromString(plain)
