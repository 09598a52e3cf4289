"""Serve the national check and the finalist list over gRPC."""

from __future__ import annotations

import grpc
from dasai.review.v1 import national_check_pb2, national_check_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class NationalCheck(national_check_pb2_grpc.NationalCheckServicer):
    """The check for duplicates across all recommenders, and the finalist list (rules F5, F8)."""

    def RunNationalCheck(
        self, request: national_check_pb2.RunNationalCheckRequest, context: grpc.ServicerContext
    ) -> national_check_pb2.RunNationalCheckResponse:
        return commands.run_national_check(actor(), at())

    def GetNationalCheck(
        self, request: national_check_pb2.GetNationalCheckRequest, context: grpc.ServicerContext
    ) -> national_check_pb2.CheckProgress:
        return queries.get_national_check(actor())

    def ListHits(
        self, request: national_check_pb2.ListHitsRequest, context: grpc.ServicerContext
    ) -> national_check_pb2.ListHitsResponse:
        return queries.list_hits(request, actor())

    def GetHit(
        self, request: national_check_pb2.GetHitRequest, context: grpc.ServicerContext
    ) -> national_check_pb2.HitDetails:
        return queries.get_hit(request.hit_id, actor())

    def SettleHit(
        self, request: national_check_pb2.SettleHitRequest, context: grpc.ServicerContext
    ) -> national_check_pb2.Hit:
        return commands.settle_hit(from_message(request, requests.SettleHit), actor(), at())

    def ProposeFinalists(
        self, request: national_check_pb2.ProposeFinalistsRequest, context: grpc.ServicerContext
    ) -> national_check_pb2.FinalistList:
        return commands.propose_finalists(actor(), at())

    def GetFinalists(
        self, request: national_check_pb2.GetFinalistsRequest, context: grpc.ServicerContext
    ) -> national_check_pb2.FinalistList:
        return queries.get_finalists(actor())
