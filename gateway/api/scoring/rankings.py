"""Frozen and signed rankings (rules E4 to E6)."""

from __future__ import annotations

from typing import Any

from dasai.scoring.v1 import rankings_pb2, rounds_pb2_grpc
from fastapi import APIRouter, Request

from gateway.rpc import as_json, call, channel, signed_in

from ..body import LongText, PageSize, PageToken, RequestBody, Text, page, to_message

router = APIRouter(prefix="/api/v1", tags=["scoring"])


class Freeze(RequestBody):
    """A request to freeze a ranking; with `accept_disagreements` also if experts are far apart (rule E5)."""

    accept_disagreements: bool = False


class Reopening(RequestBody):
    """The committee's reason to reopen a ranking."""

    reason: LongText


def _rounds() -> rounds_pb2_grpc.RoundsAsyncStub:
    return rounds_pb2_grpc.RoundsStub(channel("scoring"))


@router.post("/rounds/{round_id}/freeze")
async def freeze_round(round_id: Text, body: Freeze, request: Request) -> dict[str, Any]:
    """Freeze and sign the ranking of a round (rules E4, E5, E6)."""
    signed_in(request)
    message = to_message(body, rankings_pb2.FreezeRoundRequest(), round_id=round_id)
    return as_json(await call(_rounds().FreezeRound, message, request))


@router.post("/rounds/{round_id}/reopening")
async def reopen_ranking(round_id: Text, body: Reopening, request: Request) -> dict[str, Any]:
    """Reopen a frozen ranking, by the committee (rule E6)."""
    signed_in(request)
    message = to_message(body, rankings_pb2.ReopenRankingRequest(), round_id=round_id)
    return as_json(await call(_rounds().ReopenRanking, message, request))


@router.get("/rounds/{round_id}/ranking")
async def get_ranking(round_id: Text, request: Request) -> dict[str, Any]:
    """Return the ranking that counts, with everything needed to recompute it; of the final once the winners' notice is open.

    Refuses E6_REOPENED while the committee has it reopened (rules E4, E6).
    """
    return as_json(await call(_rounds().GetRanking, rankings_pb2.GetRankingRequest(round_id=round_id), request))


@router.get("/rounds/{round_id}/rankings")
async def list_rankings(
    round_id: Text, request: Request, page_token: PageToken = "", page_size: PageSize = 50
) -> dict[str, Any]:
    """List all rankings of a round that are on record (rule E6)."""
    message = page(rankings_pb2.ListRankingsRequest(round_id=round_id), page_token, page_size)
    return as_json(await call(_rounds().ListRankings, message, request))


@router.get("/keys/ranking")
async def public_key(request: Request) -> dict[str, Any]:
    """Return the public key with which anyone verifies a ranking's signature."""
    return as_json(await call(_rounds().GetPublicKey, rankings_pb2.GetPublicKeyRequest(), request))
