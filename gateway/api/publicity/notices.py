"""Notices to the public (rules F8, H1, H4, H5, K1)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.publicity.v1 import notices_pb2, notices_pb2_grpc
from fastapi import Query, Request

from gateway.rpc import call, channel

from ..body import BriefAsked, CountAsked, DivisionFilter, Identifier, PageSize, PageToken, fill, page
from ..router import ApiRouter

router = ApiRouter(__name__)


def _notices() -> notices_pb2_grpc.NoticesAsyncStub:
    return notices_pb2_grpc.NoticesStub(channel("publicity"))


@router.get("/notices")
async def list_notices(
    request: Request,
    kind: Literal["finalists", "winners", "disqualification", "change", ""] = "",
    division_code: DivisionFilter = "",
    page_size: PageSize = 50,
    page_token: PageToken = "",
    count: CountAsked = False,
    brief: BriefAsked = False,
) -> notices_pb2.ListNoticesResponse:
    """List notices, the newest first; the public sees each from its opening on (rules F8, H1, H4, H5, K1).

    With `brief` they come as summaries, without texts and entries.
    """
    message = fill(notices_pb2.ListNoticesRequest(division_code=division_code, brief=brief), kind=kind)
    return await call(_notices().ListNotices, page(message, page_token, page_size, count=count), request)


@router.get("/published-finalists")
async def list_published_finalists(
    request: Request,
    text: Annotated[str, Query(max_length=100)] = "",
    track: Annotated[str, Query(max_length=100)] = "",
    page_size: PageSize = 50,
    page_token: PageToken = "",
    count: CountAsked = False,
) -> notices_pb2.ListPublishedFinalistsResponse:
    """List the finalists whose notice has opened, or those among them in whose names a text is found (rules F8, K1)."""
    message = notices_pb2.ListPublishedFinalistsRequest(text=text, track=track)
    return await call(_notices().ListPublishedFinalists, page(message, page_token, page_size, count=count), request)


@router.get("/notices/{notice_id}")
async def get_notice(
    request: Request,
    notice_id: Identifier,
    team_id: Annotated[str, Query(max_length=100)] = "",
    brief: Annotated[bool, Query(description="Without its text and entries.")] = False,
) -> notices_pb2.Notice:
    """Return a notice; the public sees it from its opening on (rules F8, H1, K1).

    With `team_id` it has of its entries only that team's, with `brief` neither entries nor text.
    """
    message = notices_pb2.GetNoticeRequest(notice_id=notice_id, team_id=team_id, brief=brief)
    return await call(_notices().GetNotice, message, request)
