"""gRPC in, commands and queries out. `python -m services.scoring.server`."""

from __future__ import annotations

from typing import Any

from dasai.scoring.v1 import local_awards_pb2_grpc, panels_pb2_grpc, rounds_pb2_grpc, sheets_pb2_grpc

from chassis.rpc.server import actor, at, serve

from . import queries, store, wire
from .commands import awards, panels, rankings, rounds, sheets


class Panels(panels_pb2_grpc.PanelsServicer):
    """Panels of experts."""

    def AppointExperts(self, request: Any, context: Any) -> Any:
        return panels.appoint_experts(wire.command(request), actor(), at())

    def DeclareInterests(self, request: Any, context: Any) -> Any:
        return panels.declare_interests(wire.command(request), actor(), at())

    def Recuse(self, request: Any, context: Any) -> Any:
        return panels.recuse(wire.command(request), actor(), at())

    def GetPanel(self, request: Any, context: Any) -> Any:
        return queries.get_panel(request.panel_id, actor())


class Rounds(rounds_pb2_grpc.RoundsServicer):
    """Rounds and their rankings."""

    def ListRounds(self, request: Any, context: Any) -> Any:
        return queries.list_rounds(request, actor())

    def GetRound(self, request: Any, context: Any) -> Any:
        return queries.get_round(request.round_id, actor())

    def AssignExperts(self, request: Any, context: Any) -> Any:
        return rounds.assign_experts(wire.command(request), actor(), at())

    def FreezeRound(self, request: Any, context: Any) -> Any:
        return rounds.freeze_round(wire.command(request), actor(), at())

    def ReopenRanking(self, request: Any, context: Any) -> Any:
        return rounds.reopen_ranking(wire.command(request), actor(), at())

    def GetRanking(self, request: Any, context: Any) -> Any:
        return queries.get_ranking(request.round_id)

    def ListRankings(self, request: Any, context: Any) -> Any:
        return queries.list_rankings(request)

    def GetPublicKey(self, request: Any, context: Any) -> Any:
        return rankings.get_public_key()


class Sheets(sheets_pb2_grpc.SheetsServicer):
    """Score sheets."""

    def ListSheets(self, request: Any, context: Any) -> Any:
        return queries.list_sheets(request, actor())

    def GetSheet(self, request: Any, context: Any) -> Any:
        return queries.get_sheet(request.sheet_id, actor())

    def SaveSheet(self, request: Any, context: Any) -> Any:
        return sheets.save_sheet(wire.command(request), actor(), at())

    def SubmitSheet(self, request: Any, context: Any) -> Any:
        return sheets.submit_sheet(request.sheet_id, actor(), at())


class LocalAwards(local_awards_pb2_grpc.LocalAwardsServicer):
    """Awards of divisions."""

    def GrantLocalAwards(self, request: Any, context: Any) -> Any:
        return awards.grant_local_awards(wire.command(request), actor(), at())

    def GetLocalAwards(self, request: Any, context: Any) -> Any:
        return queries.get_local_awards(request.division_code)


SERVICES = (
    (panels_pb2_grpc.add_PanelsServicer_to_server, Panels()),
    (rounds_pb2_grpc.add_RoundsServicer_to_server, Rounds()),
    (sheets_pb2_grpc.add_SheetsServicer_to_server, Sheets()),
    (local_awards_pb2_grpc.add_LocalAwardsServicer_to_server, LocalAwards()),
)

if __name__ == "__main__":
    serve("scoring", SERVICES, documents=store.DOCUMENTS)
