"""A participant's own pages: what is submitted, what is missing, in words."""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

from dasai.registration.v1 import (
    declarations_pb2,
    declarations_pb2_grpc,
    submissions_pb2,
    supplements_pb2,
    supplements_pb2_grpc,
    teams_pb2,
    teams_pb2_grpc,
)
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel

from .pages import render, trouble

router = APIRouter(include_in_schema=False)
T = TypeVar("T")
Shown = dict[str, Any]  # a message as the templates read it


def _teams() -> teams_pb2_grpc.TeamsAsyncStub:
    return teams_pb2_grpc.TeamsStub(channel("registration"))


def _joint_teams() -> teams_pb2_grpc.JointTeamsAsyncStub:
    return teams_pb2_grpc.JointTeamsStub(channel("registration"))


def _supplements() -> supplements_pb2_grpc.SupplementsAsyncStub:
    return supplements_pb2_grpc.SupplementsStub(channel("registration"))


def _projects() -> declarations_pb2_grpc.ProjectsAsyncStub:
    return declarations_pb2_grpc.ProjectsStub(channel("registration"))


@router.get("/me")
async def me(request: Request) -> Response:
    """All teams of the account."""
    if request.state.session is None:
        return RedirectResponse("/sign-in", 303)
    message = teams_pb2.ListTeamsRequest()
    message.page.page_size = 200
    try:
        teams = as_json(await call(_teams().ListTeams, message, request))["teams"]
        asked = [one["facts"]["team_id"] for one in teams if one["review_state"] == "supplement"]
        found = await asyncio.gather(*(_requests(team_id, request) for team_id in asked))
    except ProblemError as problem:
        return trouble(request, problem)
    return render(request, "me.html", teams=teams, supplements=dict(zip(asked, found, strict=True)))


@router.get("/teams/{team_id}")
async def team(team_id: str, request: Request) -> Response:
    """One team: submitted or not, in words; what is done and missing, the last save, receipts, what review said and asks for."""
    if request.state.session is None:
        return RedirectResponse("/sign-in", 303)
    team_id = team_id[:100]
    try:
        found = as_json(await call(_teams().GetTeam, teams_pb2.GetTeamRequest(team_id=team_id), request))
        own, joint = found["own"], found["facts"]["co_organisations"]
        asked, draft, progress, partners = await asyncio.gather(
            _requests(team_id, request) if found["receipts"] else _nothing([]),
            _draft(team_id, request) if own else _nothing(None),
            _progress(team_id, request) if own else _nothing(None),
            _partners(team_id, request) if joint else _nothing([]),
        )
    except ProblemError as problem:
        return trouble(request, problem)
    saved = max(draft["sections"], key=lambda one: one["revision"], default=None) if draft else None
    shown: Shown = {
        "supplements": asked,
        "draft": draft,
        "saved": saved,
        "progress": progress,
        "partners": partners,
    }
    return render(request, "team.html", team=found, **shown)


async def _nothing(instead: T) -> T:
    return instead


async def _draft(team_id: str, request: Request) -> Shown:
    """The declaration as the team has it, with the newest of the texts that were kept, whole (rules C4, K1)."""
    draft = as_json(
        await call(_projects().GetDeclaration, declarations_pb2.GetDeclarationRequest(team_id=team_id), request)
    )
    wanted = [declarations_pb2.GetKeptTextRequest(team_id=team_id, kept_id=text["id"]) for text in draft["kept"]]
    draft["kept"] = [
        as_json(text) for text in await asyncio.gather(*(_kept(message, request) for message in wanted)) if text
    ]
    return draft


async def _kept(message: declarations_pb2.GetKeptTextRequest, request: Request) -> declarations_pb2.KeptText | None:
    """A kept text; None where it was removed meanwhile."""
    try:
        return await call(_projects().GetKeptText, message, request)
    except ProblemError as problem:
        if problem.status != 404:
            raise
        return None


async def _progress(team_id: str, request: Request) -> Shown:
    message = declarations_pb2.GetCompletenessRequest(team_id=team_id)
    return as_json(await call(_projects().GetCompleteness, message, request))


async def _partners(team_id: str, request: Request) -> list[Shown]:
    """The co-organisations and what each said; with their invitation codes for the lead's accounts (rule B2)."""
    message = teams_pb2.ListCoOrganisationsRequest(team_id=team_id)
    partners: list[Shown] = as_json(await call(_joint_teams().ListCoOrganisations, message, request))[
        "co_organisations"
    ]
    return partners


async def _requests(team_id: str, request: Request) -> list[Shown]:
    message = supplements_pb2.ListSupplementsRequest(team_id=team_id)
    supplements: list[Shown] = as_json(await call(_supplements().ListSupplements, message, request))["supplements"]
    return supplements


@router.get("/teams/{team_id}/versions/{left}/difference/{right}")
async def difference(team_id: str, left: int, right: int, request: Request) -> Response:
    """Two versions side by side, word by word; 0 is the draft (rule C10)."""
    if request.state.session is None:
        return RedirectResponse("/sign-in", 303)
    message = submissions_pb2.CompareVersionsRequest(team_id=team_id[:100])
    message.left, message.right = min(max(left, 0), 10_000), min(max(right, 0), 10_000)
    try:
        found = as_json(await call(_projects().CompareVersions, message, request))
    except ProblemError as problem:
        return trouble(request, problem)
    return render(request, "difference.html", difference=found)
