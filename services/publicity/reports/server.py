"""Serve reports over gRPC."""

from __future__ import annotations

import grpc
from dasai.publicity.v1 import reports_pb2, reports_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Reports(reports_pb2_grpc.ReportsServicer):
    """The contract's service Reports."""

    def FileReport(
        self, request: reports_pb2.FileReportRequest, context: grpc.ServicerContext
    ) -> reports_pb2.FileReportResponse:
        return commands.file_report(from_message(request, requests.FileReport), actor(), at())

    def AcceptReport(
        self, request: reports_pb2.AcceptReportRequest, context: grpc.ServicerContext
    ) -> reports_pb2.Report:
        return commands.accept_report(from_message(request, requests.AcceptReport), actor(), at())

    def RecordHearing(
        self, request: reports_pb2.RecordHearingRequest, context: grpc.ServicerContext
    ) -> reports_pb2.Report:
        return commands.record_hearing(from_message(request, requests.RecordHearing), actor(), at())

    def AdjudicateReport(
        self, request: reports_pb2.AdjudicateReportRequest, context: grpc.ServicerContext
    ) -> reports_pb2.Report:
        return commands.adjudicate_report(from_message(request, requests.AdjudicateReport), actor(), at())

    def GetReport(self, request: reports_pb2.GetReportRequest, context: grpc.ServicerContext) -> reports_pb2.Report:
        return queries.get_report(request, actor())

    def ListReports(
        self, request: reports_pb2.ListReportsRequest, context: grpc.ServicerContext
    ) -> reports_pb2.ListReportsResponse:
        return queries.list_reports(request, actor())

    def ReadReporter(
        self, request: reports_pb2.ReadReporterRequest, context: grpc.ServicerContext
    ) -> reports_pb2.Reporter:
        return commands.read_reporter(from_message(request, requests.ReadReporter), actor(), at())

    def GetReportStatus(
        self, request: reports_pb2.GetReportStatusRequest, context: grpc.ServicerContext
    ) -> reports_pb2.ReportStatus:
        return queries.get_report_status(request)
