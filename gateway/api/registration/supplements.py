"""Supplementary material that review requests (rule C11)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.registration.v1 import supplements_pb2, supplements_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import LongText, RequestBody, Text, to_message
from .materials import Evidence

router = APIRouter(prefix="/api/v1", tags=["registration"])


class SupplementAnswer(RequestBody):
    """The team's answer, with material for it."""

    text: LongText = ""
    evidence: Annotated[list[Evidence], Field(max_length=60)] = []


def _supplements() -> supplements_pb2_grpc.SupplementsAsyncStub:
    return supplements_pb2_grpc.SupplementsStub(channel("registration"))


@router.get("/teams/{team_id}/supplements")
async def list_supplements(team_id: Text, request: Request) -> dict[str, Any]:
    """List the requests for supplementary material, each with its deadline and answer (rule C11)."""
    signed_in(request)
    message = supplements_pb2.ListSupplementsRequest(team_id=team_id)
    return as_json(await call(_supplements().ListSupplements, message, request))


@router.post("/teams/{team_id}/supplements/{number}/answer")
async def answer_supplement(
    team_id: Text, number: Annotated[int, Field(ge=1, le=10_000)], body: SupplementAnswer, request: Request
) -> dict[str, Any]:
    """Answer a request for supplementary material, once and in time, also if submission has closed (rule C11)."""
    signed_in(request)
    message = to_message(body, supplements_pb2.AnswerSupplementRequest(), team_id=team_id, number=number)
    return as_json(await call(_supplements().AnswerSupplement, message, request))
