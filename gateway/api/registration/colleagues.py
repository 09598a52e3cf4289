"""A team's accounts: colleagues of one organisation (rules B2, K1)."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import teams_pb2, teams_pb2_grpc
from fastapi import APIRouter, Request

from gateway.rpc import as_json, call, channel, signed_in

from ..body import Body, Empty, Text, to_message
from .joint_teams import Code

router = APIRouter(prefix="/api/v1", tags=["registration"])


class ColleagueAnswer(Body):
    """What a colleague was handed: never in an address, where logs would keep it."""

    team_id: Text
    code: Code


def _colleagues() -> teams_pb2_grpc.ColleaguesAsyncStub:
    return teams_pb2_grpc.ColleaguesStub(channel("registration"))


@router.get("/teams/{team_id}/accounts")
async def list_accounts(team_id: Text, request: Request) -> dict[str, Any]:
    """The team's accounts: what it calls each, for which organisation and since when; and the caller's colleagues' code (B2)."""
    signed_in(request)
    return as_json(await call(_colleagues().ListAccounts, teams_pb2.ListAccountsRequest(team_id=team_id), request))


@router.post("/teams/{team_id}/colleague-invitations", status_code=201)
async def invite_colleagues(team_id: Text, body: Empty, request: Request) -> dict[str, Any]:
    """A new code for colleagues of the caller's organisation; the code before is void (rule B2)."""
    signed_in(request)
    return as_json(
        await call(_colleagues().InviteColleagues, teams_pb2.InviteColleaguesRequest(team_id=team_id), request)
    )


@router.delete("/teams/{team_id}/colleague-invitations")
async def end_colleague_invitation(team_id: Text, request: Request) -> dict[str, Any]:
    """The code of the caller's organisation lets nobody in any more (rule K1)."""
    signed_in(request)
    message = teams_pb2.EndColleagueInvitationRequest(team_id=team_id)
    return as_json(await call(_colleagues().EndColleagueInvitation, message, request))


@router.post("/colleague-answers")
async def answer_colleague_invitation(body: ColleagueAnswer, request: Request) -> dict[str, Any]:
    """A colleague's account joins, and acts for the organisation that invited it: the team as it stands (rules B2, K1)."""
    signed_in(request)
    message = to_message(body, teams_pb2.AnswerColleagueInvitationRequest())
    return as_json(await call(_colleagues().AnswerColleagueInvitation, message, request))


@router.delete("/teams/{team_id}/accounts/{account_id}")
async def remove_account(team_id: Text, account_id: Text, request: Request) -> dict[str, Any]:
    """An account of the caller's organisation acts for the team no more, the caller's own perhaps; the last one stays (B2)."""
    signed_in(request)
    message = teams_pb2.RemoveAccountRequest(team_id=team_id, account_id=account_id)
    return as_json(await call(_colleagues().RemoveAccount, message, request))
