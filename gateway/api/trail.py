"""The signed heads of the services' audit trails, for anyone to keep (rule D5)."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated, Literal

from dasai.common.v1 import trail_pb2, trail_pb2_grpc
from fastapi import Depends, Path, Request

from chassis.audit.heads import Head
from chassis.service_names import SERVICES
from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel
from gateway.throttle import count_look_up

from .body import PageSize, PageToken, page
from .router import ApiRouter

router = ApiRouter(__name__)
Service = Annotated[Literal["accounts", "registration", "review", "scoring", "publicity"], Path()]
# how long a service's newest head is shown without asking again, and how long anyone waits for it, seconds
_FRESH, _PATIENCE = 10.0, 2.0
_newest: dict[str, tuple[float, trail_pb2.TrailHead]] = {}


def _trails(service: str) -> trail_pb2_grpc.TrailsAsyncStub:
    return trail_pb2_grpc.TrailsStub(channel(service))


@router.get("/trail-heads")
async def list_newest_heads(request: Request) -> trail_pb2.ListTrailHeadsResponse:
    """List the newest signed head of each service's audit trail; keep them, and no trail can be rewritten unseen (rule D5)."""
    heads = await asyncio.gather(*(newest_head(service, request) for service in SERVICES))
    return trail_pb2.ListTrailHeadsResponse(heads=[head for head in heads if head is not None])


@router.get("/trail-heads/{service}", dependencies=[Depends(count_look_up)])
async def list_trail_heads(
    service: Service, request: Request, page_token: PageToken = "", page_size: PageSize = 50
) -> trail_pb2.ListTrailHeadsResponse:
    """List the signed heads of a service's audit trail, the newest first (rule D5)."""
    message = page(trail_pb2.ListTrailHeadsRequest(), page_token, page_size)
    return await call(_trails(service).ListTrailHeads, message, request)


async def newest_head(service: str, request: Request) -> trail_pb2.TrailHead | None:
    """Return the newest head of a service's trail; None if it has none, or is away."""
    known = _newest.get(service)
    if known is not None and time.monotonic() - known[0] < _FRESH:
        return known[1]
    message = page(trail_pb2.ListTrailHeadsRequest(), "", 1)
    try:
        answer = await call(_trails(service).ListTrailHeads, message, request, key="heads", seconds=_PATIENCE)
    except ProblemError:
        return None
    if not answer.heads:
        return None
    _newest[service] = (time.monotonic(), answer.heads[0])
    return answer.heads[0]


async def head_for_receipt(request: Request) -> str:
    """Return the newest head of registration's trail in a line, for a receipt's holder to keep; empty if there is none."""
    head = await newest_head("registration", request)
    return Head.of_json(as_json(head)).as_text() if head is not None else ""
