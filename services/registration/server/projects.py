"""What teams write, upload, submit and answer."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import declarations_pb2_grpc, materials_pb2_grpc, submissions_pb2_grpc, supplements_pb2_grpc

from chassis.rpc.server import actor, at

from .. import queries, wire
from ..commands import materials, projects, supplements


class Projects(declarations_pb2_grpc.ProjectsServicer):
    """Drafts, completeness, versions."""

    def GetDeclaration(self, request: Any, context: Any) -> Any:
        return queries.projects.get_declaration(request, actor())

    def ListKeptTexts(self, request: Any, context: Any) -> Any:
        return queries.projects.list_kept_texts(request, actor())

    def GetKeptText(self, request: Any, context: Any) -> Any:
        return queries.projects.get_kept_text(request, actor())

    def DeleteKeptText(self, request: Any, context: Any) -> Any:
        return projects.delete_kept_text(request.team_id, request.kept_id, actor())

    def GetCompleteness(self, request: Any, context: Any) -> Any:
        return queries.completeness.get_completeness(request.team_id, actor(), at())

    def ListVersions(self, request: Any, context: Any) -> Any:
        return queries.projects.list_versions(request.team_id, actor())

    def CompareVersions(self, request: Any, context: Any) -> Any:
        return queries.projects.compare_versions(request, actor())


class Supplements(supplements_pb2_grpc.SupplementsServicer):
    """Supplementary material."""

    def ListSupplements(self, request: Any, context: Any) -> Any:
        return queries.teams.list_supplements(request.team_id, actor())

    def AnswerSupplement(self, request: Any, context: Any) -> Any:
        return supplements.answer_supplement(wire.command(request), actor(), at())


class Materials(materials_pb2_grpc.MaterialsServicer):
    """Uploads and material."""

    def BeginUpload(self, request: Any, context: Any) -> Any:
        return materials.begin_upload(wire.command(request), actor(), at())

    def GetUpload(self, request: Any, context: Any) -> Any:
        return queries.materials.get_upload(request.upload_id, actor(), at())

    def CompleteUpload(self, request: Any, context: Any) -> Any:
        return materials.complete_upload(request.upload_id, actor(), at())

    def EndUpload(self, request: Any, context: Any) -> Any:
        return materials.end_upload(request.upload_id, actor(), at())

    def GetMaterial(self, request: Any, context: Any) -> Any:
        return queries.materials.get_material(request, actor())

    def ListMaterials(self, request: Any, context: Any) -> Any:
        return queries.materials.list_materials(request, actor())


class Receipts(submissions_pb2_grpc.ReceiptsServicer):
    """Receipts verified by anyone."""

    def ListReceiptKeys(self, request: Any, context: Any) -> Any:
        return queries.receipts.list_receipt_keys()

    def VerifyReceipt(self, request: Any, context: Any) -> Any:
        return queries.receipts.verify_receipt(request)
