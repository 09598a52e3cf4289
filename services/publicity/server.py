"""gRPC in, commands and queries out. `python -m services.publicity.server`."""

from __future__ import annotations

from typing import Any

from dasai.publicity.v1 import awards_pb2_grpc, notices_pb2_grpc, reports_pb2_grpc

from chassis.rpc.server import actor, at, serve

from . import queries, store, wire
from .commands import awards, reports


class Notices(notices_pb2_grpc.NoticesServicer):
    """Notices."""

    def ListNotices(self, request: Any, context: Any) -> Any:
        return queries.list_notices(request, actor(), at())

    def GetNotice(self, request: Any, context: Any) -> Any:
        return queries.get_notice(request.notice_id, actor(), at())


class Reports(reports_pb2_grpc.ReportsServicer):
    """Reports and objections."""

    def FileReport(self, request: Any, context: Any) -> Any:
        return reports.file_report(wire.command(request), actor(), at())

    def AcceptReport(self, request: Any, context: Any) -> Any:
        return reports.accept_report(wire.command(request), actor(), at())

    def RecordHearing(self, request: Any, context: Any) -> Any:
        return reports.record_hearing(wire.command(request), actor(), at())

    def AdjudicateReport(self, request: Any, context: Any) -> Any:
        return reports.adjudicate_report(wire.command(request), actor(), at())

    def GetReport(self, request: Any, context: Any) -> Any:
        return queries.get_report(request.report_id, actor())

    def ListReports(self, request: Any, context: Any) -> Any:
        return queries.list_reports(request, actor())

    def ReadReporter(self, request: Any, context: Any) -> Any:
        return reports.read_reporter(wire.command(request), actor(), at())

    def GetReportStatus(self, request: Any, context: Any) -> Any:
        return queries.get_report_status(request.tracking_code)


class Awards(awards_pb2_grpc.AwardsServicer):
    """Awards and certificates."""

    def AnnounceWinners(self, request: Any, context: Any) -> Any:
        return awards.announce_winners(wire.command(request), actor(), at())

    def GrantSpecialAward(self, request: Any, context: Any) -> Any:
        return awards.grant_special_award(wire.command(request), actor(), at())

    def ListAwards(self, request: Any, context: Any) -> Any:
        return queries.list_awards(request, actor(), at())

    def GetCertificate(self, request: Any, context: Any) -> Any:
        return queries.get_certificate(request.code)


SERVICES = (
    (notices_pb2_grpc.add_NoticesServicer_to_server, Notices()),
    (reports_pb2_grpc.add_ReportsServicer_to_server, Reports()),
    (awards_pb2_grpc.add_AwardsServicer_to_server, Awards()),
)

if __name__ == "__main__":
    reports.reporter_sealer()  # no server without the key that reporters are sealed with
    serve("publicity", SERVICES, documents=store.DOCUMENTS)
