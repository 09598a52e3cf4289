"""Score sheets of experts (rule E3)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.scoring.v1 import sheets_pb2, sheets_pb2_grpc
from fastapi import Request
from pydantic import Field

from gateway.rpc import call, channel

from ..body import CountAsked, IdFilter, LongText, PageSize, PageToken, RequestBody, Text, fill, page, to_message
from ..router import ApiRouter

router = ApiRouter(__name__)


class Score(RequestBody, of=sheets_pb2.Score):
    """The score of a criterion, a decimal in text, with its comment; a draft may have the comment alone, with an empty score."""

    criterion_id: Text
    score: Annotated[str, Field(max_length=20)]
    comment: LongText = ""


class SheetSave(RequestBody, of=sheets_pb2.SaveSheetRequest):
    """All scores of the sheet; a change after submission needs a reason, and so does a score after `scoring_closes`."""

    scores: Annotated[list[Score], Field(max_length=50)]
    reason: LongText = ""


class SheetSubmission(RequestBody, of=sheets_pb2.SubmitSheetRequest):
    """The submission of a sheet; `reason` says why it comes after `scoring_closes`, unless its draft says so."""

    reason: LongText = ""


def _sheets() -> sheets_pb2_grpc.SheetsAsyncStub:
    return sheets_pb2_grpc.SheetsStub(channel("scoring"))


@router.get("/sheets")
async def list_sheets(
    request: Request,
    round_id: IdFilter = "",
    state: Literal["", "draft", "submitted"] = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
    count: CountAsked = False,
) -> sheets_pb2.ListSheetsResponse:
    """List the calling expert's sheets, of a round or of all: what is still to do first."""
    wanted = fill(sheets_pb2.ListSheetsRequest(round_id=round_id), state=state)
    return await call(_sheets().ListSheets, page(wanted, page_token, page_size, count=count), request)


@router.get("/sheets/{sheet_id}")
async def get_sheet(sheet_id: Text, request: Request) -> sheets_pb2.Sheet:
    """Return a sheet of the calling expert."""
    return await call(_sheets().GetSheet, sheets_pb2.GetSheetRequest(sheet_id=sheet_id), request)


@router.put("/sheets/{sheet_id}")
async def save_sheet(sheet_id: Text, body: SheetSave, request: Request) -> sheets_pb2.Sheet:
    """Save a sheet (rule E3)."""
    message = to_message(body, sheets_pb2.SaveSheetRequest(), sheet_id=sheet_id)
    return await call(_sheets().SaveSheet, message, request)


@router.post("/sheets/{sheet_id}/submission")
async def submit_sheet(sheet_id: Text, body: SheetSubmission, request: Request) -> sheets_pb2.Sheet:
    """Submit a sheet (rule E3)."""
    message = to_message(body, sheets_pb2.SubmitSheetRequest(), sheet_id=sheet_id)
    return await call(_sheets().SubmitSheet, message, request)


@router.get("/panels/{panel_id}/progress")
async def get_scoring_progress(panel_id: Text, request: Request, round_id: IdFilter = "") -> sheets_pb2.ScoringProgress:
    """Return how far the scoring of a panel's rounds is; of one round with its projects (rules E2, E3)."""
    message = sheets_pb2.GetScoringProgressRequest(panel_id=panel_id, round_id=round_id)
    return await call(_sheets().GetScoringProgress, message, request)
