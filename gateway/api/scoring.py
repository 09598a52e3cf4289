"""Scoring over REST: panels, rounds, sheets, rankings (rules E and G)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from dasai.common.v1 import contest_pb2
from dasai.scoring.v1 import (
    local_awards_pb2,
    local_awards_pb2_grpc,
    panels_pb2,
    panels_pb2_grpc,
    rankings_pb2,
    rounds_pb2,
    rounds_pb2_grpc,
    sheets_pb2,
    sheets_pb2_grpc,
)
from fastapi import APIRouter, Request
from pydantic import Field

from chassis.mapping import enum_number
from gateway.rpc import as_json, call, channel, signed_in

from .body import Body, DivisionCode, Empty, LongText, PageSize, PageToken, Text, page, to_message

router = APIRouter(prefix="/api/v1", tags=["scoring"])


class Expert(Body):
    """An expert of the panel."""

    account_id: Text
    organisation_uscc: Text
    tracks: Annotated[list[Text], Field(max_length=50)] = []


class Experts(Body):
    """All experts of the panel."""

    experts: Annotated[list[Expert], Field(max_length=1_000)]


class Interests(Body):
    """Team ids and organisation codes that the expert must not score."""

    interests: Annotated[list[Text], Field(max_length=1_000)]


class Seed(Body):
    """The seed of the draw, to be published with it; projects named get one expert more than they have to (rule E5)."""

    seed: Annotated[str, Field(min_length=1, max_length=200)]
    further_team_ids: Annotated[list[Text], Field(max_length=1_000)] = []


class Freeze(Body):
    """Whether to freeze although experts are far apart on some projects (rule E5)."""

    accept_disagreements: bool = False


class Recusal(Body):
    """From the project of which sheet, and why."""

    sheet_id: Text
    reason: LongText


class LocalGrant(Body):
    """A local award for a project."""

    category: Text
    team_id: Text


class LocalGrants(Body):
    """All that the division grants."""

    grants: Annotated[list[LocalGrant], Field(max_length=1_000)]


class Reason(Body):
    """Why."""

    reason: LongText


class Score(Body):
    """A criterion's score, a decimal in text, with its comment."""

    criterion_id: Text
    score: Annotated[str, Field(max_length=20)]
    comment: LongText = ""


class SheetSave(Body):
    """The sheet as it is to stand; a change after submission needs a reason."""

    scores: Annotated[list[Score], Field(max_length=50)]
    reason: LongText = ""


def _panels() -> panels_pb2_grpc.PanelsAsyncStub:
    return panels_pb2_grpc.PanelsStub(channel("scoring"))


def _rounds() -> rounds_pb2_grpc.RoundsAsyncStub:
    return rounds_pb2_grpc.RoundsStub(channel("scoring"))


def _sheets() -> sheets_pb2_grpc.SheetsAsyncStub:
    return sheets_pb2_grpc.SheetsStub(channel("scoring"))


def _local_awards() -> local_awards_pb2_grpc.LocalAwardsAsyncStub:
    return local_awards_pb2_grpc.LocalAwardsStub(channel("scoring"))


@router.put("/panels/{panel_id}/experts")
async def appoint_experts(panel_id: Text, body: Experts, request: Request) -> dict[str, Any]:
    """Appoint the experts of `division-<code>` or `final` (rule E1)."""
    signed_in(request)
    message = to_message(body, panels_pb2.AppointExpertsRequest(), panel_id=panel_id)
    return as_json(await call(_panels().AppointExperts, message, request))


@router.post("/panels/{panel_id}/interests")
async def declare_interests(panel_id: Text, body: Interests, request: Request) -> dict[str, Any]:
    """An expert declares interests (rule E2)."""
    signed_in(request)
    message = to_message(body, panels_pb2.DeclareInterestsRequest(), panel_id=panel_id)
    return as_json(await call(_panels().DeclareInterests, message, request))


@router.post("/panels/{panel_id}/recusals")
async def recuse(panel_id: Text, body: Recusal, request: Request) -> dict[str, Any]:
    """An expert steps back from a project (rule E2)."""
    signed_in(request)
    message = to_message(body, panels_pb2.RecuseRequest(), panel_id=panel_id)
    return as_json(await call(_panels().Recuse, message, request))


@router.get("/panels/{panel_id}")
async def get_panel(panel_id: Text, request: Request) -> dict[str, Any]:
    """A panel, for its owner."""
    signed_in(request)
    return as_json(await call(_panels().GetPanel, panels_pb2.GetPanelRequest(panel_id=panel_id), request))


@router.get("/rounds")
async def list_rounds(
    request: Request,
    stage: Literal["", "division", "final"] = "",
    division_code: Annotated[str, Field(pattern=r"^([0-9]{6})?$")] = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    """Rounds that have projects."""
    signed_in(request)
    message = rounds_pb2.ListRoundsRequest(division_code=division_code)
    message.stage = enum_number(stage, contest_pb2.Stage.DESCRIPTOR)  # type: ignore[assignment]
    return as_json(await call(_rounds().ListRounds, page(message, page_token, page_size), request))


@router.get("/rounds/{round_id}")
async def get_round(round_id: Text, request: Request) -> dict[str, Any]:
    """A round with its projects."""
    signed_in(request)
    return as_json(await call(_rounds().GetRound, rounds_pb2.GetRoundRequest(round_id=round_id), request))


@router.post("/rounds/{round_id}/assignment")
async def assign_experts(round_id: Text, body: Seed, request: Request) -> dict[str, Any]:
    """Assign experts, reproducibly (rules E2, G1)."""
    signed_in(request)
    message = to_message(body, rounds_pb2.AssignExpertsRequest(), round_id=round_id)
    return as_json(await call(_rounds().AssignExperts, message, request))


@router.post("/rounds/{round_id}/freeze")
async def freeze_round(round_id: Text, body: Freeze, request: Request) -> dict[str, Any]:
    """Freeze and sign the ranking (rules E4, E5, E6)."""
    signed_in(request)
    message = to_message(body, rankings_pb2.FreezeRoundRequest(), round_id=round_id)
    return as_json(await call(_rounds().FreezeRound, message, request))


@router.post("/rounds/{round_id}/reopening")
async def reopen_ranking(round_id: Text, body: Reason, request: Request) -> dict[str, Any]:
    """The committee reopens a frozen ranking (rule E6)."""
    signed_in(request)
    message = to_message(body, rankings_pb2.ReopenRankingRequest(), round_id=round_id)
    return as_json(await call(_rounds().ReopenRanking, message, request))


@router.get("/rounds/{round_id}/ranking")
async def get_ranking(round_id: Text, request: Request) -> dict[str, Any]:
    """The newest frozen ranking, with all that it is recomputed from (rules E4, E6)."""
    return as_json(await call(_rounds().GetRanking, rankings_pb2.GetRankingRequest(round_id=round_id), request))


@router.get("/rounds/{round_id}/rankings")
async def list_rankings(
    round_id: Text, request: Request, page_token: PageToken = "", page_size: PageSize = 50
) -> dict[str, Any]:
    """All rankings of a round that are on record (rule E6)."""
    message = page(rankings_pb2.ListRankingsRequest(round_id=round_id), page_token, page_size)
    return as_json(await call(_rounds().ListRankings, message, request))


@router.get("/keys/ranking")
async def public_key(request: Request) -> dict[str, Any]:
    """The key by which anyone verifies a ranking's signature."""
    return as_json(await call(_rounds().GetPublicKey, rankings_pb2.GetPublicKeyRequest(), request))


@router.put("/divisions/{code}/local-awards")
async def grant_local_awards(code: DivisionCode, body: LocalGrants, request: Request) -> dict[str, Any]:
    """The host grants its own awards, within its scheme (rule E7)."""
    signed_in(request)
    message = to_message(body, local_awards_pb2.GrantLocalAwardsRequest(), division_code=code)
    return as_json(await call(_local_awards().GrantLocalAwards, message, request))


@router.get("/divisions/{code}/local-awards")
async def get_local_awards(code: DivisionCode, request: Request) -> dict[str, Any]:
    """What the division granted (rule E7)."""
    message = local_awards_pb2.GetLocalAwardsRequest(division_code=code)
    return as_json(await call(_local_awards().GetLocalAwards, message, request))


@router.get("/sheets")
async def list_sheets(request: Request, page_token: PageToken = "", page_size: PageSize = 50) -> dict[str, Any]:
    """The calling expert's sheets."""
    signed_in(request)
    message = page(sheets_pb2.ListSheetsRequest(), page_token, page_size)
    return as_json(await call(_sheets().ListSheets, message, request))


@router.get("/sheets/{sheet_id}")
async def get_sheet(sheet_id: Text, request: Request) -> dict[str, Any]:
    """One's own sheet."""
    signed_in(request)
    return as_json(await call(_sheets().GetSheet, sheets_pb2.GetSheetRequest(sheet_id=sheet_id), request))


@router.put("/sheets/{sheet_id}")
async def save_sheet(sheet_id: Text, body: SheetSave, request: Request) -> dict[str, Any]:
    """Save the sheet (rule E3)."""
    signed_in(request)
    message = to_message(body, sheets_pb2.SaveSheetRequest(), sheet_id=sheet_id)
    return as_json(await call(_sheets().SaveSheet, message, request))


@router.post("/sheets/{sheet_id}/submission")
async def submit_sheet(sheet_id: Text, body: Empty, request: Request) -> dict[str, Any]:
    """Submit the sheet (rule E3)."""
    signed_in(request)
    return as_json(await call(_sheets().SubmitSheet, sheets_pb2.SubmitSheetRequest(sheet_id=sheet_id), request))
