"""gRPC in, commands and queries out. `python -m services.publicity.server`."""

from __future__ import annotations

from typing import Any

from dasai.publicity.v1 import service_pb2_grpc as grpc_

from chassis.rpc.server import actor, at, serve

from . import queries, store, wire
from .commands import awards, reports


class Notices(grpc_.NoticesServicer):
    """Notices."""

    def ListNotices(self, request: Any, context: Any) -> Any:
        return queries.list_notices(request, actor(), at())

    def GetNotice(self, request: Any, context: Any) -> Any:
        return queries.get_notice(request.notice_id, actor(), at())


class Reports(grpc_.ReportsServicer):
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


class Awards(grpc_.AwardsServicer):
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
    (grpc_.add_NoticesServicer_to_server, Notices()),
    (grpc_.add_ReportsServicer_to_server, Reports()),
    (grpc_.add_AwardsServicer_to_server, Awards()),
)

if __name__ == "__main__":
    reports.reporter_sealer()  # no server without the key that reporters are sealed with
    serve("publicity", SERVICES, documents=store.DOCUMENTS)
