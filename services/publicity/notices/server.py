"""Serve notices over gRPC."""

from __future__ import annotations

import grpc
from dasai.publicity.v1 import notices_pb2, notices_pb2_grpc

from chassis.rpc.server import actor, at

from . import queries


class Notices(notices_pb2_grpc.NoticesServicer):
    """The contract's service Notices."""

    def ListNotices(
        self, request: notices_pb2.ListNoticesRequest, context: grpc.ServicerContext
    ) -> notices_pb2.ListNoticesResponse:
        return queries.list_notices(request, actor(), at())

    def GetNotice(self, request: notices_pb2.GetNoticeRequest, context: grpc.ServicerContext) -> notices_pb2.Notice:
        return queries.get_notice(request, actor(), at())

    def ListPublishedFinalists(
        self, request: notices_pb2.ListPublishedFinalistsRequest, context: grpc.ServicerContext
    ) -> notices_pb2.ListPublishedFinalistsResponse:
        return queries.list_published_finalists(request, actor(), at())
