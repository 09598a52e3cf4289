"""The reviewers of a division (rule D2)."""

from __future__ import annotations

from typing import Annotated

from dasai.review.v1 import desks_pb2, desks_pb2_grpc
from fastapi import Request, Response
from pydantic import Field

from chassis.spreadsheets.columns import REVIEWERS
from gateway.rpc import call, channel

from ..body import DivisionCode, RequestBody, TypedId, Uscc, to_message
from ..lists import AS_FILE, AskedFormat, ListFile, list_file
from ..router import ApiRouter

router = ApiRouter(__name__)


class Reviewer(RequestBody, of=desks_pb2.Reviewer):
    """A reviewer of the division; the organisation is the account's own, and may be left out."""

    account_id: TypedId
    organisation_uscc: Uscc = ""


class SeenReviewers(RequestBody, of=desks_pb2.SeenReviewers):
    """The reviewers of the desk when the caller read it."""

    account_ids: Annotated[list[TypedId], Field(max_length=500)]


class Reviewers(RequestBody, of=desks_pb2.AppointReviewersRequest):
    """All reviewers of the division. With `seen` only what differs from it is changed: who was appointed meanwhile stays."""

    reviewers: Annotated[list[Reviewer], Field(max_length=500)]
    seen: SeenReviewers | None = None


class ReviewerImport(RequestBody, of=desks_pb2.ImportReviewersRequest):
    """A file that lists all reviewers of the division (rule K3). With `seen` only what differs from it is changed."""

    # CSV or XLSX in base64, with the columns of the template at `/lists/reviewers/template`
    file: ListFile
    dry_run: bool = False
    seen: SeenReviewers | None = None


def _desks() -> desks_pb2_grpc.DesksAsyncStub:
    return desks_pb2_grpc.DesksStub(channel("review"))


@router.put("/divisions/{code}/reviewers")
async def appoint_reviewers(code: DivisionCode, body: Reviewers, request: Request) -> desks_pb2.Desk:
    """Appoint the division's reviewers, by its host: active accounts with the role reviewer in the division (rule D2)."""
    message = to_message(body, desks_pb2.AppointReviewersRequest(), division_code=code)
    return await call(_desks().AppointReviewers, message, request)


@router.post("/divisions/{code}/reviewer-imports")
async def import_reviewers(
    code: DivisionCode, body: ReviewerImport, request: Request
) -> desks_pb2.ImportReviewersResponse:
    """Appoint the reviewers that a file lists, by the division's host; nobody if a line is wrong (rules D2, K3)."""
    message = to_message(body, desks_pb2.ImportReviewersRequest(), division_code=code)
    return await call(_desks().ImportReviewers, message, request)


@router.get("/divisions/{code}/reviewers")
async def get_desk(code: DivisionCode, request: Request) -> desks_pb2.Desk:
    """Return the division's reviewers and their loads."""
    return await call(_desks().GetDesk, desks_pb2.GetDeskRequest(division_code=code), request)


@router.get("/divisions/{code}/reviewers/file", **AS_FILE)
async def export_reviewers(code: DivisionCode, request: Request, file_format: AskedFormat = "xlsx") -> Response:
    """Return the division's reviewers as a file, in the columns in which it is imported (rule K3)."""
    desk = await call(_desks().GetDesk, desks_pb2.GetDeskRequest(division_code=code), request)
    rows = [(reviewer.account_id, reviewer.organisation_uscc) for reviewer in desk.reviewers]
    return await list_file(f"reviewers-{code}", REVIEWERS, rows, file_format)
