"""A participant's own pages: what is submitted, what is missing, in words."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import projects_pb2, projects_pb2_grpc, supplements_pb2, supplements_pb2_grpc
from dasai.registration.v1 import service_pb2 as pb
from dasai.registration.v1 import service_pb2_grpc as stubs
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel

from .pages import render, trouble

router = APIRouter(include_in_schema=False)


@router.get("/me")
async def me(request: Request) -> Response:
    """All teams of the account."""
    if request.state.session is None:
        return RedirectResponse("/sign-in", 303)
    stub = stubs.TeamsStub(channel("registration"))
    message = pb.ListTeamsRequest()
    message.page.page_size = 200
    try:
        teams = as_json(await call(stub.ListTeams, message, request))["teams"]
    except ProblemError as problem:
        return trouble(request, problem)
    return render(request, "me.html", teams=teams)


@router.get("/teams/{team_id}")
async def team(team_id: str, request: Request) -> Response:
    """One team: submitted or not, in words; what is missing; receipts; what review said."""
    if request.state.session is None:
        return RedirectResponse("/sign-in", 303)
    stub = stubs.TeamsStub(channel("registration"))
    try:
        found = as_json(await call(stub.GetTeam, pb.GetTeamRequest(team_id=team_id[:100]), request))
        asked = await _supplements(team_id[:100], request) if found["receipts"] else []
    except ProblemError as problem:
        return trouble(request, problem)
    return render(request, "team.html", team=found, supplements=asked)


async def _supplements(team_id: str, request: Request) -> Any:
    stub = supplements_pb2_grpc.SupplementsStub(channel("registration"))
    message = supplements_pb2.ListSupplementsRequest(team_id=team_id)
    return as_json(await call(stub.ListSupplements, message, request))["supplements"]


@router.get("/teams/{team_id}/versions/{left}/difference/{right}")
async def difference(team_id: str, left: int, right: int, request: Request) -> Response:
    """Two versions side by side, word by word; 0 is the draft (rule C10)."""
    if request.state.session is None:
        return RedirectResponse("/sign-in", 303)
    message = projects_pb2.CompareVersionsRequest(team_id=team_id[:100])
    message.left, message.right = min(max(left, 0), 10_000), min(max(right, 0), 10_000)
    stub = projects_pb2_grpc.ProjectsStub(channel("registration"))
    try:
        found = as_json(await call(stub.CompareVersions, message, request))
    except ProblemError as problem:
        return trouble(request, problem)
    return render(request, "difference.html", difference=found)
