"""Score sheets of experts (rule E3)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.scoring.v1 import sheets_pb2, sheets_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import LongText, PageSize, PageToken, RequestBody, Text, page, to_message

router = APIRouter(prefix="/api/v1", tags=["scoring"])


class Score(RequestBody):
    """The score of a criterion, a decimal in text, with its comment."""

    criterion_id: Text
    score: Annotated[str, Field(max_length=20)]
    comment: LongText = ""


class SheetSave(RequestBody):
    """All scores of the sheet; a change after submission needs a reason, and so does a score after `scoring_closes`."""

    scores: Annotated[list[Score], Field(max_length=50)]
    reason: LongText = ""


class SheetSubmission(RequestBody):
    """The submission of a sheet; `reason` says why it comes after `scoring_closes`, unless its draft says so."""

    reason: LongText = ""


def _sheets() -> sheets_pb2_grpc.SheetsAsyncStub:
    return sheets_pb2_grpc.SheetsStub(channel("scoring"))


@router.get("/sheets")
async def list_sheets(request: Request, page_token: PageToken = "", page_size: PageSize = 50) -> dict[str, Any]:
    """List the calling expert's sheets."""
    signed_in(request)
    message = page(sheets_pb2.ListSheetsRequest(), page_token, page_size)
    return as_json(await call(_sheets().ListSheets, message, request))


@router.get("/sheets/{sheet_id}")
async def get_sheet(sheet_id: Text, request: Request) -> dict[str, Any]:
    """Return a sheet of the calling expert."""
    signed_in(request)
    return as_json(await call(_sheets().GetSheet, sheets_pb2.GetSheetRequest(sheet_id=sheet_id), request))


@router.put("/sheets/{sheet_id}")
async def save_sheet(sheet_id: Text, body: SheetSave, request: Request) -> dict[str, Any]:
    """Save a sheet (rule E3)."""
    signed_in(request)
    message = to_message(body, sheets_pb2.SaveSheetRequest(), sheet_id=sheet_id)
    return as_json(await call(_sheets().SaveSheet, message, request))


@router.post("/sheets/{sheet_id}/submission")
async def submit_sheet(sheet_id: Text, body: SheetSubmission, request: Request) -> dict[str, Any]:
    """Submit a sheet (rule E3)."""
    signed_in(request)
    message = to_message(body, sheets_pb2.SubmitSheetRequest(), sheet_id=sheet_id)
    return as_json(await call(_sheets().SubmitSheet, message, request))
