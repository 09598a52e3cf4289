"""Panels of experts, of divisions and of the final (rules E1, E2)."""

from __future__ import annotations

from typing import Annotated

from dasai.scoring.v1 import panels_pb2, panels_pb2_grpc, sheets_pb2
from fastapi import Request, Response
from pydantic import Field

from chassis.spreadsheets.columns import EXPERTS
from gateway.rpc import call, channel

from ..body import Interest, LongText, RequestBody, Text, TypedId, Uscc, to_message
from ..lists import AS_FILE, AskedFormat, ListFile, list_file
from ..router import ApiRouter

router = ApiRouter(__name__)


class Expert(RequestBody, of=panels_pb2.Expert):
    """An expert of the panel; the organisation is the account's own, and may be left out."""

    account_id: TypedId
    organisation_uscc: Uscc = ""
    tracks: Annotated[list[Text], Field(max_length=50)] = []


class SeenExperts(RequestBody, of=panels_pb2.SeenExperts):
    """The experts of the panel when the caller read it."""

    account_ids: Annotated[list[TypedId], Field(max_length=1_000)]


class Experts(RequestBody, of=panels_pb2.AppointExpertsRequest):
    """All experts of the panel. With `seen` only what differs from it is changed: who was appointed meanwhile stays."""

    experts: Annotated[list[Expert], Field(max_length=1_000)]
    seen: SeenExperts | None = None


class Interests(RequestBody, of=panels_pb2.DeclareInterestsRequest):
    """The team ids and organisation codes that the expert must not score."""

    interests: Annotated[list[Interest], Field(max_length=1_000)]


class Recusal(RequestBody, of=panels_pb2.RecuseRequest):
    """The sheet from whose project the expert steps back, with the reason."""

    sheet_id: Text
    reason: LongText


class ExpertImport(RequestBody, of=panels_pb2.ImportExpertsRequest):
    """A file that lists all experts of the panel (rule K3). With `seen` only what differs from it is changed."""

    # CSV or XLSX in base64, with the columns of the template at `/lists/experts/template`
    file: ListFile
    dry_run: bool = False
    seen: SeenExperts | None = None


def _panels() -> panels_pb2_grpc.PanelsAsyncStub:
    return panels_pb2_grpc.PanelsStub(channel("scoring"))


@router.put("/panels/{panel_id}/experts")
async def appoint_experts(panel_id: Text, body: Experts, request: Request) -> panels_pb2.Panel:
    """Appoint the experts of `division-<code>` or `final`: active experts, for the final those who hold nation-wide (rule E1)."""
    message = to_message(body, panels_pb2.AppointExpertsRequest(), panel_id=panel_id)
    return await call(_panels().AppointExperts, message, request)


@router.post("/panels/{panel_id}/expert-imports")
async def import_experts(panel_id: Text, body: ExpertImport, request: Request) -> panels_pb2.ImportExpertsResponse:
    """Appoint the experts that a file lists, by the host or the secretariat; nobody if a line is wrong (rules E1, K3)."""
    message = to_message(body, panels_pb2.ImportExpertsRequest(), panel_id=panel_id)
    return await call(_panels().ImportExperts, message, request)


@router.post("/panels/{panel_id}/interests")
async def declare_interests(panel_id: Text, body: Interests, request: Request) -> panels_pb2.Panel:
    """Declare interests, by an expert (rule E2)."""
    message = to_message(body, panels_pb2.DeclareInterestsRequest(), panel_id=panel_id)
    return await call(_panels().DeclareInterests, message, request)


@router.post("/panels/{panel_id}/recusals")
async def recuse_from_project(panel_id: Text, body: Recusal, request: Request) -> sheets_pb2.Sheet:
    """Step back from a project, by an expert (rule E2)."""
    message = to_message(body, panels_pb2.RecuseRequest(), panel_id=panel_id)
    return await call(_panels().Recuse, message, request)


@router.get("/panels/{panel_id}")
async def get_panel(panel_id: Text, request: Request) -> panels_pb2.Panel:
    """Return a panel, for its host or for the secretariat."""
    return await call(_panels().GetPanel, panels_pb2.GetPanelRequest(panel_id=panel_id), request)


@router.get("/own-panels")
async def list_own_panels(request: Request) -> panels_pb2.ListOwnPanelsResponse:
    """List the panels that the calling expert is on, each with the expert's own line alone (rule E2)."""
    return await call(_panels().ListOwnPanels, panels_pb2.ListOwnPanelsRequest(), request)


@router.get("/panels/{panel_id}/experts/file", **AS_FILE)
async def export_experts(panel_id: Text, request: Request, file_format: AskedFormat = "xlsx") -> Response:
    """Return the experts of a panel as a file, in the columns in which it is imported (rule K3)."""
    panel = await call(_panels().GetPanel, panels_pb2.GetPanelRequest(panel_id=panel_id), request)
    rows = [
        (expert.account_id, expert.organisation_uscc, "；".join(expert.tracks), "；".join(expert.interests))
        for expert in panel.experts
    ]
    return await list_file(f"experts-{panel.panel_id}", EXPERTS, rows, file_format)
