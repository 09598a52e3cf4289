"""Joint teams: co-organisations, their consent, and who leads (rule B2)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.registration.v1 import teams_pb2, teams_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import Body, Empty, Text, to_message
from .teams import Organisation

router = APIRouter(prefix="/api/v1", tags=["registration"])
Code = Annotated[str, Field(min_length=1, max_length=40, repr=False)]


class InvitationKey(Body):
    """What the lead's staff hands to the co-organisation's: never in an address, where logs would keep it."""

    team_id: Text
    uscc: Text
    code: Code


class InvitationAnswer(InvitationKey):
    """Yes or no."""

    consent: bool


class NewLead(Body):
    """Who leads from then on."""

    uscc: Text


def _joint() -> teams_pb2_grpc.JointTeamsAsyncStub:
    return teams_pb2_grpc.JointTeamsStub(channel("registration"))


@router.get("/teams/{team_id}/co-organisations")
async def list_co_organisations(team_id: Text, request: Request) -> dict[str, Any]:
    """A team's co-organisations and what each said; the lead's accounts read the invitation codes here (rule B2)."""
    signed_in(request)
    message = teams_pb2.ListCoOrganisationsRequest(team_id=team_id)
    return as_json(await call(_joint().ListCoOrganisations, message, request))


@router.post("/teams/{team_id}/co-organisations", status_code=201)
async def add_co_organisation(team_id: Text, body: Organisation, request: Request) -> dict[str, Any]:
    """The lead asks one more organisation to join, until the registration deadline (rules B1, B2, B3, B8)."""
    signed_in(request)
    message = teams_pb2.AddCoOrganisationRequest(team_id=team_id)
    to_message(body, message.organisation)
    return as_json(await call(_joint().AddCoOrganisation, message, request))


@router.delete("/teams/{team_id}/co-organisations/{uscc}")
async def remove_co_organisation(team_id: Text, uscc: Text, request: Request) -> dict[str, Any]:
    """The lead parts with one that stands for nobody and nothing in the team (rule B2)."""
    signed_in(request)
    message = teams_pb2.RemoveCoOrganisationRequest(team_id=team_id, uscc=uscc)
    return as_json(await call(_joint().RemoveCoOrganisation, message, request))


@router.post("/teams/{team_id}/co-organisations/{uscc}/invitation")
async def renew_invitation(team_id: Text, uscc: Text, body: Empty, request: Request) -> dict[str, Any]:
    """A new code for one that has not consented; the code before is void (rule B2)."""
    signed_in(request)
    message = teams_pb2.RenewInvitationRequest(team_id=team_id, uscc=uscc)
    return as_json(await call(_joint().RenewInvitation, message, request))


@router.post("/invitation-lookups")
async def look_up_invitation(body: InvitationKey, request: Request) -> dict[str, Any]:
    """What an invitation asks to join: team, project, lead; for whoever holds its code (rule B2)."""
    signed_in(request)
    message = teams_pb2.LookUpInvitationRequest()
    to_message(body, message.invitation)
    return as_json(await call(_joint().LookUpInvitation, message, request))


@router.post("/invitation-answers")
async def answer_invitation(body: InvitationAnswer, request: Request) -> dict[str, Any]:
    """A co-organisation consents or declines, by an account of its own, which then acts for it in the team (rules B2, B7)."""
    signed_in(request)
    key = teams_pb2.InvitationKey(team_id=body.team_id, uscc=body.uscc, code=body.code)
    message = teams_pb2.AnswerInvitationRequest(invitation=key, consent=body.consent)
    return as_json(await call(_joint().AnswerInvitation, message, request))


@router.delete("/teams/{team_id}/consent")
async def take_consent_back(team_id: Text, request: Request) -> dict[str, Any]:
    """A co-organisation takes its consent back while nothing is submitted (rule B2)."""
    signed_in(request)
    return as_json(await call(_joint().TakeConsentBack, teams_pb2.TakeConsentBackRequest(team_id=team_id), request))


@router.post("/teams/{team_id}/lead")
async def hand_over_lead(team_id: Text, body: NewLead, request: Request) -> dict[str, Any]:
    """The lead offers its place to a co-organisation; the same call by that one takes it (rule B2)."""
    signed_in(request)
    message = to_message(body, teams_pb2.HandOverLeadRequest(), team_id=team_id)
    return as_json(await call(_joint().HandOverLead, message, request))
