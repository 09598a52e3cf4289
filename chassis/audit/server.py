"""The gRPC service that shows the signed heads of a service's trail to anyone (rule D5); every service serves it."""

from __future__ import annotations

import grpc
from dasai.common.v1 import trail_pb2, trail_pb2_grpc
from mongoengine.connection import get_db

from .heads import Head
from .published import PublishedHeads

_MOST = 200


class Trails(trail_pb2_grpc.TrailsServicer):
    """The heads of the trail in this process's own database."""

    def __init__(self, service: str) -> None:
        self._service = service

    def ListTrailHeads(
        self, request: trail_pb2.ListTrailHeadsRequest, context: grpc.ServicerContext
    ) -> trail_pb2.ListTrailHeadsResponse:
        token = request.page.page_token
        start = int(token) if token.isascii() and token.isdecimal() and len(token) < 16 else 0
        size = min(request.page.page_size or 50, _MOST)
        heads, following = PublishedHeads(get_db(), self._service).page(start, max(size, 1))
        answer = trail_pb2.ListTrailHeadsResponse(heads=[_message(head) for head in heads])
        answer.page.next_page_token = str(following) if following else ""
        return answer


def _message(head: Head) -> trail_pb2.TrailHead:
    message = trail_pb2.TrailHead(
        service=head.service,
        sequence=head.sequence,
        hash=head.hash,
        signature=head.signature,
        public_key=head.public_key,
    )
    message.signed_at.FromDatetime(head.signed_at)
    return message
