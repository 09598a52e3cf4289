"""The gRPC service that shows the signed heads of a service's trail to anyone (rule D5); every service serves it."""

from __future__ import annotations

import grpc
from dasai.common.v1 import trail_pb2, trail_pb2_grpc
from mongoengine.connection import get_db

from ..mongo.declared import ListDeclaration
from ..mongo.listing import DEFAULT_PAGE, MAX_PAGE
from ..mongo.tokens import number_after_token, page_token
from .heads import Head
from .published import PublishedHeads

LISTS = (
    ListDeclaration(
        operation="ListTrailHeads",
        order="最新在前 newest first",
        indexes=("_id",),
        words="序号无间断，一页按两个序号之间读取，不随数量变慢 · their numbers have no gap: a page is what lies between two "
        "of them, and "
        "takes as long however many there are",
    ),
)


class Trails(trail_pb2_grpc.TrailsServicer):
    """The heads of the trail in this process's own database."""

    def __init__(self, service: str) -> None:
        self._service = service

    def ListTrailHeads(
        self, request: trail_pb2.ListTrailHeadsRequest, context: grpc.ServicerContext
    ) -> trail_pb2.ListTrailHeadsResponse:
        of = ["trail heads", self._service]
        start = number_after_token(request.page.page_token, of)
        size = min(request.page.page_size or DEFAULT_PAGE, MAX_PAGE)
        heads, following = PublishedHeads(get_db(), self._service).page(start, max(size, 1))
        answer = trail_pb2.ListTrailHeadsResponse(heads=[_message(head) for head in heads])
        answer.page.next_page_token = page_token(of, str(following)) if following else ""
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
