"""Serve panels over gRPC."""

from __future__ import annotations

import grpc
from dasai.scoring.v1 import panels_pb2, panels_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class PanelServicer(panels_pb2_grpc.PanelsServicer):
    """The contract's service Panels but for `Recuse`, which ends a sheet and is in `sheets`."""

    def AppointExperts(
        self, request: panels_pb2.AppointExpertsRequest, context: grpc.ServicerContext
    ) -> panels_pb2.Panel:
        return commands.appoint_experts(from_message(request, requests.AppointExperts), actor(), at())

    def ImportExperts(
        self, request: panels_pb2.ImportExpertsRequest, context: grpc.ServicerContext
    ) -> panels_pb2.ImportExpertsResponse:
        return commands.import_experts(from_message(request, requests.ImportExperts), actor(), at())

    def DeclareInterests(
        self, request: panels_pb2.DeclareInterestsRequest, context: grpc.ServicerContext
    ) -> panels_pb2.Panel:
        return commands.declare_interests(from_message(request, requests.DeclareInterests), actor(), at())

    def GetPanel(self, request: panels_pb2.GetPanelRequest, context: grpc.ServicerContext) -> panels_pb2.Panel:
        return queries.get_panel(request, actor())

    def ListOwnPanels(
        self, request: panels_pb2.ListOwnPanelsRequest, context: grpc.ServicerContext
    ) -> panels_pb2.ListOwnPanelsResponse:
        return queries.list_own_panels(actor())
