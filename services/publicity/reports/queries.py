"""Show reports to the committee, and to whoever has the tracking code (rules H2, H3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dasai.publicity.v1 import reports_pb2

from chassis.actor import Actor, Role
from chassis.kernel.refusal import refuse
from chassis.mapping import enum_value
from chassis.personal_data import Record
from chassis.refusals import NOT_FOUND

from ..objections.adapters import hash_of
from . import store, wire
from .model.report import ReportState


def get_report(request: reports_pb2.GetReportRequest, actor: Actor) -> reports_pb2.Report:
    """Show the committee a report (rule H2)."""
    actor.require(Role.COMMITTEE)
    return wire.report_view(store.reports.look(request.report_id))


def list_reports(request: reports_pb2.ListReportsRequest, actor: Actor) -> reports_pb2.ListReportsResponse:
    """Show the committee reports (rule H2)."""
    actor.require(Role.COMMITTEE)
    filters: dict[str, Any] = {}
    if request.team_id:
        filters["state.team_id"] = request.team_id
    if request.organiser_id:
        filters["state.organiser_id"] = request.organiser_id
    if request.state:
        state = enum_value(request.state, reports_pb2.ReportState.DESCRIPTOR)
        # a state that an aggregate begins with is left out of its document
        filters["state.state"] = {"$exists": False} if state == ReportState.FILED else state
    reports, next_page_token = store.reports.page(filters, request.page.page_token, request.page.page_size)
    return wire.list_view(reports, next_page_token)


def get_report_status(request: reports_pb2.GetReportStatusRequest) -> reports_pb2.ReportStatus:
    """Show the state of a report, and who has read who reports, to whoever holds its secret tracking code (rules H3, K4)."""
    report = store.report_tracked(hash_of(request.tracking_code)) if request.tracking_code else None
    if report is None:
        refuse(NOT_FOUND, what="report")
    return wire.status_view(report, store.accesses_to(report.id))


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the caller's steps in reports and readings of reporters.

    Who reports is sealed, and is not looked for by an account: only the tracking code leads to it (rules H2, K4).
    """
    for report in sorted(
        store.reports.every({"state.steps.account_id": actor.account_id}), key=lambda report: report.id
    ):
        for step in report.steps:
            if step.account_id == actor.account_id:
                values = {"report_id": report.id, "state": step.state.value, "reason": step.reason}
                yield Record(kind="report_step", at=step.at, values=values)
    for access in store.accesses_by(actor.account_id):
        yield Record(
            kind="reporter_read", at=access.at, values={"report_id": access.report_id, "purpose": access.purpose}
        )
