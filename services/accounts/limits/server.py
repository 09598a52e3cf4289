"""Serve limits over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import limits_pb2, limits_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor

from . import commands, requests


class Limits(limits_pb2_grpc.LimitsServicer):
    """The contract's service Limits."""

    def Take(self, request: limits_pb2.TakeRequest, context: grpc.ServicerContext) -> limits_pb2.TakeResponse:
        return commands.take(from_message(request, requests.Take), actor())
