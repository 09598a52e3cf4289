"""Rounds: the projects of one track, and the experts assigned to them (rules E2, E5, G1)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from dasai.scoring.v1 import rounds_pb2, rounds_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import DivisionFilter, PageSize, PageToken, RequestBody, Text, fill, page, to_message

router = APIRouter(prefix="/api/v1", tags=["scoring"])


class Draw(RequestBody):
    """The seed of the draw, to be published with it, and the projects that get one expert more than they must (rule E5)."""

    seed: Annotated[Text, Field(min_length=1)]
    further_team_ids: Annotated[list[Text], Field(max_length=1_000)] = []


def _rounds() -> rounds_pb2_grpc.RoundsAsyncStub:
    return rounds_pb2_grpc.RoundsStub(channel("scoring"))


@router.get("/rounds")
async def list_rounds(
    request: Request,
    stage: Literal["", "division", "final"] = "",
    division_code: DivisionFilter = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    """List the rounds that have projects."""
    signed_in(request)
    message = fill(rounds_pb2.ListRoundsRequest(division_code=division_code), stage=stage)
    return as_json(await call(_rounds().ListRounds, page(message, page_token, page_size), request))


@router.get("/rounds/{round_id}")
async def get_round(round_id: Text, request: Request) -> dict[str, Any]:
    """Return a round with its projects."""
    signed_in(request)
    return as_json(await call(_rounds().GetRound, rounds_pb2.GetRoundRequest(round_id=round_id), request))


@router.post("/rounds/{round_id}/assignment")
async def assign_experts(round_id: Text, body: Draw, request: Request) -> dict[str, Any]:
    """Assign experts to the projects, reproducibly (rules E2, G1)."""
    signed_in(request)
    message = to_message(body, rounds_pb2.AssignExpertsRequest(), round_id=round_id)
    return as_json(await call(_rounds().AssignExperts, message, request))
