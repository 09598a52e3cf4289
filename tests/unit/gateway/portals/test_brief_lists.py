"""Pages with lists ask services for what they show and no more: no schemes of divisions, no entries of notices."""

from __future__ import annotations

import grpc
import pytest
from dasai.publicity.v1 import notices_pb2, notices_pb2_grpc

from tests.unit.gateway.running import Gateway


class Notices(notices_pb2_grpc.NoticesServicer):
    """A servicer of notices that keeps how it was asked, and has one notice in short."""

    def __init__(self) -> None:
        self.listed: list[notices_pb2.ListNoticesRequest] = []

    def ListNotices(
        self, request: notices_pb2.ListNoticesRequest, context: grpc.ServicerContext
    ) -> notices_pb2.ListNoticesResponse:
        self.listed.append(request)
        answer = notices_pb2.ListNoticesResponse()
        answer.summaries.add(
            notice_id="n1", kind="NOTICE_KIND_FINALISTS", state="NOTICE_STATE_OPEN", title="合成入围公示"
        ).opens_at.FromJsonString("2024-06-20T00:00:00Z")
        return answer


@pytest.fixture
def notices(gateway: Gateway) -> Notices:
    """Serve notices beside divisions."""
    servicer = Notices()
    gateway.stop()
    gateway.more.append((notices_pb2_grpc.add_NoticesServicer_to_server, servicer))
    gateway.serve()
    return servicer


@pytest.mark.parametrize("path", ["/", "/divisions", "/divisions?state=open", "/tracks/industry"])
def test_a5_a_page_with_divisions_asks_for_their_summaries(gateway: Gateway, notices: Notices, path: str) -> None:
    """A5: one call, for the summaries of all divisions, without a scheme."""
    answer = gateway.get(path)
    assert answer.status_code == 200
    assert [request.brief for request in gateway.divisions.listed] == [True]


@pytest.mark.parametrize("path", ["/", "/notices", "/notices?kind=finalists"])
def test_h1_a_page_with_notices_asks_for_their_summaries(gateway: Gateway, notices: Notices, path: str) -> None:
    """H1: one call, without texts and entries; what the summary says is shown."""
    answer = gateway.get(path)
    assert answer.status_code == 200
    assert "合成入围公示" in answer.text
    assert [request.brief for request in notices.listed] == [True]
