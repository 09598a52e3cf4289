"""Dossiers over gRPC: a line a method."""

from __future__ import annotations

import grpc
from dasai.registration.v1 import dossiers_pb2, dossiers_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import queries, requests
from .commands import dossiers


class Dossiers(dossiers_pb2_grpc.DossiersServicer):
    """The gRPC service `Dossiers`."""

    def RequestDossier(
        self, request: dossiers_pb2.RequestDossierRequest, context: grpc.ServicerContext
    ) -> dossiers_pb2.Dossier:
        return dossiers.request_dossier(from_message(request, requests.RequestDossier), actor(), at())

    def GetDossier(
        self, request: dossiers_pb2.GetDossierRequest, context: grpc.ServicerContext
    ) -> dossiers_pb2.Dossier:
        return queries.get_dossier(request.dossier_id, actor())

    def ListDossiers(
        self, request: dossiers_pb2.ListDossiersRequest, context: grpc.ServicerContext
    ) -> dossiers_pb2.ListDossiersResponse:
        return queries.list_dossiers(request, actor())

    def FetchDossier(
        self, request: dossiers_pb2.FetchDossierRequest, context: grpc.ServicerContext
    ) -> dossiers_pb2.Dossier:
        return dossiers.fetch_dossier(request.dossier_id, actor(), at())

    def CancelDossier(
        self, request: dossiers_pb2.CancelDossierRequest, context: grpc.ServicerContext
    ) -> dossiers_pb2.Dossier:
        return dossiers.cancel_dossier(request.dossier_id, actor(), at())
