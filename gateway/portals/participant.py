"""A participant's own pages: what is submitted and what is missing, in words."""

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
from fastapi.responses import Response

from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel

from .pages import problem_page, render, to_sign_in

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
    """Return the page with all teams of the account."""
    if request.state.session is None:
        return to_sign_in(request)
    message = teams_pb2.ListTeamsRequest()
    message.page.page_size = 200
    try:
        teams = as_json(await call(_teams().ListTeams, message, request))["teams"]
        requested = [team["facts"]["team_id"] for team in teams if team["review_state"] == "supplement"]
        supplements = await asyncio.gather(*(_requests(team_id, request) for team_id in requested))
    except ProblemError as problem:
        return problem_page(request, problem)
    return render(request, "me.html", teams=teams, supplements=dict(zip(requested, supplements, strict=True)))


@router.get("/teams/{team_id}")
async def team(team_id: str, request: Request) -> Response:
    """Return a team's page: if it is submitted, what is done and missing, the last save, receipts, review and its requests."""
    if request.state.session is None:
        return to_sign_in(request)
    team_id = team_id[:100]
    try:
        shown = as_json(await call(_teams().GetTeam, teams_pb2.GetTeamRequest(team_id=team_id), request))
        own, joint = shown["own"], shown["facts"]["co_organisations"]
        supplements, draft, progress, partners = await asyncio.gather(
            _requests(team_id, request) if shown["receipts"] else _nothing([]),
            _draft(team_id, request) if own else _nothing(None),
            _progress(team_id, request) if own else _nothing(None),
            _partners(team_id, request) if joint else _nothing([]),
        )
    except ProblemError as problem:
        return problem_page(request, problem)
    saved = max(draft["sections"], key=lambda section: section["revision"], default=None) if draft else None
    values: Shown = {
        "supplements": supplements,
        "draft": draft,
        "saved": saved,
        "progress": progress,
        "partners": partners,
    }
    return render(request, "team.html", team=shown, **values)


async def _nothing(value: T) -> T:
    return value


async def _draft(team_id: str, request: Request) -> Shown:
    """Return the draft of the declaration, with the newest of the kept texts, whole (rules C4, K1)."""
    draft = as_json(
        await call(_projects().GetDeclaration, declarations_pb2.GetDeclarationRequest(team_id=team_id), request)
    )
    messages = [declarations_pb2.GetKeptTextRequest(team_id=team_id, kept_id=text["id"]) for text in draft["kept"]]
    draft["kept"] = [
        as_json(text) for text in await asyncio.gather(*(_kept(message, request) for message in messages)) if text
    ]
    return draft


async def _kept(message: declarations_pb2.GetKeptTextRequest, request: Request) -> declarations_pb2.KeptText | None:
    """Return a kept text, or None if its writer has deleted it meanwhile."""
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
    """Return the co-organisations with their answers; for the lead's accounts with the invitation codes (rule B2)."""
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
    """Return the page with two versions side by side, word by word; 0 is the draft (rule C10)."""
    if request.state.session is None:
        return to_sign_in(request)
    message = submissions_pb2.CompareVersionsRequest(team_id=team_id[:100])
    message.left, message.right = min(max(left, 0), 10_000), min(max(right, 0), 10_000)
    try:
        shown = as_json(await call(_projects().CompareVersions, message, request))
    except ProblemError as problem:
        return problem_page(request, problem)
    return render(request, "difference.html", difference=shown)
