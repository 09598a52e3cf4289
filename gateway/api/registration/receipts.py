"""Receipts and how anyone verifies them (rule C8)."""

from __future__ import annotations

import re
from typing import Annotated, Any

from dasai.registration.v1 import submissions_pb2, submissions_pb2_grpc, teams_pb2_grpc
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from gateway.rpc import as_json, call, channel, signed_in
from gateway.throttle import looked_up

from ..body import Body, Moment, Sha256, Text, to_message

router = APIRouter(prefix="/api/v1", tags=["registration"])


def _as_given(value: Any) -> Any:
    if not (isinstance(value, str) and _AS_GIVEN.fullmatch(value)):
        raise PydanticCustomError(
            "moment", "Give the time as the receipt has it, for example 2024-05-31T15:59:59.123Z."
        )
    return value


_AS_GIVEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", re.ASCII)


class Receipt(Body):
    """A receipt as it was given."""

    number: Text
    team_id: Text
    submission_number: Annotated[int, Field(ge=1, le=2**31 - 1)]
    submitted_at: Annotated[Moment, BeforeValidator(_as_given)]
    digest: Sha256
    signature: Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]
    key_id: Text


def _receipts() -> submissions_pb2_grpc.ReceiptsAsyncStub:
    return submissions_pb2_grpc.ReceiptsStub(channel("registration"))


async def verdict_on(body: Receipt, request: Request) -> str:
    """`valid`, `number_wrong`, `key_unknown` or `altered`."""
    message = submissions_pb2.VerifyReceiptRequest()
    to_message(body, message.receipt)
    return str(as_json(await call(_receipts().VerifyReceipt, message, request))["verdict"])


@router.get("/receipts/{number}", dependencies=[Depends(looked_up)])
async def get_receipt(number: Text, request: Request) -> dict[str, Any]:
    """A receipt by its number (rule C8)."""
    stub = teams_pb2_grpc.TeamsStub(channel("registration"))
    return as_json(await call(stub.GetReceipt, submissions_pb2.GetReceiptRequest(number=number), request))


@router.get("/receipt-keys")
async def list_receipt_keys(request: Request) -> dict[str, Any]:
    """The public keys of receipts, for everyone: with them a receipt is verified anywhere (rule C8)."""
    return as_json(await call(_receipts().ListReceiptKeys, submissions_pb2.ListReceiptKeysRequest(), request))


@router.post("/receipt-verifications", dependencies=[Depends(looked_up)])
async def verify_receipt(body: Receipt, request: Request) -> dict[str, Any]:
    """Whether a receipt is as it was given, for everyone; tells nothing of what was submitted (rule C8)."""
    return {"verdict": await verdict_on(body, request)}


@router.get("/teams/{team_id}/submissions/{number}/receipt")
async def get_submission_receipt(
    team_id: Text, number: Annotated[int, Field(ge=1, le=10_000)], request: Request, response: Response
) -> dict[str, Any]:
    """The receipt of one submission as a file to keep; it verifies offline (rule C8)."""
    signed_in(request)
    stub = teams_pb2_grpc.TeamsStub(channel("registration"))
    message = submissions_pb2.GetSubmissionRequest(team_id=team_id, number=number)
    answer = await call(stub.GetSubmission, message, request)
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{number}.json"'
    return as_json(answer.receipt)


@router.get("/teams/{team_id}/submissions/{number}/form", response_class=Response)
async def get_submission_form(
    team_id: Text, number: Annotated[int, Field(ge=1, le=10_000)], request: Request
) -> Response:
    """The canonical form of a submission, byte for byte: its SHA-256 is the digest of the receipt (rule C8)."""
    signed_in(request)
    stub = teams_pb2_grpc.TeamsStub(channel("registration"))
    message = submissions_pb2.GetSubmissionRequest(team_id=team_id, number=number)
    answer = await call(stub.GetSubmission, message, request)
    headers = {"Content-Disposition": f'attachment; filename="submission-{number}.json"'}
    return Response(answer.form.encode(), media_type="application/json", headers=headers)
