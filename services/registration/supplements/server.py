"""Supplements over gRPC: a line a method."""

from __future__ import annotations

import grpc
from dasai.registration.v1 import supplements_pb2, supplements_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Supplements(supplements_pb2_grpc.SupplementsServicer):
    """The gRPC service `Supplements`."""

    def ListSupplements(
        self, request: supplements_pb2.ListSupplementsRequest, context: grpc.ServicerContext
    ) -> supplements_pb2.ListSupplementsResponse:
        return queries.list_supplements(request.team_id, request.number, actor())

    def AnswerSupplement(
        self, request: supplements_pb2.AnswerSupplementRequest, context: grpc.ServicerContext
    ) -> supplements_pb2.Supplement:
        return commands.answer_supplement(from_message(request, requests.AnswerSupplement), actor(), at())
