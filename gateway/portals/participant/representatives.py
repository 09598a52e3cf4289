"""The pages about a team's representatives and names: add, replace, remove, rename (rules B4 to B7, B9, C10, K4)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.registration.v1 import teams_pb2
from fastapi import Form, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.permissions import registration as permissions
from gateway.api.accounts import accounts
from gateway.api.body import fill, to_message
from gateway.api.registration.teams import NewRepresentative, TeamChange
from gateway.problems import ProblemError
from gateway.routing import Router

from ..done import done_of, led_to
from ..forms import body_of, form_key, problem_of, refuse_all
from ..pages import form_again, render
from ..sealing import holder_of_seals, seal, unseal
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
    sealed: Field = "",
    people: Field = "",
    key: Field = "",
) -> Response:
    """Add a representative to `people`, the masked numbers of those whom the form was shown with; lead to the list."""
    number = number.strip() or unseal(sealed, holder_of_seals(request))
    person = _person(name, kind, number, organisation, other)
    return await _save(team_id, 0, person, identity_consent, request, people=people, key=key)


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
    sealed: Field = "",
    people: Field = "",
    key: Field = "",
) -> Response:
    """Put somebody in a representative's place; the others stay. `people` are the masked numbers that the form was shown with."""
    number = number.strip() or unseal(sealed, holder_of_seals(request))
    person = _person(name, kind, number, organisation, other)
    return await _save(team_id, place, person, identity_consent, request, people=people, key=key)


@router.get("/teams/{team_id}/representatives/{place}/removal")
async def removal_page(team_id: str, place: int, request: Request) -> Response:
    """Return the page that asks if a representative is to leave."""
    team = await own(team_id, request)
    values: Shown = {"own": team, "team": team.team, "place": place, "person": _at(team, place)}
    return render(request, _REMOVAL, key=form_key(), **values)


@router.post("/teams/{team_id}/representatives/{place}/removal")
async def remove_representative(
    team_id: str, place: int, request: Request, people: Field = "", key: Field = ""
) -> Response:
    """Remove a representative, and lead to the list."""
    team = await own(team_id, request)
    try:
        message = teams_pb2.ChangeTeamRequest(team_id=team.id, kept_representatives=_kept(team, people, place))
        await change(message, request, key)
    except ProblemError as problem:
        values: Shown = {"own": team, "team": team.team, "place": place, "person": _at(team, place)}
        return form_again(request, _REMOVAL, for_form(problem), key=form_key(key, problem), **values)
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
        # a name that is empty stays as it is in the API; whoever has emptied a field meant something else
        needed = (
            {"team_name": team_name}
            if team.team["receipts"]
            else {"project_name": project_name, "team_name": team_name}
        )
        empty = problem_of(empty_fields(needed))
        if empty is not None:
            raise empty
        reason = body_of(TeamChange, contest_reason=contest_reason).contest_reason
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


def _kept(team: OwnTeam, people: str, without: int, added: str = "") -> list[teams_pb2.KeptRepresentative]:
    """Return all representatives but one, by the masked numbers that the form was shown with; `added` is the new one's.

    A form that comes again asks for the same once more, so that it is done once. If others are there now, somebody is added to
    those; for who is to leave or to be replaced a place is named that is not there, so that the service says that it moved on.
    """
    now = [person["masked_identity_number"] for person in team.team["representatives"]]
    named = people.split() or now
    kept = [(place, masked) for place, masked in enumerate(named, 1) if place != without]
    done = [masked for _, masked in kept] + [added] * bool(added)
    if now not in (named, done) or not 0 <= without <= len(named):
        kept = [*kept, (len(now) + 1, "-")] if without else list(enumerate(now, 1))
    return [teams_pb2.KeptRepresentative(place=place, masked_identity_number=masked) for place, masked in kept]


async def _form(team_id: str, place: int, request: Request) -> Response:
    values = await _values(await own(team_id, request), place, request)
    return render(request, _FORM, key=form_key(), **values)


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
    team_id: str, place: int, person: dict[str, Any], consent: str, request: Request, *, people: str, key: str
) -> Response:
    """Add somebody, or put them in a representative's place."""
    team = await own(team_id, request)
    message = teams_pb2.ChangeTeamRequest(team_id=team.id, identity_consent=consent)
    row = PersonRow(person["name"], person["kind"], person["number"])
    message.kept_representatives.extend(_kept(team, people, place, row.masked))
    stated = {
        "name": person["name"],
        "identity_kind": person["kind"],
        "identity_number": person["number"],
        "organisation_uscc": person["organisation"],
        "is_account_holder": False if person["other"] else None,
    }
    # the service counts those who stay first
    at = f"representatives[{len(message.kept_representatives)}]."
    faults = empty_fields({**row.given(at), "identity_consent": consent})
    try:
        if faults:  # nothing is changed: no consent is stated
            judged = teams_pb2.ChangeTeamRequest(team_id=team.id, kept_representatives=message.kept_representatives)
            judged.representatives.append(fill(teams_pb2.NewRepresentative(), **stated))
            await refuse_all(faults, change(judged, request), refused_by="identity_consent")
        to_message(body_of(NewRepresentative, **stated), message.representatives.add())
        await change(message, request, key)
    except ProblemError as problem:
        refusal, given = for_form(problem), {**person, "number": "", "identity_consent": consent}
        values = await _values(team, place, request)
        if row.number and not any(fault.field.endswith("identity_number") for fault in refusal.faults):
            values |= {"sealed": seal(row.number, holder_of_seals(request)), "masked": row.masked}
        return form_again(
            request, _FORM, refusal, given=given, fields=_FIELDS, codes=_CODES, key=form_key(key, problem), **values
        )
    return led_to(f"{team.address}/representatives", "person_replaced" if place else "person_added")
