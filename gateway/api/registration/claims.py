"""Claims to names that another team holds (rules B1, B7)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.registration.v1 import claims_pb2, claims_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import SEEN_LINES, DivisionFilter, PageSize, PageToken, RequestBody, Text, page, to_message

router = APIRouter(prefix="/api/v1", tags=["registration"])
Words = Annotated[str, Field(max_length=2_000), SEEN_LINES]


class ClaimAnswer(RequestBody):
    """The answer to a claim by the team that holds the names."""

    text: Words


class ClaimDecision(RequestBody):
    """A decision on a claim; both teams read the reason."""

    upheld: bool
    reason: Words


def _claims() -> claims_pb2_grpc.NameClaimsAsyncStub:
    return claims_pb2_grpc.NameClaimsStub(channel("registration"))


@router.get("/teams/{team_id}/name-claims")
async def list_team_name_claims(team_id: Text, request: Request) -> dict[str, Any]:
    """List the claims to names that a team made, and those against it, for its own accounts (rule B7)."""
    signed_in(request)
    return as_json(await call(_claims().ListNameClaims, claims_pb2.ListNameClaimsRequest(team_id=team_id), request))


@router.post("/teams/{team_id}/name-claims/{claim_id}/answer")
async def answer_name_claim(team_id: Text, claim_id: Text, body: ClaimAnswer, request: Request) -> dict[str, Any]:
    """Say something to a claim against the team's names, by its lead, until it is decided (rule B7)."""
    signed_in(request)
    message = to_message(body, claims_pb2.AnswerNameClaimRequest(), team_id=team_id, claim_id=claim_id)
    return as_json(await call(_claims().AnswerNameClaim, message, request))


@router.get("/name-claims")
async def list_name_claims(
    request: Request, division_code: DivisionFilter = "", page_token: PageToken = "", page_size: PageSize = 50
) -> dict[str, Any]:
    """List the claims to names in a division, for its host; for the secretariat all (rules B7, K1)."""
    signed_in(request)
    message = page(claims_pb2.ListNameClaimsRequest(division_code=division_code), page_token, page_size)
    return as_json(await call(_claims().ListNameClaims, message, request))


@router.get("/name-claims/{claim_id}")
async def get_name_claim(claim_id: Text, request: Request) -> dict[str, Any]:
    """Return a claim with the evidence of both teams, to whoever decides on it (rules B7, K1)."""
    signed_in(request)
    return as_json(await call(_claims().GetNameClaim, claims_pb2.GetNameClaimRequest(claim_id=claim_id), request))


@router.post("/name-claims/{claim_id}/decision")
async def decide_name_claim(claim_id: Text, body: ClaimDecision, request: Request) -> dict[str, Any]:
    """Decide on a claim, as the host of the division in which the names are held, or the secretariat (rule B7)."""
    signed_in(request)
    message = to_message(body, claims_pb2.DecideNameClaimRequest(), claim_id=claim_id)
    return as_json(await call(_claims().DecideNameClaim, message, request))
