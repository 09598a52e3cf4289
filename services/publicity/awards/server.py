"""Serve awards and certificates over gRPC."""

from __future__ import annotations

import grpc
from dasai.publicity.v1 import awards_pb2, awards_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import queries, requests
from .commands import award_list


class Awards(awards_pb2_grpc.AwardsServicer):
    """The contract's service Awards."""

    def AnnounceWinners(
        self, request: awards_pb2.AnnounceWinnersRequest, context: grpc.ServicerContext
    ) -> awards_pb2.AnnounceWinnersResponse:
        return award_list.announce_winners(from_message(request, requests.AnnounceWinners), actor(), at())

    def GrantSpecialAward(
        self, request: awards_pb2.GrantSpecialAwardRequest, context: grpc.ServicerContext
    ) -> awards_pb2.GrantedSpecialAward:
        return award_list.grant_special_award(from_message(request, requests.GrantSpecialAward), actor(), at())

    def GetSpecialAwards(
        self, request: awards_pb2.GetSpecialAwardsRequest, context: grpc.ServicerContext
    ) -> awards_pb2.GetSpecialAwardsResponse:
        return queries.get_special_awards(actor())

    def ListEntitlements(
        self, request: awards_pb2.ListEntitlementsRequest, context: grpc.ServicerContext
    ) -> awards_pb2.ListEntitlementsResponse:
        return queries.list_entitlements(request, actor())

    def ListAwards(
        self, request: awards_pb2.ListAwardsRequest, context: grpc.ServicerContext
    ) -> awards_pb2.ListAwardsResponse:
        return queries.list_awards(request, actor(), at())

    def GetCertificate(
        self, request: awards_pb2.GetCertificateRequest, context: grpc.ServicerContext
    ) -> awards_pb2.Certificate:
        return queries.get_certificate(request)
