"""A participant's own pages: what is submitted, what is missing, in words."""

from __future__ import annotations

import asyncio
from datetime import datetime
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
        asked = [one["facts"]["team_id"] for one in teams if one["review_state"] == "supplement"]
        found = await asyncio.gather(*(_supplements(team_id, request) for team_id in asked))
    except ProblemError as problem:
        return trouble(request, problem)
    return render(request, "me.html", teams=teams, supplements=dict(zip(asked, found, strict=True)))


@router.get("/teams/{team_id}")
async def team(team_id: str, request: Request) -> Response:
    """One team: submitted or not, in words; what is done and missing, the last save, receipts, what review said and asks for."""
    if request.state.session is None:
        return RedirectResponse("/sign-in", 303)
    team_id = team_id[:100]
    stub = stubs.TeamsStub(channel("registration"))
    try:
        found = as_json(await call(stub.GetTeam, pb.GetTeamRequest(team_id=team_id), request))
        asked = await _supplements(team_id, request) if found["receipts"] else []
        draft, progress = await asyncio.gather(_draft(team_id, request), _progress(team_id, request))
    except ProblemError as problem:
        return trouble(request, problem)
    saved = max(draft["sections"], key=lambda one: one["revision"], default=None) if draft else None
    shown = {"supplements": asked, "draft": draft, "saved": saved, "parts": progress["parts"]}
    return render(request, "team.html", team=found, unsubmitted=_unsubmitted(found, saved), **shown)


def _unsubmitted(team: Any, saved: Any) -> bool:
    """Whether the draft was saved after the version that counts: people take a saved draft for a submitted one."""
    if team["state"] != "submitted" or saved is None:
        return False
    return datetime.fromisoformat(saved["written_at"]) > datetime.fromisoformat(team["receipts"][-1]["submitted_at"])


async def _draft(team_id: str, request: Request) -> Any:
    """The declaration as the team has it; None for those who see the team and not its draft (rule K1)."""
    stub = projects_pb2_grpc.ProjectsStub(channel("registration"))
    try:
        message = projects_pb2.GetDeclarationRequest(team_id=team_id)
        return as_json(await call(stub.GetDeclaration, message, request))
    except ProblemError as problem:
        if problem.status != 404:
            raise
        return None


async def _progress(team_id: str, request: Request) -> Any:
    stub = projects_pb2_grpc.ProjectsStub(channel("registration"))
    message = projects_pb2.GetCompletenessRequest(team_id=team_id)
    return as_json(await call(stub.GetCompleteness, message, request))


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
