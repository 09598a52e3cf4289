"""A team as staff see it: who takes part, what was submitted and found, passing on an organisation's side (rules B2, K1, K4)."""

from __future__ import annotations

import asyncio
from typing import Annotated

from dasai.registration.v1 import (
    affiliations_pb2,
    affiliations_pb2_grpc,
    organisations_pb2,
    organisations_pb2_grpc,
    teams_pb2,
)
from fastapi import Form, Request
from fastapi.responses import Response

from chassis.permissions import Target
from chassis.permissions import registration as permissions
from gateway.api.body import to_message
from gateway.api.registration.teams import PassingOn
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of
from ..forms import body_of, form_key
from ..navigation import is_open
from ..pages import form_again, render
from ..participant import project
from ..participant.own_team import Shown, colleagues, joint_teams, nothing
from ..shown_files import SHOWN_AS

router = Router(include_in_schema=False)
# for how long an organisation's accounts may object, hours (rule K1)
NOTICE_HOURS = (24, 72, 120, 168)
_USUAL_HOURS = 72
Given = Annotated[str, Form()]


@router.get("/staff/teams/{team_id}")
async def team_page(team_id: str, request: Request) -> Response:
    """Return all that the reader may see of a team; the look at the masked identity numbers is recorded (rules K1, K4)."""
    team_id = team_id[:100]
    team = await project.team(team_id, request)
    target = Target(division=team["facts"]["division_code"])
    actor = actor_of(request)
    submitted = bool(team["receipts"])
    may_pass_on = permissions.PASS_ON.is_open_to(actor, target)
    partners, passings, newest, files, requests = await asyncio.gather(
        _partners(team_id, request),
        _passings_on(team_id, request) if may_pass_on else nothing([]),
        project.submission(team_id, team["receipts"][-1]["submission_number"], request) if submitted else nothing(None),
        project.files(team_id, request) if submitted else nothing([]),
        project.requests(team_id, request) if submitted else nothing([]),
    )
    address = f"/staff/teams/{team_id}"
    links = {
        "case": f"/staff/cases/{team_id}",
        "reports": f"/staff/reports?team={team_id}",
        "claims": "/staff/name-claims",
        **({"organisations": f"{address}/organisations"} if permissions.GET_ORGANISATION.is_open_to(actor) else {}),
        **({"passing_on": f"{address}/passing-on"} if may_pass_on else {}),
    }
    values: Shown = {
        "partners": partners,
        "passings": passings,
        "pieces": _pieces(newest, files),
        "others": _others(newest, files),
        "requests": requests,
        "owners": {each["uscc"]: each["name"] for each in project.organisations(team)},
        "viewable": SHOWN_AS,
        "links": {name: path for name, path in links.items() if is_open(path, actor)},
        "done": done_of(request),
    }
    return render(request, "staff/team.html", team=team, **values)


async def _partners(team_id: str, request: Request) -> list[Shown]:
    """Return the team's co-organisations with their answers (rule B2)."""
    message = teams_pb2.ListCoOrganisationsRequest(team_id=team_id)
    listed: list[Shown] = as_json(await call(joint_teams().ListCoOrganisations, message, request))["co_organisations"]
    return listed


async def _passings_on(team_id: str, request: Request) -> list[Shown]:
    """Return how sides of the team were passed on, the newest first (rule K1)."""
    message = teams_pb2.ListPassingsOnRequest(team_id=team_id)
    listed: list[Shown] = as_json(await call(colleagues().ListPassingsOn, message, request))["passings_on"]
    return listed[::-1]


def _pieces(newest: Shown | None, files: list[Shown]) -> list[Shown]:
    """Return the evidence of the newest version in the order of the edition's kinds, each piece with its file's record."""
    records = {(file["sha256"], file["owner_uscc"]): file for file in files}
    evidence = newest["evidence"] if newest else []
    return [
        {**piece, "kind": kind, "file": records.get((piece["sha256"], piece["owner_uscc"]))}
        for kind in project.evidence_kinds()
        for piece in evidence
        if piece["kind"] == kind.id
    ]


def _others(newest: Shown | None, files: list[Shown]) -> list[Shown]:
    """Return the files of earlier versions and of answers to review, which are not in the newest version."""
    used = {(piece["sha256"], piece["owner_uscc"]) for piece in (newest["evidence"] if newest else [])}
    return [file for file in files if (file["sha256"], file["owner_uscc"]) not in used]


@router.get("/staff/teams/{team_id}/organisations")
async def organisations_page(team_id: str, request: Request) -> Response:
    """Return what is known of each organisation of a team: its credit and its relations to others (rules B1, B3, B8)."""
    team = await project.team(team_id[:100], request)
    codes = [each["uscc"] for each in project.organisations(team)]
    records = await asyncio.gather(*(_record(uscc, request) for uscc in codes))
    return render(request, "staff/team_organisations.html", team=team, records=records)


async def _record(uscc: str, request: Request) -> Shown:
    """Return an organisation with its credit listings and its relations (rules B3, B8)."""
    record, affiliations = await asyncio.gather(
        call(
            organisations_pb2_grpc.OrganisationsStub(channel("registration")).GetOrganisation,
            organisations_pb2.GetOrganisationRequest(uscc=uscc),
            request,
        ),
        call(
            affiliations_pb2_grpc.AffiliationsStub(channel("registration")).GetAffiliations,
            affiliations_pb2.GetAffiliationsRequest(uscc=uscc),
            request,
        ),
    )
    return {**as_json(record), "affiliations": as_json(affiliations)}


@router.get("/staff/teams/{team_id}/passing-on")
async def passing_on_page(team_id: str, request: Request) -> Response:
    """Return the form to pass an organisation's side of the team on, and what was passed on before (rule K1)."""
    return await _passing_on(team_id[:100], request)


@router.post("/staff/teams/{team_id}/passing-on")
async def pass_on(
    team_id: str,
    request: Request,
    organisation_uscc: Given = "",
    reason: Given = "",
    notice_hours: Given = "",
    key: Given = "",
) -> Response:
    """Pass a side of the team on, and show the code for the new account (rule K1)."""
    team_id = team_id[:100]
    hours = int(notice_hours) if notice_hours in map(str, NOTICE_HOURS) else _USUAL_HOURS
    given = {"organisation_uscc": organisation_uscc, "reason": reason, "notice_hours": str(hours)}
    try:
        body = body_of(PassingOn, organisation_uscc=organisation_uscc, reason=reason, notice_hours=hours)
        message = to_message(body, teams_pb2.PassOnRequest(), team_id=team_id)
        made = as_json(await call(colleagues().PassOn, message, request, key=key))
        team = await project.team(team_id, request)
    except ProblemError as problem:
        return await _passing_on(team_id, request, problem, given, key)
    return render(request, "staff/passed_on.html", team=team, made=made)


async def _passing_on(
    team_id: str,
    request: Request,
    problem: ProblemError | None = None,
    given: dict[str, str] | None = None,
    key: str = "",
) -> Response:
    try:
        team, passings = await asyncio.gather(project.team(team_id, request), _passings_on(team_id, request))
    except ProblemError as refusal:
        raise (problem or refusal) from None
    values: Shown = {
        "team": team,
        "passings": passings,
        "owners": project.organisations(team),
        "hours": NOTICE_HOURS,
        "usual_hours": _USUAL_HOURS,
        "key": form_key(key, problem),
    }
    if problem is not None:
        codes = {"K1_PASSING_ON_NOTICE": "notice_hours", "K1_PASSING_ON": "organisation_uscc"}
        return form_again(request, "staff/passing_on.html", problem, given=given, codes=codes, **values)
    return render(request, "staff/passing_on.html", **values)
