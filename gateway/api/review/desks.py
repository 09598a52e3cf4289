"""The reviewers of a division (rule D2)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.review.v1 import desks_pb2, desks_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import DivisionCode, RequestBody, TypedId, Uscc, to_message

router = APIRouter(prefix="/api/v1", tags=["review"])


class Reviewer(RequestBody):
    """A reviewer of the division; the organisation is the account's own, and may be left out."""

    account_id: TypedId
    organisation_uscc: Uscc = ""


class Reviewers(RequestBody):
    """All reviewers of the division."""

    reviewers: Annotated[list[Reviewer], Field(max_length=500)]


def _desks() -> desks_pb2_grpc.DesksAsyncStub:
    return desks_pb2_grpc.DesksStub(channel("review"))


@router.put("/divisions/{code}/reviewers")
async def appoint_reviewers(code: DivisionCode, body: Reviewers, request: Request) -> dict[str, Any]:
    """Appoint the division's reviewers, by its host: active accounts with the role reviewer in the division (rule D2)."""
    signed_in(request)
    message = to_message(body, desks_pb2.AppointReviewersRequest(), division_code=code)
    return as_json(await call(_desks().AppointReviewers, message, request))


@router.get("/divisions/{code}/reviewers")
async def get_desk(code: DivisionCode, request: Request) -> dict[str, Any]:
    """Return the division's reviewers and their loads."""
    signed_in(request)
    return as_json(await call(_desks().GetDesk, desks_pb2.GetDeskRequest(division_code=code), request))
