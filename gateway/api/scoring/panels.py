"""Panels of experts, of divisions and of the final (rules E1, E2)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.scoring.v1 import panels_pb2, panels_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import Interest, LongText, RequestBody, Text, TypedId, Uscc, to_message

router = APIRouter(prefix="/api/v1", tags=["scoring"])


class Expert(RequestBody):
    """An expert of the panel; the organisation is the account's own, and may be left out."""

    account_id: TypedId
    organisation_uscc: Uscc = ""
    tracks: Annotated[list[Text], Field(max_length=50)] = []


class Experts(RequestBody):
    """All experts of the panel."""

    experts: Annotated[list[Expert], Field(max_length=1_000)]


class Interests(RequestBody):
    """The team ids and organisation codes that the expert must not score."""

    interests: Annotated[list[Interest], Field(max_length=1_000)]


class Recusal(RequestBody):
    """The sheet from whose project the expert steps back, with the reason."""

    sheet_id: Text
    reason: LongText


def _panels() -> panels_pb2_grpc.PanelsAsyncStub:
    return panels_pb2_grpc.PanelsStub(channel("scoring"))


@router.put("/panels/{panel_id}/experts")
async def appoint_experts(panel_id: Text, body: Experts, request: Request) -> dict[str, Any]:
    """Appoint the experts of `division-<code>` or `final`: active experts, for the final those who hold nation-wide (rule E1)."""
    signed_in(request)
    message = to_message(body, panels_pb2.AppointExpertsRequest(), panel_id=panel_id)
    return as_json(await call(_panels().AppointExperts, message, request))


@router.post("/panels/{panel_id}/interests")
async def declare_interests(panel_id: Text, body: Interests, request: Request) -> dict[str, Any]:
    """Declare interests, by an expert (rule E2)."""
    signed_in(request)
    message = to_message(body, panels_pb2.DeclareInterestsRequest(), panel_id=panel_id)
    return as_json(await call(_panels().DeclareInterests, message, request))


@router.post("/panels/{panel_id}/recusals")
async def recuse(panel_id: Text, body: Recusal, request: Request) -> dict[str, Any]:
    """Step back from a project, by an expert (rule E2)."""
    signed_in(request)
    message = to_message(body, panels_pb2.RecuseRequest(), panel_id=panel_id)
    return as_json(await call(_panels().Recuse, message, request))


@router.get("/panels/{panel_id}")
async def get_panel(panel_id: Text, request: Request) -> dict[str, Any]:
    """Return a panel, for its host or for the secretariat."""
    signed_in(request)
    return as_json(await call(_panels().GetPanel, panels_pb2.GetPanelRequest(panel_id=panel_id), request))
