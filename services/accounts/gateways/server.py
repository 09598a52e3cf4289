"""Serve gateways over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import gateways_pb2, gateways_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor

from . import commands, queries, requests


class Gateways(gateways_pb2_grpc.GatewaysServicer):
    """The contract's service Gateways."""

    def GetDatabaseTime(
        self, request: gateways_pb2.GetDatabaseTimeRequest, context: grpc.ServicerContext
    ) -> gateways_pb2.DatabaseTime:
        return queries.get_database_time(actor())

    def NoteGateway(
        self, request: gateways_pb2.NoteGatewayRequest, context: grpc.ServicerContext
    ) -> gateways_pb2.NotedGateway:
        return commands.note_gateway(from_message(request, requests.NoteGateway), actor())
