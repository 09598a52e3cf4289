"""Claims to names that another team holds (rules B1, B7)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.registration.v1 import claims_pb2, claims_pb2_grpc
from fastapi import Request
from pydantic import Field

from gateway.rpc import call, channel

from ..body import (
    SEEN_LINES,
    CountAsked,
    DivisionFilter,
    PageSize,
    PageToken,
    RequestBody,
    Text,
    fill,
    page,
    to_message,
)
from ..router import ApiRouter

router = ApiRouter(__name__)
ClaimState = Literal["", "open", "upheld", "dismissed", "lapsed"]
Words = Annotated[str, Field(max_length=2_000), SEEN_LINES]


class ClaimAnswer(RequestBody, of=claims_pb2.AnswerNameClaimRequest):
    """The answer to a claim by the team that holds the names."""

    text: Words


class ClaimDecision(RequestBody, of=claims_pb2.DecideNameClaimRequest):
    """A decision on a claim; both teams read the reason."""

    upheld: bool
    reason: Words


def _claims() -> claims_pb2_grpc.NameClaimsAsyncStub:
    return claims_pb2_grpc.NameClaimsStub(channel("registration"))


@router.get("/teams/{team_id}/name-claims")
async def list_team_name_claims(
    team_id: Text, request: Request, page_token: PageToken = "", page_size: PageSize = 50, count: CountAsked = False
) -> claims_pb2.ListNameClaimsResponse:
    """List the claims to names that a team made, and those against it, for its own accounts (rule B7)."""
    message = page(claims_pb2.ListNameClaimsRequest(team_id=team_id), page_token, page_size, count=count)
    return await call(_claims().ListNameClaims, message, request)


@router.post("/teams/{team_id}/name-claims/{claim_id}/answer")
async def answer_name_claim(team_id: Text, claim_id: Text, body: ClaimAnswer, request: Request) -> claims_pb2.NameClaim:
    """Say something to a claim against the team's names, by its lead, until it is decided (rule B7)."""
    message = to_message(body, claims_pb2.AnswerNameClaimRequest(), team_id=team_id, claim_id=claim_id)
    return await call(_claims().AnswerNameClaim, message, request)


@router.get("/name-claims")
async def list_name_claims(
    request: Request,
    division_code: DivisionFilter = "",
    state: ClaimState = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
    count: CountAsked = False,
) -> claims_pb2.ListNameClaimsResponse:
    """List the claims to names in a division, the newest first, for its host; for the secretariat all (rules B7, K1)."""
    wanted = fill(claims_pb2.ListNameClaimsRequest(division_code=division_code), state=state)
    message = page(wanted, page_token, page_size, count=count)
    return await call(_claims().ListNameClaims, message, request)


@router.get("/name-claims/{claim_id}")
async def get_name_claim(claim_id: Text, request: Request) -> claims_pb2.NameClaim:
    """Return a claim with the evidence of both teams, to whoever decides on it (rules B7, K1)."""
    return await call(_claims().GetNameClaim, claims_pb2.GetNameClaimRequest(claim_id=claim_id), request)


@router.post("/name-claims/{claim_id}/decision")
async def decide_name_claim(claim_id: Text, body: ClaimDecision, request: Request) -> claims_pb2.NameClaim:
    """Decide on a claim, as the host of the division in which the names are held, or the secretariat (rule B7)."""
    message = to_message(body, claims_pb2.DecideNameClaimRequest(), claim_id=claim_id)
    return await call(_claims().DecideNameClaim, message, request)
