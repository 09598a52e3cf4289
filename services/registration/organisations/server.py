"""Serve the organisations over gRPC."""

from __future__ import annotations

import grpc
from dasai.registration.v1 import organisations_pb2, organisations_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Organisations(organisations_pb2_grpc.OrganisationsServicer):
    """Organisations and their credit (rules B1, B3)."""

    def GetOrganisation(
        self, request: organisations_pb2.GetOrganisationRequest, context: grpc.ServicerContext
    ) -> organisations_pb2.OrganisationRecord:
        return queries.get_organisation(request.uscc, actor())

    def SearchOrganisations(
        self, request: organisations_pb2.SearchOrganisationsRequest, context: grpc.ServicerContext
    ) -> organisations_pb2.SearchOrganisationsResponse:
        return queries.search_organisations(request, actor())

    def ListCreditEntries(
        self, request: organisations_pb2.ListCreditEntriesRequest, context: grpc.ServicerContext
    ) -> organisations_pb2.ListCreditEntriesResponse:
        return queries.list_credit_entries(request, actor())

    def ImportCreditList(
        self, request: organisations_pb2.ImportCreditListRequest, context: grpc.ServicerContext
    ) -> organisations_pb2.ImportCreditListResponse:
        return commands.import_credit_list(from_message(request, requests.ImportCreditList), actor(), at())
