"""The pages about a team's representatives and names: add, replace, remove, rename (rules B4 to B7, B9, C10, K4)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.registration.v1 import teams_pb2
from fastapi import Form, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.permissions import registration as permissions
from gateway.api.accounts import accounts
from gateway.api.body import to_message
from gateway.api.registration.teams import NewRepresentative, TeamChange
from gateway.problems import ProblemError
from gateway.routing import Router

from ..done import done_of, led_to
from ..forms import body_of, form_key, problem_of
from ..pages import form_again, render
from .entry import PersonRow, empty_fields
from .own_team import OwnTeam, Shown, change, for_form, own

router = Router(include_in_schema=False)
Field = Annotated[str, Form(max_length=400)]
_LIST, _FORM, _REMOVAL = (f"participant/representative{name}.html" for name in ("s", "", "_removal"))
_NAMES = "participant/names.html"
_FIELDS = {
    "representatives[*]": "name",
    "representatives[*].name": "name",
    "representatives[*].identity_kind": "kind",
    "representatives[*].identity_number": "number",
    "representatives[*].organisation_uscc": "organisation",
    "identity_kind": "kind",
    "identity_number": "number",
    "organisation_uscc": "organisation",
}
_CODES = {"K4_CONSENT_MISSING": "identity_consent", "B5": "number", "B4": "name"}
_NAME_CODES = {"B9": "project_name", "C10": "project_name"}


@router.get("/teams/{team_id}/representatives")
async def representatives_page(team_id: str, request: Request) -> Response:
    """Return the list of a team's representatives, masked, with what may be done."""
    team = await own(team_id, request)
    most = edition().quotas.representatives_per_team
    return render(request, _LIST, own=team, team=team.team, most=most, done=done_of(request))


@router.get("/teams/{team_id}/representatives/new")
async def new_representative_page(team_id: str, request: Request) -> Response:
    """Return the form by which somebody is added."""
    return await _form(team_id, 0, request)


@router.post("/teams/{team_id}/representatives/new")
async def add_representative(
    team_id: str,
    request: Request,
    name: Field = "",
    kind: Field = "",
    number: Field = "",
    organisation: Field = "",
    identity_consent: Field = "",
    other: Field = "",
) -> Response:
    """Add a representative, and lead to the list."""
    person = _person(name, kind, number, organisation, other)
    return await _save(team_id, 0, person, identity_consent, request)


@router.get("/teams/{team_id}/representatives/{place}")
async def representative_page(team_id: str, place: int, request: Request) -> Response:
    """Return the form by which a representative is corrected or replaced; the number has to be given again (rule K4)."""
    return await _form(team_id, place, request)


@router.post("/teams/{team_id}/representatives/{place}")
async def replace_representative(
    team_id: str,
    place: int,
    request: Request,
    name: Field = "",
    kind: Field = "",
    number: Field = "",
    organisation: Field = "",
    identity_consent: Field = "",
    other: Field = "",
    shown: Field = "",
) -> Response:
    """Put somebody in a representative's place; the others stay. `shown` is the masked number that the form named."""
    person = _person(name, kind, number, organisation, other)
    return await _save(team_id, place, person, identity_consent, request, shown=shown)


@router.get("/teams/{team_id}/representatives/{place}/removal")
async def removal_page(team_id: str, place: int, request: Request) -> Response:
    """Return the page that asks if a representative is to leave."""
    team = await own(team_id, request)
    return render(request, _REMOVAL, own=team, team=team.team, place=place, person=_at(team, place))


@router.post("/teams/{team_id}/representatives/{place}/removal")
async def remove_representative(team_id: str, place: int, request: Request, shown: Field = "") -> Response:
    """Remove a representative, and lead to the list."""
    team = await own(team_id, request)
    try:
        message = teams_pb2.ChangeTeamRequest(team_id=team.id, kept_representatives=_kept(team, place, shown))
        await change(message, request)
    except ProblemError as problem:
        values: Shown = {"own": team, "team": team.team, "place": place, "person": _at(team, place)}
        return form_again(request, _REMOVAL, for_form(problem), **values)
    return led_to(f"{team.address}/representatives", "person_removed")


@router.get("/teams/{team_id}/names")
async def names_page(team_id: str, request: Request) -> Response:
    """Return the form by which team and project are renamed."""
    team = await own(team_id, request)
    return render(request, _NAMES, own=team, team=team.team, key=form_key())


@router.post("/teams/{team_id}/names")
async def rename(
    team_id: str,
    request: Request,
    project_name: Field = "",
    team_name: Field = "",
    contest_reason: Annotated[str, Form()] = "",
    key: Field = "",
) -> Response:
    """Rename team and project, and lead to the team's page."""
    team = await own(team_id, request)
    try:
        reason = body_of(TeamChange, contest_reason=contest_reason.replace("\r\n", "\n")).contest_reason
        message = teams_pb2.ChangeTeamRequest(
            team_id=team.id, team_name=team_name, project_name=project_name, contest_reason=reason
        )
        await change(message, request, key)
    except ProblemError as problem:
        given = {"team_name": team_name, "project_name": project_name, "contest_reason": contest_reason}
        values: Shown = {"own": team, "team": team.team, "key": form_key(key, problem)}
        return form_again(request, _NAMES, for_form(problem), given=given, codes=_NAME_CODES, **values)
    return led_to(team.address, "renamed")


def _person(name: str, kind: str, number: str, organisation: str, other: str) -> dict[str, Any]:
    return {"name": name, "kind": kind, "number": number, "organisation": organisation, "other": other}


def _at(team: OwnTeam, place: int) -> Shown | None:
    """Return the representative at a place, from 1; None if there is none."""
    people = team.team["representatives"]
    return people[place - 1] if 1 <= place <= len(people) else None


def _kept(team: OwnTeam, without: int, shown: str) -> list[teams_pb2.KeptRepresentative]:
    """Return all representatives but one, whose masked number the page showed.

    If somebody else is there now, a place that is not there is added, so that the service says that the list has moved on.
    """
    people = list(enumerate(team.team["representatives"], 1))
    kept = [(place, person["masked_identity_number"]) for place, person in people if place != without]
    left = _at(team, without)
    if without and (left is None or left["masked_identity_number"] != shown):
        kept.append((len(people) + 1, shown))
    return [teams_pb2.KeptRepresentative(place=place, masked_identity_number=masked) for place, masked in kept]


async def _form(team_id: str, place: int, request: Request) -> Response:
    values = await _values(await own(team_id, request), place, request)
    return render(request, _FORM, **values)


async def _values(team: OwnTeam, place: int, request: Request) -> Shown:
    facts = team.team["facts"]
    return {
        "own": team,
        "team": team.team,
        "place": place,
        "person": _at(team, place),
        "organisations": [facts["lead"], *facts["co_organisations"]],
        "notice": await accounts.notice_or_none(request),
        "may": team.registers and team.may(permissions.CHANGE_TEAM),
    }


async def _save(
    team_id: str, place: int, person: dict[str, Any], consent: str, request: Request, *, shown: str = ""
) -> Response:
    """Add somebody, or put them in a representative's place."""
    team = await own(team_id, request)
    message = teams_pb2.ChangeTeamRequest(team_id=team.id, identity_consent=consent)
    message.kept_representatives.extend(_kept(team, place, shown))
    stated = {
        "name": person["name"],
        "identity_kind": person["kind"],
        "identity_number": person["number"],
        "organisation_uscc": person["organisation"],
        "is_account_holder": False if person["other"] else None,
    }
    required = PersonRow(person["name"], person["kind"], person["number"]).given("representatives[0].")
    try:
        empty = problem_of(empty_fields({**required, "identity_consent": consent}))
        if empty is not None:
            raise empty
        to_message(body_of(NewRepresentative, **stated), message.representatives.add())
        await change(message, request)
    except ProblemError as problem:
        refusal, given = for_form(problem), {**person, "number": "", "identity_consent": consent}
        values = await _values(team, place, request)
        return form_again(request, _FORM, refusal, given=given, fields=_FIELDS, codes=_CODES, **values)
    return led_to(f"{team.address}/representatives", "person_replaced" if place else "person_added")
