"""Serve score sheets over gRPC, and what makes and ends them."""

from __future__ import annotations

import grpc
from dasai.scoring.v1 import panels_pb2, panels_pb2_grpc, rounds_pb2, rounds_pb2_grpc, sheets_pb2, sheets_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class SheetServicer(sheets_pb2_grpc.SheetsServicer):
    """The contract's service Sheets."""

    def ListSheets(
        self, request: sheets_pb2.ListSheetsRequest, context: grpc.ServicerContext
    ) -> sheets_pb2.ListSheetsResponse:
        return queries.list_sheets(request, actor())

    def GetSheet(self, request: sheets_pb2.GetSheetRequest, context: grpc.ServicerContext) -> sheets_pb2.Sheet:
        return queries.get_sheet(request, actor())

    def SaveSheet(self, request: sheets_pb2.SaveSheetRequest, context: grpc.ServicerContext) -> sheets_pb2.Sheet:
        return commands.save_sheet(from_message(request, requests.SaveSheet), actor(), at())

    def SubmitSheet(self, request: sheets_pb2.SubmitSheetRequest, context: grpc.ServicerContext) -> sheets_pb2.Sheet:
        return commands.submit_sheet(from_message(request, requests.SubmitSheet), actor(), at())

    def GetScoringProgress(
        self, request: sheets_pb2.GetScoringProgressRequest, context: grpc.ServicerContext
    ) -> sheets_pb2.ScoringProgress:
        return queries.get_scoring_progress(request, actor())


class AssignmentServicer(rounds_pb2_grpc.RoundsServicer):
    """Draws and the assignment of experts in the contract's service Rounds: they make the sheets, and depend on them."""

    def CommitSeed(self, request: rounds_pb2.CommitSeedRequest, context: grpc.ServicerContext) -> rounds_pb2.Draw:
        return commands.commit_seed(from_message(request, requests.CommitSeed), actor(), at())

    def AssignExperts(
        self, request: rounds_pb2.AssignExpertsRequest, context: grpc.ServicerContext
    ) -> rounds_pb2.Round:
        return commands.assign_experts(from_message(request, requests.AssignExperts), actor(), at())


class RecusalServicer(panels_pb2_grpc.PanelsServicer):
    """The recusal of experts in the contract's service Panels: it ends a sheet."""

    def Recuse(self, request: panels_pb2.RecuseRequest, context: grpc.ServicerContext) -> sheets_pb2.Sheet:
        return commands.recuse(from_message(request, requests.Recuse), actor(), at())
