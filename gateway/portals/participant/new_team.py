"""The pages on which a participant registers a team: division, topic, the team, a last look (rules A2, B1 to B10, C1, K4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from dasai.accounts.v1 import accounts_pb2
from dasai.registration.v1 import divisions_pb2, divisions_pb2_grpc, teams_pb2, teams_pb2_grpc
from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response

from chassis.edition.current import edition
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import refuse
from chassis.refusals import NOT_FOUND
from gateway.api.accounts import accounts
from gateway.api.body import to_message
from gateway.api.registration.teams import holder_of
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json, call, channel

from ..forms import Form, fault_of, problem_of, refuse_all
from ..pages import form_again, render
from ..sealing import holder_of_seals
from .entry import CODES, FIELDS, Entry, PersonRow, entry_of

router = Router(include_in_schema=False)
Chosen = Annotated[str, Query(max_length=60)]
Shown = dict[str, Any]
_TEMPLATE = "participant/new_team.html"
# the refusal of a team in which only the declaration is missing
_ALL_ELSE_RIGHT = "B10_NOT_DECLARED_TRUE"


@router.get("/teams/new")
async def new_team_page(request: Request, division: Chosen = "", topic: Chosen = "", step: Chosen = "") -> Response:
    """Return the step that is next: the choice of a division, of a topic direction, or the form about the team.

    `step` is `division` or `topic` if the page of that choice was sent, also if nothing was chosen on it.
    """
    if not division:
        problem = problem_of([fault_of("division", "new_team.wrong_division")]) if step == "division" else None
        offered: Shown = {"divisions": await _open_divisions(request), "form": Form(problem=problem)}
        return render(request, "participant/new_team_division.html", **offered)
    shown = await _division(division, request)
    choice = _choice(shown, topic)
    if choice is None:
        problem = problem_of([fault_of("topic", "new_team.wrong_topic")]) if topic or step == "topic" else None
        values: Shown = {"division": shown, "form": Form(problem=problem), "tracks": _tracks(shown)}
        return render(request, "participant/new_team_topic.html", **values)
    kinds = edition().identity_kinds
    entry = Entry(division=division, topic=topic, people=(PersonRow(kind=kinds[0].id),))
    return render(request, _TEMPLATE, **await _values(request, entry, shown, choice))


@router.post("/teams/new")
async def register_team(request: Request) -> Response:
    """Add or remove a row, show all for a last look, or register; lead to the new team's page.

    Each button of the form says in `act` what it does, so that all of it works without scripts.
    """
    form = await request.form()
    entry = entry_of(form, holder_of_seals(request), edition().teams.co_organisations_per_team)
    act = str(form.get("act", "look"))
    shown = await _division(entry.division, request)
    choice = _choice(shown, entry.topic)
    if choice is None:
        return RedirectResponse("/teams/new", 303)
    if act.startswith(("add-", "remove-")):
        changed = entry.changed_by(act)
        return await _form(request, changed, shown, choice, added=act if act.startswith("add-") else "")
    if act == "edit":
        return await _form(request, entry, shown, choice)
    try:
        if act == "own-consent":
            await _consent(request)
            return await _form(request, entry, shown, choice, consented=True)
        track = choice["track"].code
        if act != "register":
            judged = teams_pb2.RegisterTeamRequest(holder=await holder_of(request))
            judged.MergeFrom(entry.to_judge(track))
            judging = call(_teams().RegisterTeam, judged, request)
            await refuse_all(entry.faults(track), judging, refused_by=_ALL_ELSE_RIGHT)
            values = await _values(request, entry, shown, choice)
            return render(request, "participant/new_team_check.html", key=new_id(), form=values.pop("form"), **values)
        refused = problem_of(entry.faults(track))
        if refused is not None:
            raise refused
        message = to_message(entry.body(track), teams_pb2.RegisterTeamRequest())
        message.holder.CopyFrom(await holder_of(request))
        team = await call(_teams().RegisterTeam, message, request, key=str(form.get("key", ""))[:100])
    except ProblemError as problem:
        return await _refused(request, problem, entry, shown, choice)
    return RedirectResponse(f"/teams/{team.facts.team_id}?done=registered", 303)


async def _form(
    request: Request, entry: Entry, division: Shown, choice: Shown, *, added: str = "", consented: bool = False
) -> Response:
    """Return the form as it is now; what htmx asks for is the form alone."""
    values = await _values(request, entry, division, choice)
    return render(request, _TEMPLATE, part="entry", added=added, consented=consented, **values)


async def _refused(request: Request, problem: ProblemError, entry: Entry, division: Shown, choice: Shown) -> Response:
    """Return the form with each refusal at its field; numbers that were refused are to be typed again."""
    values = await _values(request, entry.without_numbers(problem), division, choice)
    given = values.pop("form").values
    problem = entry.of_each_person(problem)
    return form_again(request, _TEMPLATE, problem, given=given, fields=FIELDS, codes=CODES, **values)


async def _values(request: Request, entry: Entry, division: Shown, choice: Shown) -> Shown:
    """Return what the form shows."""
    return {
        "entry": entry,
        "form": Form(entry.values(holder_of_seals(request))),
        "division": division,
        "choice": choice,
        "notice": await accounts.notice_or_none(request),
        "most_people": edition().quotas.representatives_per_team,
        "most_partners": edition().teams.co_organisations_per_team,
    }


async def _consent(request: Request) -> None:
    """Record that the account's holder consents to the processing of the own identity number (rule K4)."""
    version = (await accounts.notice(request)).version
    message = accounts_pb2.RecordConsentRequest(kind="identity_numbers", version=version, given=True)
    await accounts.consent(message, request)
    request.state.session = replace(request.state.session, identity_consent=version)


def _teams() -> teams_pb2_grpc.TeamsAsyncStub:
    return teams_pb2_grpc.TeamsStub(channel("registration"))


def _divisions() -> divisions_pb2_grpc.DivisionsAsyncStub:
    return divisions_pb2_grpc.DivisionsStub(channel("registration"))


async def _open_divisions(request: Request) -> list[Shown]:
    """Return the summaries of the divisions that are open for registration (rule A4)."""
    message = divisions_pb2.ListDivisionsRequest(brief=True)
    message.page.page_size = 200
    divisions = as_json(await call(_divisions().ListDivisions, message, request))["summaries"]
    return [division for division in divisions if division["state"] == "open"]


async def _division(code: str, request: Request) -> Shown:
    """Return a division with its published scheme; raise ProblemError if it has none."""
    division = as_json(
        await call(_divisions().GetDivision, divisions_pb2.GetDivisionRequest(division_code=code), request)
    )
    if not division.get("scheme"):
        refuse(NOT_FOUND, what="division")
    return division


def _tracks(division: Shown) -> list[Shown]:
    """Return the tracks that a division runs, each with its topics as the division words them (rule A2)."""
    tracks = []
    for run in division["scheme"]["tracks"]:
        track = next((track for track in edition().tracks if track.code == run["track"]), None)
        if track is None:
            continue
        offered = {topic["topic_id"]: topic for topic in run["topics"]}
        topics = [(topic, offered[topic.id]) for topic in track.open_topics if topic.id in offered]
        tracks.append({"track": track, "topics": topics})
    return tracks


def _choice(division: Shown, topic_id: str) -> Shown | None:
    """Return a topic direction with its track and the division's own wording; None if the division does not run it."""
    for run in _tracks(division):
        for topic, offered in run["topics"]:
            if topic.id == topic_id:
                return {"track": run["track"], "topic": topic, "refined": offered["refined_title"]}
    return None
