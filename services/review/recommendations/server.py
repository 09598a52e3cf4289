"""Serve the recommendations to the final over gRPC."""

from __future__ import annotations

import grpc
from dasai.review.v1 import recommendations_pb2, recommendations_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Recommendations(recommendations_pb2_grpc.RecommendationsServicer):
    """Recommendations of the divisions to the final (rules F1, F6)."""

    def FileRecommendation(
        self, request: recommendations_pb2.FileRecommendationRequest, context: grpc.ServicerContext
    ) -> recommendations_pb2.Recommendation:
        return commands.file_recommendation(from_message(request, requests.FileRecommendation), actor(), at())

    def ImportRecommendation(
        self, request: recommendations_pb2.ImportRecommendationRequest, context: grpc.ServicerContext
    ) -> recommendations_pb2.ImportRecommendationResponse:
        return commands.import_recommendation(from_message(request, requests.ImportRecommendation), actor(), at())

    def NotifyRecommender(
        self, request: recommendations_pb2.NotifyRecommenderRequest, context: grpc.ServicerContext
    ) -> recommendations_pb2.Recommendation:
        return commands.notify_recommender(from_message(request, requests.NotifyRecommender), actor(), at())

    def SubstituteProject(
        self, request: recommendations_pb2.SubstituteProjectRequest, context: grpc.ServicerContext
    ) -> recommendations_pb2.Recommendation:
        return commands.substitute_project(from_message(request, requests.SubstituteProject), actor(), at())

    def GetRecommendation(
        self, request: recommendations_pb2.GetRecommendationRequest, context: grpc.ServicerContext
    ) -> recommendations_pb2.Recommendation:
        return queries.get_recommendation(request.division_code, actor(), at())

    def ListRecommendations(
        self, request: recommendations_pb2.ListRecommendationsRequest, context: grpc.ServicerContext
    ) -> recommendations_pb2.ListRecommendationsResponse:
        return queries.list_recommendations(actor(), at())

    def ListCandidates(
        self, request: recommendations_pb2.ListCandidatesRequest, context: grpc.ServicerContext
    ) -> recommendations_pb2.ListCandidatesResponse:
        return queries.list_candidates(request.division_code, actor())
