"""Serve the figures over gRPC."""

from __future__ import annotations

import grpc
from dasai.registration.v1 import figures_pb2, figures_pb2_grpc

from chassis.rpc.server import actor

from . import queries


class Figures(figures_pb2_grpc.FiguresServicer):
    """How many teams registered and submitted (rules K1, K2)."""

    def GetFigures(
        self, request: figures_pb2.GetFiguresRequest, context: grpc.ServicerContext
    ) -> figures_pb2.ContestFigures:
        return queries.get_figures(request.division_code, actor())
