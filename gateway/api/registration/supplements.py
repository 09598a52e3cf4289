"""Supplementary material that review requests (rule C11)."""

from __future__ import annotations

from typing import Annotated

from dasai.registration.v1 import supplements_pb2, supplements_pb2_grpc
from fastapi import Query, Request
from pydantic import Field

from gateway.rpc import call, channel

from ..body import LongText, RequestBody, Text, to_message
from ..router import ApiRouter
from .materials import Evidence

router = ApiRouter(__name__)


class SupplementAnswer(RequestBody, of=supplements_pb2.AnswerSupplementRequest):
    """The team's answer, with material for it."""

    text: LongText = ""
    evidence: Annotated[list[Evidence], Field(max_length=60)] = []


def _supplements() -> supplements_pb2_grpc.SupplementsAsyncStub:
    return supplements_pb2_grpc.SupplementsStub(channel("registration"))


@router.get("/teams/{team_id}/supplements")
async def list_supplements(
    team_id: Text, request: Request, number: Annotated[int, Query(ge=0, le=10_000)] = 0
) -> supplements_pb2.ListSupplementsResponse:
    """List the requests for supplementary material, each with its deadline and answer, or only that of a number (rule C11)."""
    message = supplements_pb2.ListSupplementsRequest(team_id=team_id, number=number)
    return await call(_supplements().ListSupplements, message, request)


@router.post("/teams/{team_id}/supplements/{number}/answer")
async def answer_supplement(
    team_id: Text, number: Annotated[int, Field(ge=1, le=10_000)], body: SupplementAnswer, request: Request
) -> supplements_pb2.Supplement:
    """Answer a request for supplementary material, once and in time, also if submission has closed (rule C11)."""
    message = to_message(body, supplements_pb2.AnswerSupplementRequest(), team_id=team_id, number=number)
    return await call(_supplements().AnswerSupplement, message, request)
