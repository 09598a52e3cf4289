"""Serve the closing of accounts over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import closing_pb2, closing_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests
from .model import Obstacle


class Closing(closing_pb2_grpc.ClosingServicer):
    """The contract's service Closing."""

    def PreviewClosing(
        self, request: closing_pb2.PreviewClosingRequest, context: grpc.ServicerContext
    ) -> closing_pb2.ClosingPlan:
        return queries.preview_closing([from_message(obstacle, Obstacle) for obstacle in request.obstacles], actor())

    def CloseAccount(
        self, request: closing_pb2.CloseAccountRequest, context: grpc.ServicerContext
    ) -> closing_pb2.ClosingPlan:
        return commands.close_account(from_message(request, requests.CloseAccount), actor(), at())
