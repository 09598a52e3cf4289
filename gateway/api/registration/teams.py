"""Teams (rules B2 to B8, B10, C1, C12)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from dasai.registration.v1 import teams_pb2, teams_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import Body, DivisionCode, Empty, PageSize, PageToken, Text, page, to_message

router = APIRouter(prefix="/api/v1", tags=["registration"])


class Organisation(Body):
    """A participating organisation (rule B1)."""

    uscc: Text
    name: Text
    kind: Literal["enterprise", "public_institution", "research_institute", "university"]


class NewRepresentative(Body):
    """A representative (rule B5)."""

    name: Annotated[str, Field(max_length=60, repr=False)]
    identity_kind: Literal["resident", "passport"]
    identity_number: Annotated[str, Field(max_length=40, repr=False)]
    organisation_uscc: Text


People = Annotated[list[NewRepresentative], Field(max_length=50)]


class NewTeam(Body):
    """A team that registers."""

    division_code: DivisionCode
    track: Text
    topic_id: Text
    team_name: Text
    project_name: Text
    lead: Organisation
    co_organisations: Annotated[list[Organisation], Field(max_length=100)] = []
    representatives: People
    declared_true: bool


class TeamChange(Body):
    """What changes; what is left out stays."""

    team_name: Text = ""
    project_name: Text = ""
    representatives: People = []


def _teams() -> teams_pb2_grpc.TeamsAsyncStub:
    return teams_pb2_grpc.TeamsStub(channel("registration"))


@router.post("/teams", status_code=201)
async def register_team(body: NewTeam, request: Request) -> dict[str, Any]:
    """Register a team with its project (rules A2, B1 to B8, B10, C1)."""
    signed_in(request)
    return as_json(await call(_teams().RegisterTeam, to_message(body, teams_pb2.RegisterTeamRequest()), request))


@router.get("/teams")
async def list_teams(
    request: Request,
    division_code: Annotated[str, Field(pattern=r"^([0-9]{6})?$")] = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    """The caller's teams; a host's division; any for the secretariat. Drafts are in no list (rule K1)."""
    signed_in(request)
    message = page(teams_pb2.ListTeamsRequest(division_code=division_code), page_token, page_size)
    return as_json(await call(_teams().ListTeams, message, request))


@router.get("/teams/{team_id}")
async def get_team(team_id: Text, request: Request) -> dict[str, Any]:
    """A team: receipts, review; draft, its evidence and what is missing for its own accounts alone (rule K1)."""
    signed_in(request)
    return as_json(await call(_teams().GetTeam, teams_pb2.GetTeamRequest(team_id=team_id), request))


@router.patch("/teams/{team_id}")
async def change_team(team_id: Text, body: TeamChange, request: Request) -> dict[str, Any]:
    """Names and representatives before the deadline (rules B4 to B6, C10)."""
    signed_in(request)
    message = to_message(body, teams_pb2.ChangeTeamRequest(), team_id=team_id)
    return as_json(await call(_teams().ChangeTeam, message, request))


@router.post("/teams/{team_id}/revival")
async def revive_team(team_id: Text, body: Empty, request: Request) -> dict[str, Any]:
    """Come back after a withdrawal, while registration is open (rules B5, B7, C12); what was submitted is submitted again."""
    signed_in(request)
    return as_json(await call(_teams().ReviveTeam, teams_pb2.ReviveTeamRequest(team_id=team_id), request))


@router.post("/teams/{team_id}/withdrawal")
async def withdraw_team(team_id: Text, body: Empty, request: Request) -> dict[str, Any]:
    """Leave before the deadline (rule C12)."""
    signed_in(request)
    return as_json(await call(_teams().WithdrawTeam, teams_pb2.WithdrawTeamRequest(team_id=team_id), request))
