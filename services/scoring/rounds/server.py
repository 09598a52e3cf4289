"""Serve rounds over gRPC."""

from __future__ import annotations

import grpc
from dasai.scoring.v1 import rounds_pb2, rounds_pb2_grpc

from chassis.rpc.server import actor

from . import queries


class RoundServicer(rounds_pb2_grpc.RoundsServicer):
    """The part of the contract's service Rounds that is about rounds; the rest is in `sheets` and `rankings`."""

    def ListRounds(
        self, request: rounds_pb2.ListRoundsRequest, context: grpc.ServicerContext
    ) -> rounds_pb2.ListRoundsResponse:
        return queries.list_rounds(request, actor())

    def GetRound(self, request: rounds_pb2.GetRoundRequest, context: grpc.ServicerContext) -> rounds_pb2.Round:
        return queries.get_round(request, actor())

    def GetDraws(self, request: rounds_pb2.GetDrawsRequest, context: grpc.ServicerContext) -> rounds_pb2.Draws:
        return queries.get_draws(request)
