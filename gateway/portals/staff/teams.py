"""The list of teams for staff: by division and state, by the beginning of a name, and as a file (rules K1, K3, K4)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.registration.v1 import teams_pb2
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.permissions.registration import LIST_TEAMS
from gateway.api.body import fill, page
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json, call

from ..forms import Form as PageForm
from ..pages import render
from ..participant.own_team import teams
from .reach import division_asked, divisions_for, is_national

router = Router(include_in_schema=False)
STATES = ("registered", "submitted", "withdrawn", "disqualified")
REVIEW_STATES = ("passed", "returned", "supplement", "rejected", "reopened")
_PAGE = 50
Asked = Annotated[str, Query(max_length=200)]
Given = Annotated[str, Form(max_length=200)]


@router.get("/staff/teams")
async def list_page(
    request: Request, division: Asked = "", track: Asked = "", state: Asked = "", page_token: Asked = ""
) -> Response:
    """Return the teams of a division, or all, the newest first, with the form to search them by a name (rule K1)."""
    return await _list(request, {"division": division, "track": track, "state": state}, page_token)


@router.post("/staff/teams/search")
async def search(
    request: Request,
    beginning: Given = "",
    division: Given = "",
    track: Given = "",
    state: Given = "",
    page_token: Annotated[str, Form(alias="page", max_length=200)] = "",
) -> Response:
    """Return the teams whose name, or whose project's name, begins so: the address of the page holds no name (rules K1, K4)."""
    return await _list(request, {"division": division, "track": track, "state": state}, page_token, beginning.strip())


async def _list(request: Request, asked: dict[str, str], page_token: str, beginning: str = "") -> Response:
    chosen = {
        "division": division_asked(request, LIST_TEAMS, asked["division"]),
        "track": asked["track"] if any(each.code == asked["track"] for each in edition().tracks) else "",
        "state": asked["state"] if asked["state"] in (*STATES, *REVIEW_STATES) else "",
    }
    wanted = teams_pb2.ListTeamsRequest(
        division_code=chosen["division"], track=chosen["track"], beginning=beginning[:60]
    )
    fill(wanted, **_states(chosen["state"]))
    problem: ProblemError | None = None
    listed: dict[str, Any] = {"teams": [], "page": {"next_page_token": ""}}
    try:
        listed = as_json(await call(teams().ListTeams, page(wanted, page_token, _PAGE), request))
    except ProblemError as refusal:
        problem = refusal
    values: dict[str, Any] = {
        "teams": listed["teams"],
        "next": listed["page"]["next_page_token"],
        "chosen": chosen,
        "filters": PageForm(chosen),
        "export": {"division_code": chosen["division"], "track": chosen["track"], **_states(chosen["state"])},
        "beginning": beginning,
        "is_later_page": bool(page_token),
        "states": STATES,
        "review_states_listed": REVIEW_STATES,
        "divisions": divisions_for(request, LIST_TEAMS),
        "is_national": is_national(request, LIST_TEAMS),
        "refusal": problem,
    }
    return render(request, "staff/teams.html", problem.status if problem else 200, part="list", **values)


def _states(chosen: str) -> dict[str, str]:
    """Return the chosen state as the filters of the API name it: a team's own, or what review said of it."""
    return {"review_state" if chosen in REVIEW_STATES else "state": chosen} if chosen else {}
