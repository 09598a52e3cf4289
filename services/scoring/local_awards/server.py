"""Serve local awards over gRPC."""

from __future__ import annotations

import grpc
from dasai.scoring.v1 import local_awards_pb2, local_awards_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class LocalAwardServicer(local_awards_pb2_grpc.LocalAwardsServicer):
    """The contract's service LocalAwards."""

    def GrantLocalAwards(
        self, request: local_awards_pb2.GrantLocalAwardsRequest, context: grpc.ServicerContext
    ) -> local_awards_pb2.DivisionAwards:
        return commands.grant_local_awards(from_message(request, requests.GrantLocalAwards), actor(), at())

    def GetLocalAwards(
        self, request: local_awards_pb2.GetLocalAwardsRequest, context: grpc.ServicerContext
    ) -> local_awards_pb2.DivisionAwards:
        return queries.get_local_awards(request)
