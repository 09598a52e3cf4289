"""Serve the review cases over gRPC."""

from __future__ import annotations

import grpc
from dasai.review.v1 import service_pb2, service_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Cases(service_pb2_grpc.CasesServicer):
    """Review cases."""

    def GetCase(self, request: service_pb2.GetCaseRequest, context: grpc.ServicerContext) -> service_pb2.Case:
        return queries.get_case(request.case_id, actor(), at())

    def ListCases(
        self, request: service_pb2.ListCasesRequest, context: grpc.ServicerContext
    ) -> service_pb2.ListCasesResponse:
        return queries.list_cases(request, actor(), at())

    def DecideCase(self, request: service_pb2.DecideCaseRequest, context: grpc.ServicerContext) -> service_pb2.Case:
        return commands.decide_case(from_message(request, requests.DecideCase), actor(), at())

    def ReassignCase(self, request: service_pb2.ReassignCaseRequest, context: grpc.ServicerContext) -> service_pb2.Case:
        return commands.reassign_case(from_message(request, requests.ReassignCase), actor(), at())

    def AppealCase(self, request: service_pb2.AppealCaseRequest, context: grpc.ServicerContext) -> service_pb2.Case:
        return commands.appeal_case(from_message(request, requests.AppealCase), actor(), at())

    def SettleAppeal(self, request: service_pb2.SettleAppealRequest, context: grpc.ServicerContext) -> service_pb2.Case:
        return commands.settle_appeal(from_message(request, requests.SettleAppeal), actor(), at())
