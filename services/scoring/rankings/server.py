"""Serve rankings over gRPC."""

from __future__ import annotations

import grpc
from dasai.scoring.v1 import rankings_pb2, rounds_pb2, rounds_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class RankingServicer(rounds_pb2_grpc.RoundsServicer):
    """The rankings of rounds in the contract's service Rounds."""

    def FreezeRound(
        self, request: rankings_pb2.FreezeRoundRequest, context: grpc.ServicerContext
    ) -> rankings_pb2.Ranking:
        return commands.freeze_round(from_message(request, requests.FreezeRound), actor(), at())

    def ReopenRanking(
        self, request: rankings_pb2.ReopenRankingRequest, context: grpc.ServicerContext
    ) -> rounds_pb2.Round:
        return commands.reopen_ranking(from_message(request, requests.ReopenRanking), actor(), at())

    def GetRanking(
        self, request: rankings_pb2.GetRankingRequest, context: grpc.ServicerContext
    ) -> rankings_pb2.Ranking:
        return queries.get_ranking(request, actor())

    def ListRankings(
        self, request: rankings_pb2.ListRankingsRequest, context: grpc.ServicerContext
    ) -> rankings_pb2.ListRankingsResponse:
        return queries.list_rankings(request, actor())

    def GetPublicKey(
        self, request: rankings_pb2.GetPublicKeyRequest, context: grpc.ServicerContext
    ) -> rankings_pb2.PublicKey:
        return queries.get_public_key()
