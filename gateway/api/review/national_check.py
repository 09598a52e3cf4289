"""The secretariat's check across all recommenders, and the list of finalists (rules F3, F5, F8)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.review.v1 import national_check_pb2, national_check_pb2_grpc
from fastapi import Request
from pydantic import Field

from gateway.rpc import call, channel

from ..body import CountAsked, Empty, LongText, PageSize, PageToken, RequestBody, TeamId, Text, fill, page, to_message
from ..router import ApiRouter

router = ApiRouter(__name__)
HitState = Literal["", "open", "confirmed", "dismissed", "lapsed"]


class HitSettlement(RequestBody, of=national_check_pb2.SettleHitRequest):
    """The settlement of a hit: if it is confirmed, the teams that lose their place (rule F5)."""

    confirmed: bool
    disqualified_team_ids: Annotated[list[TeamId], Field(max_length=10)] = []
    reason: LongText


def _national_check() -> national_check_pb2_grpc.NationalCheckAsyncStub:
    return national_check_pb2_grpc.NationalCheckStub(channel("review"))


@router.post("/national-check")
async def run_national_check(body: Empty, request: Request) -> national_check_pb2.RunNationalCheckResponse:
    """Compare all recommended projects anew; new and changed ones are compared without being asked for (rule F5)."""
    message = national_check_pb2.RunNationalCheckRequest()
    return await call(_national_check().RunNationalCheck, message, request)


@router.get("/national-check")
async def get_national_check(request: Request) -> national_check_pb2.CheckProgress:
    """Return how far the check is, and which projects it has not compared yet (rule F5)."""
    message = national_check_pb2.GetNationalCheckRequest()
    return await call(_national_check().GetNationalCheck, message, request)


@router.get("/national-check/hits")
async def list_duplicate_hits(
    request: Request,
    state: HitState = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
    count: CountAsked = False,
) -> national_check_pb2.ListHitsResponse:
    """List the hits of the check (rule F5)."""
    message = fill(national_check_pb2.ListHitsRequest(), state=state)
    return await call(_national_check().ListHits, page(message, page_token, page_size, count=count), request)


@router.get("/national-check/hits/{hit_id}")
async def get_duplicate_hit(hit_id: Text, request: Request) -> national_check_pb2.HitDetails:
    """Return a hit with the passages and files that both projects have in common (rule F5)."""
    return await call(_national_check().GetHit, national_check_pb2.GetHitRequest(hit_id=hit_id), request)


@router.post("/national-check/hits/{hit_id}/settlement")
async def settle_duplicate_hit(hit_id: Text, body: HitSettlement, request: Request) -> national_check_pb2.Hit:
    """Confirm or dismiss a hit (rule F5)."""
    message = to_message(body, national_check_pb2.SettleHitRequest(), hit_id=hit_id)
    return await call(_national_check().SettleHit, message, request)


@router.post("/finalists", status_code=201)
async def propose_finalists(body: Empty, request: Request) -> national_check_pb2.FinalistList:
    """Propose the next version of the list of finalists; its notice opens by itself (rules F6, F8)."""
    message = national_check_pb2.ProposeFinalistsRequest()
    return await call(_national_check().ProposeFinalists, message, request)


@router.get("/finalists")
async def get_finalists(request: Request) -> national_check_pb2.FinalistList:
    """Return the list of finalists in its versions."""
    return await call(_national_check().GetFinalists, national_check_pb2.GetFinalistsRequest(), request)
