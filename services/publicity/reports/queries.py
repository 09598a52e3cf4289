"""Show reports to the committee, and to whoever has the tracking code (rules H2, H3)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.publicity.v1 import reports_pb2

from chassis.actor import Actor
from chassis.kernel.refusal import refuse
from chassis.mapping import asked, enum_value, list_response
from chassis.permissions import publicity as permissions
from chassis.personal_data import Record
from chassis.refusals import NOT_FOUND

from ..objections.adapters import hash_of
from . import store, wire


def get_report(request: reports_pb2.GetReportRequest, actor: Actor) -> reports_pb2.Report:
    """Show the committee a report (rule H2)."""
    permissions.GET_REPORT.require(actor)
    return wire.report_view(store.reports.look(request.report_id))


def list_reports(request: reports_pb2.ListReportsRequest, actor: Actor) -> reports_pb2.ListReportsResponse:
    """Show the committee reports, the newest first (rule H2)."""
    permissions.LIST_REPORTS.require(actor)
    state = enum_value(request.state, reports_pb2.ReportState.DESCRIPTOR) if request.state else ""
    part = store.listed_part(state, request.team_id, request.organiser_id)
    page = store.reports.listed([part], asked(request.page))
    return wire.list_view(page.aggregates, list_response(page))


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
