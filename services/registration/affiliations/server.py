"""Serve the affiliations over gRPC."""

from __future__ import annotations

import grpc
from dasai.registration.v1 import affiliations_pb2, affiliations_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Affiliations(affiliations_pb2_grpc.AffiliationsServicer):
    """Relations of organisations to those above them (rule B8)."""

    def ImportAffiliations(
        self, request: affiliations_pb2.ImportAffiliationsRequest, context: grpc.ServicerContext
    ) -> affiliations_pb2.ImportAffiliationsResponse:
        return commands.import_affiliations(from_message(request, requests.ImportAffiliations), actor(), at())

    def ListRelations(
        self, request: affiliations_pb2.ListRelationsRequest, context: grpc.ServicerContext
    ) -> affiliations_pb2.ListRelationsResponse:
        return queries.list_relations(request, actor())

    def GetAffiliations(
        self, request: affiliations_pb2.GetAffiliationsRequest, context: grpc.ServicerContext
    ) -> affiliations_pb2.OrganisationAffiliations:
        return queries.get_affiliations(request.uscc, actor())
