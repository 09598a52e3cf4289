"""The pages about the accounts of a team: colleagues join by a code, and a side of the team is passed on (rules B2, K1)."""

from __future__ import annotations

from typing import Annotated

from dasai.registration.v1 import teams_pb2
from fastapi import Form, Request
from fastapi.responses import RedirectResponse, Response

from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json, call

from ..done import led_to
from ..forms import form_key, missing
from ..pages import form_again, render
from . import own_team
from .own_team import Shown, TeamPage, team_and

router = Router(include_in_schema=False)
Field = Annotated[str, Form(max_length=400)]
_JOIN = "participant/join.html"
_OF_CODES = {
    "B2_COLLEAGUE_CODE_WRONG": "code",
    "K1_TAKE_OVER_CODE_WRONG": "code",
    "K1_PASSING_ON_EARLY": "code",
    "NOT_FOUND": "team_id",
}
_NEEDED = {"team_id": "consent.team_id_missing", "code": "join.code_missing"}


async def read(team_id: str, request: Request) -> Shown:
    """Return what the page shows; raise ProblemError."""
    message = teams_pb2.ListPassingsOnRequest(team_id=team_id[:100])
    team, (passings,) = await team_and(team_id, request, call(own_team.colleagues().ListPassingsOn, message, request))
    return {"own": team, "team": team.team, "passings": as_json(passings)["passings_on"]}


# who was removed meanwhile is no colleague any more: the list says so
_page = TeamPage("participant/colleagues.html", "/colleagues", read, shown_codes=("B2_NO_COLLEAGUE",))


@router.get("/teams/{team_id}/colleagues")
async def colleagues_page(team_id: str, request: Request) -> Response:
    """Return the accounts that act for a team, the open code of the reader's organisation, and what is passed on."""
    return await _page.show(team_id, request)


@router.post("/teams/{team_id}/colleagues/code")
async def invite_colleagues(team_id: str, request: Request) -> Response:
    """Make a new code for colleagues; the old one is void."""
    message = teams_pb2.InviteColleaguesRequest(team_id=team_id[:100])
    made = call(own_team.colleagues().InviteColleagues, message, request)
    return await _page.after(made, team_id, request, "code_made")


@router.post("/teams/{team_id}/colleagues/code-end")
async def end_code(team_id: str, request: Request, key: Field = "") -> Response:
    """End the open code: nobody joins by it any more."""
    message = teams_pb2.EndColleagueInvitationRequest(team_id=team_id[:100])
    ended = call(own_team.colleagues().EndColleagueInvitation, message, request, key=key)
    return await _page.after(ended, team_id, request, "code_ended", key=key)


@router.post("/teams/{team_id}/colleagues/removal")
async def remove_account(team_id: str, request: Request, account_id: Field = "", key: Field = "") -> Response:
    """Remove an account of one's organisation; who removes the own one is led to the own teams."""
    message = teams_pb2.RemoveAccountRequest(team_id=team_id[:100], account_id=account_id)
    removed = call(own_team.colleagues().RemoveAccount, message, request, key=key)
    if account_id == request.state.session.account_id:
        return await _page.after(removed, team_id, request, "left_team", to="/me", key=key)
    return await _page.after(removed, team_id, request, "account_removed", key=key)


@router.post("/teams/{team_id}/passing-on-objection")
async def object_to_passing_on(team_id: str, request: Request, key: Field = "") -> Response:
    """Object to passing on one's organisation's side of the team, which ends it (rule K1)."""
    message = teams_pb2.ObjectToPassingOnRequest(team_id=team_id[:100])
    objected = call(own_team.colleagues().ObjectToPassingOn, message, request, key=key)
    return await _page.after(objected, team_id, request, "objected", key=key)


@router.get("/join")
async def join_page(request: Request) -> Response:
    """Return the form on which somebody types a colleague's code, or the code of a side that is passed on."""
    return render(request, _JOIN, key=form_key())


@router.post("/join")
async def join(
    request: Request, team_id: Field = "", code: Field = "", act: Field = "join", key: Field = ""
) -> Response:
    """Join a team as a colleague or, with `act`, take over an organisation's side of it; lead to the team's page."""
    given = {"team_id": team_id, "code": code, "act": act}
    identifier, typed = team_id.strip().lower(), code.strip()
    try:
        missing(given, _NEEDED)
        if act == "take-over":
            taken = teams_pb2.TakeOverRequest(team_id=identifier, code=typed)
            await call(own_team.colleagues().TakeOver, taken, request, key=key)
        else:
            answer = teams_pb2.AnswerColleagueInvitationRequest(team_id=identifier, code=typed)
            await call(own_team.colleagues().AnswerColleagueInvitation, answer, request, key=key)
    except ProblemError as problem:
        if problem.code == "B2_ACTS_ALREADY":  # also if the form is sent twice
            return RedirectResponse(f"/teams/{identifier}", 303)
        return form_again(request, _JOIN, problem, given=given, codes=_OF_CODES, key=form_key(key, problem))
    return led_to(f"/teams/{identifier}", "taken_over" if act == "take-over" else "joined")
