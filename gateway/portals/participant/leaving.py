"""The pages on which a team leaves and comes back, and reads of claims to its names and of looks (rules B7, C12, K4)."""

from __future__ import annotations

from typing import Annotated

from dasai.registration.v1 import claims_pb2, claims_pb2_grpc, looks_pb2, looks_pb2_grpc, teams_pb2
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.kernel.refusal import Refusal
from chassis.permissions import registration as permissions
from chassis.refusals import FIELDS_INVALID
from gateway.api.registration.claims import ClaimAnswer
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json, call, channel

from ..forms import body_of, fault_of
from ..pages import render
from .own_team import OwnTeam, Shown, TeamPage, own, team_and, teams

router = Router(include_in_schema=False)
Key = Annotated[str, Form(max_length=100)]
Token = Annotated[str, Query(max_length=200)]


async def _read(team_id: str, request: Request) -> Shown:
    team = await own(team_id, request)
    return {"own": team, "team": team.team}


_withdrawal = TeamPage("participant/withdrawal.html", "/withdrawal", _read)


@router.get("/teams/{team_id}/withdrawal")
async def withdrawal_page(team_id: str, request: Request) -> Response:
    """Return the page that says what leaving means, and asks for it (rule C12)."""
    return await _withdrawal.show(team_id, request)


@router.post("/teams/{team_id}/withdrawal")
async def withdraw(
    team_id: str, request: Request, sure: Annotated[str, Form(max_length=10)] = "", key: Key = ""
) -> Response:
    """Let the team leave, if whoever asks for it ticked that this is meant; lead to its page."""
    withdrawn = _withdraw(team_id[:100], request, key, sure=sure == "yes")
    return await _withdrawal.after(withdrawn, team_id, request, "withdrawn", to=f"/teams/{team_id}", key=key)


async def _withdraw(team_id: str, request: Request, key: str, *, sure: bool) -> None:
    """Let the team leave if the box is ticked; raise ProblemError."""
    if not sure:
        raise ProblemError.of(Refusal(FIELDS_INVALID, faults=(fault_of("sure", "withdrawal.unsure"),)))
    await call(teams().WithdrawTeam, teams_pb2.WithdrawTeamRequest(team_id=team_id), request, key=key)


@router.post("/teams/{team_id}/revival")
async def revive(team_id: str, request: Request, key: Key = "") -> Response:
    """Bring a team back that has left without a submission; lead to its page."""
    revived = call(teams().ReviveTeam, teams_pb2.ReviveTeamRequest(team_id=team_id[:100]), request, key=key)
    return await _withdrawal.after(revived, team_id, request, "revived", to=f"/teams/{team_id}", key=key)


def _claims() -> claims_pb2_grpc.NameClaimsAsyncStub:
    return claims_pb2_grpc.NameClaimsStub(channel("registration"))


async def _claims_of(team_id: str, request: Request) -> Shown:
    message = claims_pb2.ListNameClaimsRequest(team_id=team_id[:100])
    message.page.page_size = 200
    team, (answer,) = await team_and(team_id, request, call(_claims().ListNameClaims, message, request))
    claims = as_json(answer)["claims"]
    return {
        "own": team,
        "team": team.team,
        "claims": claims,
        "unfiled": _unfiled_names(team, claims),
        "may_answer": team.may(permissions.ANSWER_NAME_CLAIM),
    }


def _unfiled_names(team: OwnTeam, claims: list[Shown]) -> list[str]:
    """Return the names that the team claims and for which no claim is filed yet, which happens a moment later (rule B7)."""
    own = [claim for claim in claims if claim["claimant_id"] == team.id and claim["state"] != "lapsed"]
    filed = {name for claim in own for name in claim["names"]}
    return [name for name in team.team["contested_names"] if name not in filed]


_name_claims = TeamPage("participant/name_claims.html", "/name-claims", _claims_of, codes={"B7": "text"})


@router.get("/teams/{team_id}/name-claims")
async def name_claims_page(team_id: str, request: Request) -> Response:
    """Return the claims that a team made to names, and those against its own (rule B7)."""
    return await _name_claims.show(team_id, request)


@router.post("/teams/{team_id}/name-claims/{claim_id}/answer")
async def answer_name_claim(
    team_id: str, claim_id: str, request: Request, text: Annotated[str, Form()] = "", key: Key = ""
) -> Response:
    """Say something to a claim against the team's names, until it is decided."""
    given = {"text": text}
    answered = _answer(team_id[:100], claim_id[:100], given, request, key)
    return await _name_claims.after(answered, team_id, request, "claim_answered", given=given, key=key, chosen=claim_id)


async def _answer(team_id: str, claim_id: str, given: dict[str, str], request: Request, key: str) -> None:
    """Answer a claim; raise ProblemError, also of a text that is too long."""
    text = body_of(ClaimAnswer, **given).text
    message = claims_pb2.AnswerNameClaimRequest(team_id=team_id, claim_id=claim_id, text=text)
    await call(_claims().AnswerNameClaim, message, request, key=key)


@router.get("/teams/{team_id}/looks")
async def looks_page(team_id: str, request: Request, page_token: Token = "") -> Response:
    """Return who of the staff looked at the masked identity numbers of a team's people, and in which role (rule K4)."""
    message = looks_pb2.ListTeamLooksRequest(team_id=team_id[:100])
    message.page.page_token, message.page.page_size = page_token, 50
    stub = looks_pb2_grpc.LooksStub(channel("registration"))
    team, (looks,) = await team_and(team_id, request, call(stub.ListTeamLooks, message, request))
    return render(request, "participant/looks.html", own=team, team=team.team, looks=as_json(looks))
