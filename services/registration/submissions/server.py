"""Submissions over gRPC: a line a method."""

from __future__ import annotations

import grpc
from dasai.registration.v1 import declarations_pb2, submissions_pb2, submissions_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class SubmissionMethodsOfProjects:
    """The methods of the gRPC service `Projects` about submissions."""

    def GetCompleteness(
        self, request: declarations_pb2.GetCompletenessRequest, context: grpc.ServicerContext
    ) -> declarations_pb2.Completeness:
        return queries.get_completeness(request.team_id, actor(), at())

    def ListVersions(
        self, request: submissions_pb2.ListVersionsRequest, context: grpc.ServicerContext
    ) -> submissions_pb2.ListVersionsResponse:
        return queries.list_versions(request.team_id, actor())

    def CompareVersions(
        self, request: submissions_pb2.CompareVersionsRequest, context: grpc.ServicerContext
    ) -> submissions_pb2.VersionDifference:
        return queries.compare_versions(request, actor())


class Receipts(submissions_pb2_grpc.ReceiptsServicer):
    """The gRPC service `Receipts`, for everyone."""

    def ListReceiptKeys(
        self, request: submissions_pb2.ListReceiptKeysRequest, context: grpc.ServicerContext
    ) -> submissions_pb2.ListReceiptKeysResponse:
        return queries.list_receipt_keys()

    def VerifyReceipt(
        self, request: submissions_pb2.VerifyReceiptRequest, context: grpc.ServicerContext
    ) -> submissions_pb2.VerifyReceiptResponse:
        return queries.verify_receipt(request)


class SubmissionMethodsOfTeams:
    """The methods of the gRPC service `Teams` about submissions."""

    def SubmitProject(
        self, request: submissions_pb2.SubmitProjectRequest, context: grpc.ServicerContext
    ) -> submissions_pb2.Receipt:
        return commands.submit_project(from_message(request, requests.SubmitProject), actor(), at())

    def GetSubmission(
        self, request: submissions_pb2.GetSubmissionRequest, context: grpc.ServicerContext
    ) -> submissions_pb2.Submission:
        return queries.get_submission(request, actor())

    def GetReceipt(
        self, request: submissions_pb2.GetReceiptRequest, context: grpc.ServicerContext
    ) -> submissions_pb2.Receipt:
        return queries.get_receipt(request.number, actor())
