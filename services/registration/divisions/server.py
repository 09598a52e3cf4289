"""Serve the divisions over gRPC."""

from __future__ import annotations

import grpc
from dasai.registration.v1 import divisions_pb2, divisions_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Divisions(divisions_pb2_grpc.DivisionsServicer):
    """Divisions, their schemes and the versions of them (rules A2 to A5)."""

    def ApplyForDivision(
        self, request: divisions_pb2.ApplyForDivisionRequest, context: grpc.ServicerContext
    ) -> divisions_pb2.Division:
        return commands.apply_for_division(from_message(request, requests.ApplyForDivision), actor(), at())

    def FileSchemeVersion(
        self, request: divisions_pb2.FileSchemeVersionRequest, context: grpc.ServicerContext
    ) -> divisions_pb2.Division:
        return commands.file_scheme_version(from_message(request, requests.FileSchemeVersion), actor(), at())

    def ReturnDivision(
        self, request: divisions_pb2.ReturnDivisionRequest, context: grpc.ServicerContext
    ) -> divisions_pb2.Division:
        return commands.return_division(from_message(request, requests.ReturnDivision), actor(), at())

    def ApproveDivision(
        self, request: divisions_pb2.ApproveDivisionRequest, context: grpc.ServicerContext
    ) -> divisions_pb2.Division:
        return commands.approve_division(from_message(request, requests.ApproveDivision), actor(), at())

    def PublishScheme(
        self, request: divisions_pb2.PublishSchemeRequest, context: grpc.ServicerContext
    ) -> divisions_pb2.Division:
        return commands.publish_scheme(request.division_code, actor(), at())

    def GetDivision(
        self, request: divisions_pb2.GetDivisionRequest, context: grpc.ServicerContext
    ) -> divisions_pb2.Division:
        return queries.get_division(request.division_code, actor())

    def ListDivisions(
        self, request: divisions_pb2.ListDivisionsRequest, context: grpc.ServicerContext
    ) -> divisions_pb2.ListDivisionsResponse:
        return queries.list_divisions(request, actor())

    def ListSchemeVersions(
        self, request: divisions_pb2.ListSchemeVersionsRequest, context: grpc.ServicerContext
    ) -> divisions_pb2.ListSchemeVersionsResponse:
        return queries.list_scheme_versions(request.division_code, actor())

    def GetSchemeVersion(
        self, request: divisions_pb2.GetSchemeVersionRequest, context: grpc.ServicerContext
    ) -> divisions_pb2.SchemeVersion:
        return queries.get_scheme_version(request, actor())
