"""Serve objections over gRPC."""

from __future__ import annotations

import grpc
from dasai.publicity.v1 import objections_pb2, objections_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Objections(objections_pb2_grpc.ObjectionsServicer):
    """The contract's service Objections."""

    def FileObjection(
        self, request: objections_pb2.FileObjectionRequest, context: grpc.ServicerContext
    ) -> objections_pb2.FileObjectionResponse:
        return commands.file_objection(from_message(request, requests.FileObjection), actor(), at())

    def SettleObjection(
        self, request: objections_pb2.SettleObjectionRequest, context: grpc.ServicerContext
    ) -> objections_pb2.Objection:
        return commands.settle_objection(from_message(request, requests.SettleObjection), actor(), at())

    def DismissObjections(
        self, request: objections_pb2.DismissObjectionsRequest, context: grpc.ServicerContext
    ) -> objections_pb2.DismissObjectionsResponse:
        return commands.dismiss_objections(from_message(request, requests.DismissObjections), actor(), at())

    def GetObjection(
        self, request: objections_pb2.GetObjectionRequest, context: grpc.ServicerContext
    ) -> objections_pb2.Objection:
        return queries.get_objection(request, actor())

    def ListObjections(
        self, request: objections_pb2.ListObjectionsRequest, context: grpc.ServicerContext
    ) -> objections_pb2.ListObjectionsResponse:
        return queries.list_objections(request, actor())

    def GetObjectionStatus(
        self, request: objections_pb2.GetObjectionStatusRequest, context: grpc.ServicerContext
    ) -> objections_pb2.ObjectionStatus:
        return queries.get_objection_status(request)
