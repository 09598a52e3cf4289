"""Rounds: the projects of one track, and the experts assigned to them (rules E2, E5, G1)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.scoring.v1 import rounds_pb2, rounds_pb2_grpc
from fastapi import Request
from pydantic import Field

from gateway.rpc import call, channel

from ..body import (
    DivisionFilter,
    LongText,
    PageSize,
    PageToken,
    RawText,
    RequestBody,
    Sha256,
    TeamId,
    Text,
    fill,
    page,
    to_message,
)
from ..router import ApiRouter

router = ApiRouter(__name__)


class SeedCommitment(RequestBody, of=rounds_pb2.CommitSeedRequest):
    """The SHA-256 of a seed that nobody else knows; if the round has a seed already, the reason for another one."""

    seed_hash: Sha256
    reason: LongText = ""


class Draw(RequestBody, of=rounds_pb2.AssignExpertsRequest):
    """The committed seed, which becomes public; empty if it was drawn before. And projects that get one expert more (rule E5)."""

    # as it was hashed: nothing in it is refused
    seed: RawText = ""
    further_team_ids: Annotated[list[TeamId], Field(max_length=1_000)] = []


def _rounds() -> rounds_pb2_grpc.RoundsAsyncStub:
    return rounds_pb2_grpc.RoundsStub(channel("scoring"))


@router.get("/rounds")
async def list_rounds(
    request: Request,
    stage: Literal["", "division", "final"] = "",
    division_code: DivisionFilter = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
) -> rounds_pb2.ListRoundsResponse:
    """List the rounds that have projects."""
    message = fill(rounds_pb2.ListRoundsRequest(division_code=division_code), stage=stage)
    return await call(_rounds().ListRounds, page(message, page_token, page_size), request)


@router.get("/rounds/{round_id}")
async def get_round(round_id: Text, request: Request) -> rounds_pb2.Round:
    """Return a round with its projects."""
    return await call(_rounds().GetRound, rounds_pb2.GetRoundRequest(round_id=round_id), request)


@router.post("/rounds/{round_id}/seed-commitments")
async def commit_seed(round_id: Text, body: SeedCommitment, request: Request) -> rounds_pb2.Draw:
    """Fix the seed of the round's draw by its hash, which is public from now on (rules E2, G1)."""
    message = to_message(body, rounds_pb2.CommitSeedRequest(), round_id=round_id)
    return await call(_rounds().CommitSeed, message, request)


@router.get("/rounds/{round_id}/draws")
async def get_draws(round_id: Text, request: Request) -> rounds_pb2.Draws:
    """Return what was committed and drawn in a round, with every reason to draw again, for anyone (rules E2, G1)."""
    return await call(_rounds().GetDraws, rounds_pb2.GetDrawsRequest(round_id=round_id), request)


@router.post("/rounds/{round_id}/assignment")
async def assign_experts(round_id: Text, body: Draw, request: Request) -> rounds_pb2.Round:
    """Assign experts to the projects, reproducibly, by the committed seed (rules E2, G1)."""
    message = to_message(body, rounds_pb2.AssignExpertsRequest(), round_id=round_id)
    return await call(_rounds().AssignExperts, message, request)
