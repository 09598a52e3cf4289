"""The pages about the accounts of a team: colleagues join by a code, and a side of the team is passed on (rules B2, K1)."""

from __future__ import annotations

from typing import Annotated

from dasai.registration.v1 import teams_pb2
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from gateway.problems import ProblemError
from gateway.rpc import as_json, call

from ..done import done_of, led_to
from ..pages import form_again, problem_page, render
from . import own_team
from .own_team import Shown, is_field_problem, team_and

router = APIRouter(include_in_schema=False)
Field = Annotated[str, Form(max_length=400)]
_LIST, _JOIN = "participant/colleagues.html", "participant/join.html"
_OF_CODES = {
    "B2_COLLEAGUE_CODE_WRONG": "code",
    "K1_TAKE_OVER_CODE_WRONG": "code",
    "K1_PASSING_ON_EARLY": "code",
    "NOT_FOUND": "team_id",
}


async def _values(team_id: str, request: Request) -> Shown:
    message = teams_pb2.ListPassingsOnRequest(team_id=team_id[:100])
    team, (passings,) = await team_and(team_id, request, call(own_team.colleagues().ListPassingsOn, message, request))
    return {
        "own": team,
        "team": team.team,
        "passings": as_json(passings)["passings_on"],
        "done": done_of(request),
    }


@router.get("/teams/{team_id}/colleagues")
async def colleagues_page(team_id: str, request: Request) -> Response:
    """Return the accounts that act for a team, the open code of the reader's organisation, and what is passed on."""
    try:
        return render(request, _LIST, **await _values(team_id, request))
    except ProblemError as problem:
        return problem_page(request, problem)


@router.post("/teams/{team_id}/colleagues/code")
async def invite_colleagues(team_id: str, request: Request) -> Response:
    """Make a new code for colleagues; the old one is void."""
    try:
        await call(
            own_team.colleagues().InviteColleagues, teams_pb2.InviteColleaguesRequest(team_id=team_id[:100]), request
        )
    except ProblemError as problem:
        return await _refused(team_id, problem, request)
    return led_to(f"/teams/{team_id}/colleagues", "code_made")


@router.post("/teams/{team_id}/colleagues/code-end")
async def end_code(team_id: str, request: Request) -> Response:
    """End the open code: nobody joins by it any more."""
    message = teams_pb2.EndColleagueInvitationRequest(team_id=team_id[:100])
    try:
        await call(own_team.colleagues().EndColleagueInvitation, message, request)
    except ProblemError as problem:
        return await _refused(team_id, problem, request)
    return led_to(f"/teams/{team_id}/colleagues", "code_ended")


@router.post("/teams/{team_id}/colleagues/removal")
async def remove_account(team_id: str, request: Request, account_id: Field = "") -> Response:
    """Remove an account of one's organisation; who removes the own one is led to the own teams."""
    message = teams_pb2.RemoveAccountRequest(team_id=team_id[:100], account_id=account_id)
    try:
        await call(own_team.colleagues().RemoveAccount, message, request)
    except ProblemError as problem:
        return await _refused(team_id, problem, request)
    left = account_id == request.state.session.account_id
    return led_to("/me", "left_team") if left else led_to(f"/teams/{team_id}/colleagues", "account_removed")


@router.post("/teams/{team_id}/passing-on-objection")
async def object_to_passing_on(team_id: str, request: Request) -> Response:
    """Object to passing on one's organisation's side of the team, which ends it (rule K1)."""
    message = teams_pb2.ObjectToPassingOnRequest(team_id=team_id[:100])
    try:
        await call(own_team.colleagues().ObjectToPassingOn, message, request)
    except ProblemError as problem:
        return await _refused(team_id, problem, request)
    return led_to(f"/teams/{team_id}/colleagues", "objected")


async def _refused(team_id: str, problem: ProblemError, request: Request) -> Response:
    if not is_field_problem(problem) and problem.code != "B2_NO_COLLEAGUE":
        return problem_page(request, problem)
    try:
        return form_again(request, _LIST, problem, **await _values(team_id, request))
    except ProblemError as other:
        return problem_page(request, other)


@router.get("/join")
async def join_page(request: Request) -> Response:
    """Return the form on which somebody types a colleague's code, or the code of a side that is passed on."""
    return render(request, _JOIN)


@router.post("/join")
async def join(request: Request, team_id: Field = "", code: Field = "", act: Field = "join") -> Response:
    """Join a team as a colleague or, with `act`, take over an organisation's side of it; lead to the team's page."""
    given = {"team_id": team_id, "code": code, "act": act}
    identifier, typed = team_id.strip().lower(), code.strip()
    try:
        if act == "take-over":
            taken = teams_pb2.TakeOverRequest(team_id=identifier, code=typed)
            await call(own_team.colleagues().TakeOver, taken, request)
        else:
            answer = teams_pb2.AnswerColleagueInvitationRequest(team_id=identifier, code=typed)
            await call(own_team.colleagues().AnswerColleagueInvitation, answer, request)
    except ProblemError as problem:
        if problem.code == "B2_ACTS_ALREADY":  # also if the form is sent twice
            return RedirectResponse(f"/teams/{identifier}", 303)
        return form_again(request, _JOIN, problem, given=given, codes=_OF_CODES)
    return led_to(f"/teams/{identifier}", "taken_over" if act == "take-over" else "joined")
