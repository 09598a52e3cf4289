"""The pages about a team's organisations: invitations, the lead, and a co-organisation's own answer (rules B1 to B3, B7, B8)."""

from __future__ import annotations

from typing import Annotated

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import teams_pb2
from fastapi import Form, Request
from fastapi.responses import RedirectResponse, Response

from chassis.edition.current import edition
from chassis.text.codes import normalised_code
from gateway.api.body import to_message
from gateway.api.registration.teams import InvitationAnswer, StatedOrganisation
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json, call

from ..done import led_to
from ..forms import body_of, form_key, missing, refuse_all
from ..pages import form_again, render
from .entry import empty_fields
from .own_team import Shown, TeamPage, joint_teams, team_and

router = Router(include_in_schema=False)
Field = Annotated[str, Form(max_length=400)]
# a text of several lines: whether it is too long is said at its field
Words = Annotated[str, Form()]
_CONSENT = "participant/consent.html"
_FIELDS = {
    "organisation.uscc": "uscc",
    "organisation.name": "name",
    "organisation.kind": "kind",
    "organisation": "uscc",
}
_CODES = {"B1": "uscc", "B2_TEAM_COMPOSITION": "uscc", "B3": "uscc", "B8": "uscc", "B9": "name"}
_NEEDED = {"team_id": "consent.team_id_missing", "uscc": "consent.uscc_missing", "code": "consent.code_missing"}
_OF_ANSWERS = {"B2_INVITATION_WRONG": "code", "NOT_FOUND": "team_id", "B2_NO_CO_ORGANISATION": "uscc"}


async def read(team_id: str, request: Request) -> Shown:
    """Return what the page shows; raise ProblemError."""
    message = teams_pb2.ListCoOrganisationsRequest(team_id=team_id[:100])
    team, (partners,) = await team_and(team_id, request, call(joint_teams().ListCoOrganisations, message, request))
    listed = as_json(partners)["co_organisations"]
    own_line = next((each for each in listed if each["organisation"]["uscc"] == team.organisation), None)
    most = edition().teams.co_organisations_per_team
    return {"own": team, "team": team.team, "partners": listed, "own_line": own_line, "most": most}


_page = TeamPage("participant/organisations.html", "/organisations", read, fields=_FIELDS, codes=_CODES)


@router.get("/teams/{team_id}/organisations")
async def organisations_page(team_id: str, request: Request) -> Response:
    """Return a team's organisations with their answers, and for the lead the codes by which they are asked (rule B2)."""
    return await _page.show(team_id, request)


@router.post("/teams/{team_id}/organisations")
async def add_organisation(
    team_id: str, request: Request, uscc: Field = "", name: Field = "", kind: Field = "", key: Field = ""
) -> Response:
    """Invite one more co-organisation, and lead to the list, which has its code."""
    given = {"uscc": uscc, "name": name, "kind": kind}
    added = _add(team_id[:100], given, request, key)
    return await _page.after(added, team_id, request, "organisation_invited", given=given, key=key)


async def _add(team_id: str, given: dict[str, str], request: Request, key: str) -> None:
    """Add a co-organisation as a form states it; raise ProblemError with all that is wrong with it."""
    faults = empty_fields(given)
    if faults:  # nobody is invited: no kind is stated
        judged = teams_pb2.AddCoOrganisationRequest(team_id=team_id)
        judged.organisation.MergeFrom(contest_pb2.Organisation(uscc=given["uscc"], name=given["name"]))
        await refuse_all(faults, call(joint_teams().AddCoOrganisation, judged, request), refused_by="kind")
    message = teams_pb2.AddCoOrganisationRequest(team_id=team_id)
    to_message(body_of(StatedOrganisation, **given), message.organisation)
    await call(joint_teams().AddCoOrganisation, message, request, key=key)


@router.post("/teams/{team_id}/organisations/invitation")
async def renew_invitation(team_id: str, request: Request, uscc: Field = "") -> Response:
    """Make a new code for a co-organisation; the old one is void."""
    message = teams_pb2.RenewInvitationRequest(team_id=team_id[:100], uscc=uscc)
    renewed = call(joint_teams().RenewInvitation, message, request)
    return await _page.after(renewed, team_id, request, "invitation_renewed")


@router.post("/teams/{team_id}/organisations/removal")
async def remove_organisation(team_id: str, request: Request, uscc: Field = "", key: Field = "") -> Response:
    """Remove a co-organisation, and lead to the list."""
    message = teams_pb2.RemoveCoOrganisationRequest(team_id=team_id[:100], uscc=uscc)
    removed = call(joint_teams().RemoveCoOrganisation, message, request, key=key)
    return await _page.after(removed, team_id, request, "organisation_removed", key=key)


@router.post("/teams/{team_id}/lead")
async def hand_over_lead(
    team_id: str, request: Request, uscc: Field = "", act: Field = "", key: Field = ""
) -> Response:
    """Offer the lead to a co-organisation or, as that one, take it."""
    message = teams_pb2.HandOverLeadRequest(team_id=team_id[:100], uscc=uscc)
    handed_over = call(joint_teams().HandOverLead, message, request, key=key)
    done = "lead_taken" if act == "take" else "lead_offered"
    return await _page.after(handed_over, team_id, request, done, key=key)


@router.post("/teams/{team_id}/consent-withdrawal")
async def take_consent_back(team_id: str, request: Request, key: Field = "") -> Response:
    """Take one's organisation's consent back; its accounts act for the team no more, so this leads to their own teams."""
    message = teams_pb2.TakeConsentBackRequest(team_id=team_id[:100])
    taken_back = call(joint_teams().TakeConsentBack, message, request, key=key)
    return await _page.after(taken_back, team_id, request, "consent_taken_back", to="/me", key=key)


@router.get("/consent")
async def consent_page(request: Request) -> Response:
    """Return the form on which a co-organisation's person types the invitation; no address holds its code."""
    return render(request, _CONSENT, invitation=None, key=form_key())


@router.post("/consent")
async def answer_invitation(
    request: Request,
    team_id: Field = "",
    uscc: Field = "",
    code: Field = "",
    act: Field = "look",
    contest_reason: Words = "",
    key: Field = "",
) -> Response:
    """Show what an invitation is for or, with `act`, consent or decline in the organisation's name (rule B2)."""
    asked = teams_pb2.InvitationKey(team_id=team_id.strip().lower(), uscc=normalised_code(uscc), code=code.strip())
    given = {"team_id": team_id, "uscc": uscc, "code": code, "contest_reason": contest_reason}
    shown: Shown | None = None
    try:
        missing(given, _NEEDED)
        shown = as_json(
            await call(joint_teams().LookUpInvitation, teams_pb2.LookUpInvitationRequest(invitation=asked), request)
        )
        if act == "look":
            return render(request, _CONSENT, invitation=shown, given=given, key=form_key())
        answer = body_of(
            InvitationAnswer,
            team_id=asked.team_id,
            uscc=asked.uscc,
            code=asked.code,
            consent=act == "consent",
            contest_reason=contest_reason.replace("\r\n", "\n"),
        )
        message = teams_pb2.AnswerInvitationRequest(
            invitation=asked, consent=answer.consent, contest_reason=answer.contest_reason
        )
        await call(joint_teams().AnswerInvitation, message, request, key=key)
    except ProblemError as problem:
        values: Shown = {"invitation": shown, "key": form_key(key, problem)}
        return form_again(request, _CONSENT, problem, given=given, codes=_OF_ANSWERS, **values)
    if act == "consent":
        return led_to(f"/teams/{asked.team_id}", "consented")
    return RedirectResponse("/me?done=declined", 303)
