"""A participant's own pages: the teams, and a team's home: what is submitted, what is missing, what can be done."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from dasai.publicity.v1 import awards_pb2, awards_pb2_grpc
from dasai.registration.v1 import (
    declarations_pb2,
    declarations_pb2_grpc,
    submissions_pb2,
    supplements_pb2,
    supplements_pb2_grpc,
    teams_pb2,
)
from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from chassis.permissions.registration import REGISTER_TEAM
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of
from ..navigation import home_of, is_open
from ..pages import render
from .own_team import Shown, colleagues, joint_teams, nothing, own_team, teams

router = Router(include_in_schema=False)
# for how long a team waits to read of an award, seconds: the rest of its page does not depend on it
_PATIENCE = 1.0


class Won(NamedTuple):
    """What a team has won in the final, and what it is entitled to as a finalist."""

    awards: list[Shown]
    entitlements: list[Shown]


def _supplements() -> supplements_pb2_grpc.SupplementsAsyncStub:
    return supplements_pb2_grpc.SupplementsStub(channel("registration"))


def _projects() -> declarations_pb2_grpc.ProjectsAsyncStub:
    return declarations_pb2_grpc.ProjectsStub(channel("registration"))


@router.get("/me")
async def me(request: Request) -> Response:
    """Return the page with all teams of the account; whose work is another is led to the home of that."""
    home = home_of(actor_of(request))
    if home != "/me":
        return RedirectResponse(home, 303)
    message = teams_pb2.ListTeamsRequest()
    message.page.page_size = 200
    listed = as_json(await call(teams().ListTeams, message, request))["teams"]
    requested = [team["facts"]["team_id"] for team in listed if team["review_state"] == "supplement"]
    supplements = await asyncio.gather(*(_requests(team_id, request) for team_id in requested))
    values = {"teams": listed, "supplements": dict(zip(requested, supplements, strict=True)), "done": done_of(request)}
    return render(request, "participant/me.html", may_register=REGISTER_TEAM.is_open_to(actor_of(request)), **values)


@router.get("/teams/{team_id}")
async def team(team_id: str, request: Request) -> Response:
    """Return a team's home: if it is submitted, each thing to do with its link, who takes part, receipts and review.

    Staff are led to their own page of the team.
    """
    team_id = team_id[:100]
    shown = as_json(await call(teams().GetTeam, teams_pb2.GetTeamRequest(team_id=team_id), request))
    if not shown["own"] and is_open(f"/staff/teams/{team_id}", actor_of(request)):
        return RedirectResponse(f"/staff/teams/{team_id}", 303)
    acts, joint = shown["own"], shown["facts"]["co_organisations"]
    supplements, draft, progress, partners, accounts, won = await asyncio.gather(
        _requests(team_id, request) if shown["receipts"] else nothing([]),
        _draft(team_id, request) if acts else nothing(None),
        _progress(team_id, request) if acts else nothing(None),
        _partners(team_id, request) if joint else nothing([]),
        _accounts(team_id, request) if acts else nothing(None),
        _won(team_id, request) if shown["review_state"] == "passed" else nothing(Won([], [])),
    )
    saved = max(draft["sections"], key=lambda section: section["revision"], default=None) if draft else None
    values: Shown = {
        "own": own_team(shown, accounts, request),
        "supplements": supplements,
        "draft": draft,
        "saved": saved,
        "progress": progress,
        "partners": partners,
        "won": won,
        "done": done_of(request),
    }
    return render(request, "participant/team.html", team=shown, **values)


async def _won(team_id: str, request: Request) -> Won:
    """Return the team's awards of the final, and what it is entitled to as a finalist; neither if publicity is away (G2, G4)."""
    stub = awards_pb2_grpc.AwardsStub(channel("publicity"))
    entitled = awards_pb2.ListEntitlementsRequest(team_id=team_id)
    entitled.page.page_size = 1
    try:
        awards, teams_entitled = await asyncio.gather(
            call(stub.ListAwards, awards_pb2.ListAwardsRequest(team_id=team_id), request, seconds=_PATIENCE),
            call(stub.ListEntitlements, entitled, request, seconds=_PATIENCE),
        )
    except ProblemError:
        return Won([], [])
    entitlements = [benefit for each in as_json(teams_entitled)["teams"] for benefit in each["entitlements"]]
    return Won(as_json(awards)["awards"], entitlements)


async def _accounts(team_id: str, request: Request) -> Shown:
    return as_json(await call(colleagues().ListAccounts, teams_pb2.ListAccountsRequest(team_id=team_id), request))


async def _draft(team_id: str, request: Request) -> Shown:
    """Return the draft of the declaration; of the kept texts only which there are (rules C4, K1)."""
    message = declarations_pb2.GetDeclarationRequest(team_id=team_id)
    return as_json(await call(_projects().GetDeclaration, message, request))


async def _progress(team_id: str, request: Request) -> Shown:
    message = declarations_pb2.GetCompletenessRequest(team_id=team_id)
    return as_json(await call(_projects().GetCompleteness, message, request))


async def _partners(team_id: str, request: Request) -> list[Shown]:
    """Return the co-organisations with their answers; for the lead's accounts with the invitation codes (rule B2)."""
    message = teams_pb2.ListCoOrganisationsRequest(team_id=team_id)
    partners: list[Shown] = as_json(await call(joint_teams().ListCoOrganisations, message, request))["co_organisations"]
    return partners


async def _requests(team_id: str, request: Request) -> list[Shown]:
    message = supplements_pb2.ListSupplementsRequest(team_id=team_id)
    supplements: list[Shown] = as_json(await call(_supplements().ListSupplements, message, request))["supplements"]
    return supplements


@router.get("/teams/{team_id}/versions/{left}/difference/{right}")
async def difference(team_id: str, left: int, right: int, request: Request) -> Response:
    """Return the page with two versions side by side, word by word; 0 is the draft (rule C10)."""
    message = submissions_pb2.CompareVersionsRequest(team_id=team_id[:100])
    message.left, message.right = min(max(left, 0), 10_000), min(max(right, 0), 10_000)
    shown = as_json(await call(_projects().CompareVersions, message, request))
    return render(request, "participant/difference.html", difference=shown)
