"""A participant's own pages: what is submitted, what is missing, in words."""

from __future__ import annotations

import asyncio
from typing import Any

from dasai.registration.v1 import (
    joint_teams_pb2,
    joint_teams_pb2_grpc,
    projects_pb2,
    projects_pb2_grpc,
    supplements_pb2,
    supplements_pb2_grpc,
)
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
        own, joint = found["own"], found["facts"]["co_organisations"]
        asked, draft, progress, partners = await asyncio.gather(
            _supplements(team_id, request) if found["receipts"] else _nothing([]),
            _draft(team_id, request) if own else _nothing(None),
            _progress(team_id, request) if own else _nothing(None),
            _partners(team_id, request) if joint else _nothing([]),
        )
    except ProblemError as problem:
        return trouble(request, problem)
    saved = max(draft["sections"], key=lambda one: one["revision"], default=None) if draft else None
    shown: dict[str, Any] = {
        "supplements": asked,
        "draft": draft,
        "saved": saved,
        "progress": progress,
        "partners": partners,
    }
    return render(request, "team.html", team=found, **shown)


async def _nothing(instead: Any) -> Any:
    return instead


async def _draft(team_id: str, request: Request) -> Any:
    """The declaration as the team has it, with the newest of the texts that were kept, whole (rules C4, K1)."""
    stub = projects_pb2_grpc.ProjectsStub(channel("registration"))
    draft = as_json(await call(stub.GetDeclaration, projects_pb2.GetDeclarationRequest(team_id=team_id), request))
    wanted = [projects_pb2.GetKeptTextRequest(team_id=team_id, kept_id=one["id"]) for one in draft["kept"]]
    draft["kept"] = [
        as_json(one) for one in await asyncio.gather(*(_kept(stub, one, request) for one in wanted)) if one
    ]
    return draft


async def _kept(stub: Any, message: projects_pb2.GetKeptTextRequest, request: Request) -> Any:
    """A kept text; None where it was removed meanwhile."""
    try:
        return await call(stub.GetKeptText, message, request)
    except ProblemError as problem:
        if problem.status != 404:
            raise
        return None


async def _progress(team_id: str, request: Request) -> Any:
    stub = projects_pb2_grpc.ProjectsStub(channel("registration"))
    message = projects_pb2.GetCompletenessRequest(team_id=team_id)
    return as_json(await call(stub.GetCompleteness, message, request))


async def _partners(team_id: str, request: Request) -> Any:
    """The co-organisations and what each said; with their invitation codes for the lead's accounts (rule B2)."""
    stub = joint_teams_pb2_grpc.JointTeamsStub(channel("registration"))
    message = joint_teams_pb2.ListCoOrganisationsRequest(team_id=team_id)
    return as_json(await call(stub.ListCoOrganisations, message, request))["co_organisations"]


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
