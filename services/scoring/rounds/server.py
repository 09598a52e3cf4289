"""Serve rounds over gRPC."""

from __future__ import annotations

import grpc
from dasai.scoring.v1 import rounds_pb2, rounds_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class RoundServicer(rounds_pb2_grpc.RoundsServicer):
    """The part of the contract's service Rounds that is about rounds; the rest is in `sheets` and `rankings`."""

    def ListRounds(
        self, request: rounds_pb2.ListRoundsRequest, context: grpc.ServicerContext
    ) -> rounds_pb2.ListRoundsResponse:
        return queries.list_rounds(request, actor())

    def GetRound(self, request: rounds_pb2.GetRoundRequest, context: grpc.ServicerContext) -> rounds_pb2.Round:
        return queries.get_round(request, actor())

    def CommitSeed(self, request: rounds_pb2.CommitSeedRequest, context: grpc.ServicerContext) -> rounds_pb2.Draw:
        return commands.commit_seed(from_message(request, requests.CommitSeed), actor(), at())

    def GetDraws(self, request: rounds_pb2.GetDrawsRequest, context: grpc.ServicerContext) -> rounds_pb2.Draws:
        return queries.get_draws(request)
