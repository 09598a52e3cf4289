"""Materials over gRPC: a line a method."""

from __future__ import annotations

import grpc
from dasai.registration.v1 import materials_pb2, materials_pb2_grpc, teams_pb2

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import queries, requests
from .commands import evidence, uploads, whole


class Materials(materials_pb2_grpc.MaterialsServicer):
    """The gRPC service `Materials`."""

    def BeginUpload(
        self, request: materials_pb2.BeginUploadRequest, context: grpc.ServicerContext
    ) -> materials_pb2.Upload:
        return uploads.begin_upload(from_message(request, requests.BeginUpload), actor(), at())

    def UploadFile(
        self, request: materials_pb2.UploadFileRequest, context: grpc.ServicerContext
    ) -> materials_pb2.Upload:
        return whole.upload_file(from_message(request, requests.UploadFile), actor(), at())

    def GetUpload(self, request: materials_pb2.GetUploadRequest, context: grpc.ServicerContext) -> materials_pb2.Upload:
        return queries.get_upload(request.upload_id, actor(), at())

    def CompleteUpload(
        self, request: materials_pb2.CompleteUploadRequest, context: grpc.ServicerContext
    ) -> materials_pb2.Upload:
        return uploads.complete_upload(request.upload_id, actor(), at())

    def EndUpload(self, request: materials_pb2.EndUploadRequest, context: grpc.ServicerContext) -> materials_pb2.Upload:
        return uploads.end_upload(request.upload_id, actor(), at())

    def GetMaterial(
        self, request: materials_pb2.GetMaterialRequest, context: grpc.ServicerContext
    ) -> materials_pb2.Material:
        return queries.get_material(request, actor())

    def ListMaterials(
        self, request: materials_pb2.ListMaterialsRequest, context: grpc.ServicerContext
    ) -> materials_pb2.ListMaterialsResponse:
        return queries.list_materials(request, actor())


class EvidenceMethodsOfTeams:
    """The methods of the gRPC service `Teams` about evidence."""

    def AttachEvidence(
        self, request: materials_pb2.AttachEvidenceRequest, context: grpc.ServicerContext
    ) -> teams_pb2.Team:
        return evidence.attach_evidence(from_message(request, requests.AttachEvidence), actor(), at())

    def RemoveEvidence(
        self, request: materials_pb2.RemoveEvidenceRequest, context: grpc.ServicerContext
    ) -> teams_pb2.Team:
        return evidence.remove_evidence(from_message(request, requests.RemoveEvidence), actor(), at())
