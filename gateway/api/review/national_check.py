"""The secretariat's check across all recommenders, and the list of finalists (rules F3, F5, F8)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from dasai.review.v1 import national_check_pb2, national_check_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import Empty, LongText, PageSize, PageToken, RequestBody, TeamId, Text, fill, page, to_message

router = APIRouter(prefix="/api/v1", tags=["review"])
HitState = Literal["", "open", "confirmed", "dismissed", "lapsed"]


class HitSettlement(RequestBody):
    """The settlement of a hit: if it is confirmed, the teams that lose their place (rule F5)."""

    confirmed: bool
    disqualified_team_ids: Annotated[list[TeamId], Field(max_length=10)] = []
    reason: LongText


def _national_check() -> national_check_pb2_grpc.NationalCheckAsyncStub:
    return national_check_pb2_grpc.NationalCheckStub(channel("review"))


@router.post("/national-check")
async def run_national_check(body: Empty, request: Request) -> dict[str, Any]:
    """Compare all recommended projects anew; new and changed ones are compared without being asked for (rule F5)."""
    signed_in(request)
    message = national_check_pb2.RunNationalCheckRequest()
    return as_json(await call(_national_check().RunNationalCheck, message, request))


@router.get("/national-check")
async def get_national_check(request: Request) -> dict[str, Any]:
    """Return how far the check is, and which projects it has not compared yet (rule F5)."""
    signed_in(request)
    message = national_check_pb2.GetNationalCheckRequest()
    return as_json(await call(_national_check().GetNationalCheck, message, request))


@router.get("/national-check/hits")
async def list_hits(
    request: Request, state: HitState = "", page_token: PageToken = "", page_size: PageSize = 50
) -> dict[str, Any]:
    """List the hits of the check (rule F5)."""
    signed_in(request)
    message = fill(national_check_pb2.ListHitsRequest(), state=state)
    return as_json(await call(_national_check().ListHits, page(message, page_token, page_size), request))


@router.post("/national-check/hits/{hit_id}/settlement")
async def settle_hit(hit_id: Text, body: HitSettlement, request: Request) -> dict[str, Any]:
    """Confirm or dismiss a hit (rule F5)."""
    signed_in(request)
    message = to_message(body, national_check_pb2.SettleHitRequest(), hit_id=hit_id)
    return as_json(await call(_national_check().SettleHit, message, request))


@router.post("/finalists", status_code=201)
async def propose_finalists(body: Empty, request: Request) -> dict[str, Any]:
    """Propose the next version of the list of finalists; its notice opens by itself (rules F6, F8)."""
    signed_in(request)
    message = national_check_pb2.ProposeFinalistsRequest()
    return as_json(await call(_national_check().ProposeFinalists, message, request))


@router.get("/finalists")
async def get_finalists(request: Request) -> dict[str, Any]:
    """Return the list of finalists in its versions."""
    signed_in(request)
    return as_json(await call(_national_check().GetFinalists, national_check_pb2.GetFinalistsRequest(), request))
