"""Notices to the public (rules F8, H1, H4, H5, K1)."""

from __future__ import annotations

from typing import Any, Literal

from dasai.publicity.v1 import notices_pb2, notices_pb2_grpc
from fastapi import APIRouter, Request

from gateway.rpc import as_json, call, channel

from ..body import Identifier, PageSize, PageToken, fill, page

router = APIRouter(prefix="/api/v1", tags=["publicity"])


def _notices() -> notices_pb2_grpc.NoticesAsyncStub:
    return notices_pb2_grpc.NoticesStub(channel("publicity"))


@router.get("/notices")
async def list_notices(
    request: Request,
    kind: Literal["finalists", "winners", "disqualification", "change", ""] = "",
    page_size: PageSize = 50,
    page_token: PageToken = "",
) -> dict[str, Any]:
    """List notices; the public sees each from its opening on (rules F8, H1, H4, H5, K1)."""
    message = fill(notices_pb2.ListNoticesRequest(), kind=kind)
    return as_json(await call(_notices().ListNotices, page(message, page_token, page_size), request))


@router.get("/notices/{notice_id}")
async def get_notice(request: Request, notice_id: Identifier) -> dict[str, Any]:
    """Return a notice; the public sees it from its opening on (rules F8, H1, K1)."""
    return as_json(await call(_notices().GetNotice, notices_pb2.GetNoticeRequest(notice_id=notice_id), request))
