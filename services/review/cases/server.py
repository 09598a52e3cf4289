"""Serve the review cases over gRPC."""

from __future__ import annotations

import grpc
from dasai.review.v1 import cases_pb2, cases_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Cases(cases_pb2_grpc.CasesServicer):
    """Review cases of the teams (rules D1 to D4)."""

    def GetCase(self, request: cases_pb2.GetCaseRequest, context: grpc.ServicerContext) -> cases_pb2.Case:
        return queries.get_case(request.case_id, actor(), at())

    def ListCases(
        self, request: cases_pb2.ListCasesRequest, context: grpc.ServicerContext
    ) -> cases_pb2.ListCasesResponse:
        return queries.list_cases(request, actor(), at())

    def CountCases(self, request: cases_pb2.CountCasesRequest, context: grpc.ServicerContext) -> cases_pb2.CaseCounts:
        return queries.count_cases(request.division_code, actor())

    def DecideCase(self, request: cases_pb2.DecideCaseRequest, context: grpc.ServicerContext) -> cases_pb2.Case:
        return commands.decide_case(from_message(request, requests.DecideCase), actor(), at())

    def ReassignCase(self, request: cases_pb2.ReassignCaseRequest, context: grpc.ServicerContext) -> cases_pb2.Case:
        return commands.reassign_case(from_message(request, requests.ReassignCase), actor(), at())

    def RecuseFromCase(
        self, request: cases_pb2.RecuseFromCaseRequest, context: grpc.ServicerContext
    ) -> cases_pb2.RecuseFromCaseResponse:
        return commands.recuse_from_case(from_message(request, requests.RecuseFromCase), actor(), at())

    def AppealCase(self, request: cases_pb2.AppealCaseRequest, context: grpc.ServicerContext) -> cases_pb2.Case:
        return commands.appeal_case(from_message(request, requests.AppealCase), actor(), at())

    def SettleAppeal(self, request: cases_pb2.SettleAppealRequest, context: grpc.ServicerContext) -> cases_pb2.Case:
        return commands.settle_appeal(from_message(request, requests.SettleAppeal), actor(), at())
