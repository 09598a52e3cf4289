"""Serve the review desks over gRPC."""

from __future__ import annotations

import grpc
from dasai.review.v1 import desks_pb2, desks_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Desks(desks_pb2_grpc.DesksServicer):
    """Review desks of the divisions (rule D2)."""

    def AppointReviewers(
        self, request: desks_pb2.AppointReviewersRequest, context: grpc.ServicerContext
    ) -> desks_pb2.Desk:
        return commands.appoint_reviewers(from_message(request, requests.AppointReviewers), actor(), at())

    def ImportReviewers(
        self, request: desks_pb2.ImportReviewersRequest, context: grpc.ServicerContext
    ) -> desks_pb2.ImportReviewersResponse:
        return commands.import_reviewers(from_message(request, requests.ImportReviewers), actor(), at())

    def GetDesk(self, request: desks_pb2.GetDeskRequest, context: grpc.ServicerContext) -> desks_pb2.Desk:
        return queries.get_desk(request.division_code, actor())
