"""The page that asks before an act that no click undoes: what will happen, until when, and the way back (rules B2, C7, K1)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from chassis.kernel.refusal import refuse
from chassis.refusals import NOT_FOUND
from gateway.routing import Router

from ..forms import form_key
from ..pages import render
from . import colleagues, organisations
from .own_team import OwnTeam, Shown, own

router = Router(include_in_schema=False)


@dataclass(frozen=True)
class Question:
    """What is asked before an act of a team.

    `about` names what it is about, `effects` are the texts of the act, below `confirmation.<act>`, that say what will happen,
    `until` is the last instant to do it. The form that does it posts `fields` to `action`, a path below the team's address.
    """

    about: str
    effects: tuple[str, ...]
    action: str
    fields: Mapping[str, str] = field(default_factory=dict)
    until: str = ""


# reads what an act would be about; of which thing of the team the second argument says
Ask = Callable[[str, str, Request], Awaitable[tuple[OwnTeam, Question | None]]]


async def _organisation_removal(team_id: str, uscc: str, request: Request) -> tuple[OwnTeam, Question | None]:
    team, partner = await _partner(team_id, uscc, request)
    takes_part = partner["state"] == "given"
    if not team.leads or not (team.registers if takes_part else team.submits):
        return team, None
    return team, Question(
        about=partner["organisation"]["name"],
        effects=("leaves", "asked_again", "needed") if takes_part else ("code_ends", "asked_again", "needed"),
        action="/organisations/removal",
        fields={"uscc": uscc},
        until=team.team["registration_closes" if takes_part else "submission_closes"],
    )


async def _lead_offer(team_id: str, uscc: str, request: Request) -> tuple[OwnTeam, Question | None]:
    team, partner = await _partner(team_id, uscc, request)
    if not (team.leads and team.registers and partner["state"] == "given") or partner["lead_offered"]:
        return team, None
    return team, Question(
        about=partner["organisation"]["name"],
        effects=("accepted", "acts", "another"),
        action="/lead",
        fields={"uscc": uscc},
        until=team.team["registration_closes"],
    )


async def _lead_taking(team_id: str, _: str, request: Request) -> tuple[OwnTeam, Question | None]:
    values = await organisations.read(team_id, request)
    team, line = values["own"], values["own_line"]
    if not team.registers or line is None or not line["lead_offered"]:
        return team, None
    return team, Question(
        about=line["organisation"]["name"],
        effects=("leads", "acts", "back"),
        action="/lead",
        fields={"uscc": team.organisation, "act": "take"},
        until=team.team["registration_closes"],
    )


async def _consent_withdrawal(team_id: str, _: str, request: Request) -> tuple[OwnTeam, Question | None]:
    values = await organisations.read(team_id, request)
    team, line = values["own"], values["own_line"]
    if not team.registers or line is None or team.team["receipts"]:
        return team, None
    return team, Question(
        about=line["organisation"]["name"],
        effects=("leaves", "asked_again", "submitted"),
        action="/consent-withdrawal",
        until=team.team["registration_closes"],
    )


async def _account_removal(team_id: str, account_id: str, request: Request) -> tuple[OwnTeam, Question | None]:
    team = await own(team_id, request)
    colleagues_of_reader = [each for each in team.accounts if each["organisation_uscc"] == team.organisation]
    account = next((each for each in colleagues_of_reader if each["account_id"] == account_id), None)
    if account is None or len(colleagues_of_reader) == 1:
        return team, None
    return team, Question(
        about=account["called"],
        effects=("leaves", "kept", "joins_again"),
        action="/colleagues/removal",
        fields={"account_id": account_id},
    )


async def _account_leaving(team_id: str, _: str, request: Request) -> tuple[OwnTeam, Question | None]:
    return await _account_removal(team_id, request.state.session.account_id, request)


async def _code_end(team_id: str, _: str, request: Request) -> tuple[OwnTeam, Question | None]:
    team = await own(team_id, request)
    if not team.code:
        return team, None
    return team, Question(
        about=team.name_of(team.organisation), effects=("void", "joined", "new"), action="/colleagues/code-end"
    )


async def _passing_on_objection(team_id: str, _: str, request: Request) -> tuple[OwnTeam, Question | None]:
    values = await colleagues.read(team_id, request)
    team: OwnTeam = values["own"]
    mine = (each for each in values["passings"] if each["organisation_uscc"] == team.organisation)
    passing = next((each for each in mine if each["state"] == "open"), None)
    if passing is None:
        return team, None
    about = team.name_of(team.organisation)
    return team, Question(about=about, effects=("ends", "again"), action="/passing-on-objection")


async def _evidence_removal(team_id: str, evidence_id: str, request: Request) -> tuple[OwnTeam, Question | None]:
    team = await own(team_id, request)
    piece = next((each for each in team.team["evidence"] if each["id"] == evidence_id), None)
    if piece is None or not team.submits:
        return team, None
    return team, Question(
        about=piece["file_name"],
        effects=("leaves", "kept", "submitted") if team.team["receipts"] else ("leaves", "kept"),
        action=f"/material/{piece['id']}/removal",
        until=team.team["submission_closes"],
    )


async def _partner(team_id: str, uscc: str, request: Request) -> tuple[OwnTeam, Shown]:
    """Return the team, and the line of one of its co-organisations; refuse if there is no such organisation."""
    values = await organisations.read(team_id, request)
    partner = next((each for each in values["partners"] if each["organisation"]["uscc"] == uscc), None)
    if partner is None:
        refuse(NOT_FOUND, what="organisation")
    return values["own"], partner


# by the name in the address: the page of the team on which the act is offered, its texts, and what asks
ACTS: dict[str, tuple[str, str, Ask]] = {
    "organisation-removal": ("/organisations", "organisation_removal", _organisation_removal),
    "lead-offer": ("/organisations", "lead_offer", _lead_offer),
    "lead-taking": ("/organisations", "lead_taking", _lead_taking),
    "consent-withdrawal": ("/organisations", "consent_withdrawal", _consent_withdrawal),
    "account-removal": ("/colleagues", "account_removal", _account_removal),
    "account-leaving": ("/colleagues", "account_leaving", _account_leaving),
    "code-end": ("/colleagues", "code_end", _code_end),
    "passing-on-objection": ("/colleagues", "passing_on_objection", _passing_on_objection),
    "evidence-removal": ("/material", "evidence_removal", _evidence_removal),
}


@router.get("/teams/{team_id}/confirmation/{act}")
async def confirmation_page(
    team_id: str, act: str, request: Request, of: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """Return the page that says what an act will do, with the button that does it; `of` says of which thing of the team."""
    if act not in ACTS:
        refuse(NOT_FOUND, what="address")
    page, texts, ask = ACTS[act]
    team, question = await ask(team_id, of, request)
    values: Shown = {"own": team, "team": team.team, "act": f"confirmation.{texts}", "question": question}
    return render(request, "participant/confirmation.html", back=f"{team.address}{page}", key=form_key(), **values)
