"""Serve deliveries over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import deliveries_pb2, deliveries_pb2_grpc

from chassis.rpc.server import actor

from . import commands, queries


class Deliveries(deliveries_pb2_grpc.DeliveriesServicer):
    """The contract's service Deliveries."""

    def ListDeliveries(
        self, request: deliveries_pb2.ListDeliveriesRequest, context: grpc.ServicerContext
    ) -> deliveries_pb2.ListDeliveriesResponse:
        return queries.list_deliveries(request, actor())

    def RetryDelivery(
        self, request: deliveries_pb2.RetryDeliveryRequest, context: grpc.ServicerContext
    ) -> deliveries_pb2.Delivery:
        return commands.retry_delivery(request.delivery_id, actor())
