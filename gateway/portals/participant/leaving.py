"""The pages on which a team leaves and comes back, and reads of claims to its names and of looks (rules B7, C12, K4)."""

from __future__ import annotations

from typing import Annotated

from dasai.registration.v1 import claims_pb2, claims_pb2_grpc, looks_pb2, looks_pb2_grpc, teams_pb2
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from chassis.kernel.refusal import Refusal
from chassis.permissions import registration as permissions
from chassis.refusals import FIELDS_INVALID
from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel

from ..done import done_of, led_to
from ..forms import fault_of
from ..pages import form_again, problem_page, render
from .own_team import OwnTeam, Shown, is_field_problem, own, team_and, teams

router = APIRouter(include_in_schema=False)
Token = Annotated[str, Query(max_length=200)]
_WITHDRAWAL, _CLAIMS = "participant/withdrawal.html", "participant/name_claims.html"


@router.get("/teams/{team_id}/withdrawal")
async def withdrawal_page(team_id: str, request: Request) -> Response:
    """Return the page that says what leaving means, and asks for it (rule C12)."""
    try:
        team = await own(team_id, request)
    except ProblemError as problem:
        return problem_page(request, problem)
    return render(request, _WITHDRAWAL, own=team, team=team.team)


@router.post("/teams/{team_id}/withdrawal")
async def withdraw(team_id: str, request: Request, sure: Annotated[str, Form(max_length=10)] = "") -> Response:
    """Let the team leave, if whoever asks for it ticked that this is meant; lead to its page."""
    if sure != "yes":
        try:
            team = await own(team_id, request)
        except ProblemError as problem:
            return problem_page(request, problem)
        refusal = ProblemError.of(Refusal(FIELDS_INVALID, faults=(fault_of("sure", "withdrawal.unsure"),)))
        values: Shown = {"own": team, "team": team.team}
        return form_again(request, _WITHDRAWAL, refusal, **values)
    return await _acted(team_id, request, "withdrawn")


@router.post("/teams/{team_id}/revival")
async def revive(team_id: str, request: Request) -> Response:
    """Bring a team back that has left without a submission; lead to its page."""
    return await _acted(team_id, request, "revived")


async def _acted(team_id: str, request: Request, done: str) -> Response:
    try:
        if done == "withdrawn":
            await call(teams().WithdrawTeam, teams_pb2.WithdrawTeamRequest(team_id=team_id[:100]), request)
        else:
            await call(teams().ReviveTeam, teams_pb2.ReviveTeamRequest(team_id=team_id[:100]), request)
    except ProblemError as problem:
        if not is_field_problem(problem):
            return problem_page(request, problem)
        try:
            team = await own(team_id, request)
        except ProblemError as other:
            return problem_page(request, other)
        values: Shown = {"own": team, "team": team.team}
        return form_again(request, _WITHDRAWAL, problem, **values)
    return led_to(f"/teams/{team_id}", done)


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
        "done": done_of(request),
    }


def _unfiled_names(team: OwnTeam, claims: list[Shown]) -> list[str]:
    """Return the names that the team claims and for which no claim is filed yet, which happens a moment later (rule B7)."""
    own = [claim for claim in claims if claim["claimant_id"] == team.id and claim["state"] != "lapsed"]
    filed = {name for claim in own for name in claim["names"]}
    return [name for name in team.team["contested_names"] if name not in filed]


@router.get("/teams/{team_id}/name-claims")
async def name_claims_page(team_id: str, request: Request) -> Response:
    """Return the claims that a team made to names, and those against its own (rule B7)."""
    try:
        return render(request, _CLAIMS, **await _claims_of(team_id, request))
    except ProblemError as problem:
        return problem_page(request, problem)


@router.post("/teams/{team_id}/name-claims/{claim_id}/answer")
async def answer_name_claim(
    team_id: str, claim_id: str, request: Request, text: Annotated[str, Form(max_length=10_000)] = ""
) -> Response:
    """Say something to a claim against the team's names, until it is decided."""
    message = claims_pb2.AnswerNameClaimRequest(team_id=team_id[:100], claim_id=claim_id[:100], text=text)
    try:
        await call(_claims().AnswerNameClaim, message, request)
    except ProblemError as problem:
        if not is_field_problem(problem):
            return problem_page(request, problem)
        try:
            values = await _claims_of(team_id, request)
        except ProblemError as other:
            return problem_page(request, other)
        return form_again(
            request, _CLAIMS, problem, given={"text": text}, codes={"B7": "text"}, chosen=claim_id, **values
        )
    return led_to(f"/teams/{team_id}/name-claims", "claim_answered")


@router.get("/teams/{team_id}/looks")
async def looks_page(team_id: str, request: Request, page_token: Token = "") -> Response:
    """Return who of the staff looked at the masked identity numbers of a team's people, and in which role (rule K4)."""
    message = looks_pb2.ListTeamLooksRequest(team_id=team_id[:100])
    message.page.page_token, message.page.page_size = page_token, 50
    stub = looks_pb2_grpc.LooksStub(channel("registration"))
    try:
        team, (looks,) = await team_and(team_id, request, call(stub.ListTeamLooks, message, request))
    except ProblemError as problem:
        return problem_page(request, problem)
    return render(request, "participant/looks.html", own=team, team=team.team, looks=as_json(looks))
