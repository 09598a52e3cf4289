"""Submissions: versions, how they differ, and receipts that anyone verifies (rules C7, C8, C10)."""

from __future__ import annotations

import re
from typing import Annotated, Any

from dasai.registration.v1 import declarations_pb2_grpc, submissions_pb2, submissions_pb2_grpc, teams_pb2_grpc
from fastapi import Depends, Request, Response
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from gateway.problems import ProblemError
from gateway.rpc import call, channel
from gateway.throttle import count_look_up

from ..body import Count, Moment, RequestBody, Sha256, Text, fill, to_message
from ..conditions import IF_MATCH, fail_condition, is_conditional
from ..router import ApiRouter, described, file
from ..trail import head_for_receipt

router = ApiRouter(__name__)
Number = Annotated[int, Field(ge=1, le=10_000)]
# 0 is the draft
NumberOrDraft = Annotated[int, Field(ge=0, le=10_000)]


def _receipt_time(value: Any) -> Any:
    # the time is part of the text that was signed, so it must be written exactly as the receipt has it
    if not (isinstance(value, str) and _RECEIPT_TIME.fullmatch(value)):
        raise PydanticCustomError(
            "moment", "Give the time as the receipt has it, for example 2024-05-31T15:59:59.123Z."
        )
    return value


_RECEIPT_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", re.ASCII)


class NewSubmission(RequestBody, of=submissions_pb2.SubmitProjectRequest):
    """The revision of the draft that the submitter saw; later changes must be looked at first."""

    draft_revision: Count


class Receipt(RequestBody, of=submissions_pb2.Receipt):
    """A receipt as its holder has it."""

    number: Text
    team_id: Text
    submission_number: Annotated[int, Field(ge=1, le=2**31 - 1)]
    submitted_at: Annotated[Moment, BeforeValidator(_receipt_time)]
    digest: Sha256
    signature: Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]
    key_id: Text
    # a head of registration's audit trail, for the holder to keep; it has a signature of its own, and no part in the receipt's
    trail_head: Annotated[str, Field(max_length=500)] = ""


def _teams() -> teams_pb2_grpc.TeamsAsyncStub:
    return teams_pb2_grpc.TeamsStub(channel("registration"))


def _projects() -> declarations_pb2_grpc.ProjectsAsyncStub:
    return declarations_pb2_grpc.ProjectsStub(channel("registration"))


def _receipts() -> submissions_pb2_grpc.ReceiptsAsyncStub:
    return submissions_pb2_grpc.ReceiptsStub(channel("registration"))


@router.post("/teams/{team_id}/submissions", status_code=201, openapi_extra=IF_MATCH)
async def submit_project(team_id: Text, body: NewSubmission, request: Request) -> submissions_pb2.Receipt:
    """Submit the draft as the next version; return the receipt (rule C8)."""
    conditional = is_conditional(request, body.draft_revision)
    message = to_message(body, submissions_pb2.SubmitProjectRequest(), team_id=team_id)
    try:
        return await call(_teams().SubmitProject, message, request)
    except ProblemError as problem:
        if conditional:
            fail_condition(problem, ("C8_CONTENT_MOVED_ON",))
        raise


@router.get("/teams/{team_id}/submissions/{number}")
async def get_submission(team_id: Text, number: Number, request: Request) -> submissions_pb2.Submission:
    """Return a version as it was submitted (rule C7)."""
    message = submissions_pb2.GetSubmissionRequest(team_id=team_id, number=number)
    return await call(_teams().GetSubmission, message, request)


@router.get(
    "/teams/{team_id}/submissions/{number}/receipt",
    responses={200: {"headers": described(Content_Disposition="The name of the file.")}},
)
async def get_submission_receipt(
    team_id: Text, number: Number, request: Request, response: Response
) -> submissions_pb2.Receipt:
    """Return the receipt of a submission as a file to keep; it can be verified offline (rules C8, D5)."""
    message = submissions_pb2.GetSubmissionRequest(team_id=team_id, number=number)
    submission = await call(_teams().GetSubmission, message, request)
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{number}.json"'
    head = await head_for_receipt(request)
    if head:
        submission.receipt.trail_head = head
    return submission.receipt


@router.get(
    "/teams/{team_id}/submissions/{number}/form",
    response_class=Response,
    responses={200: file("application/json", Content_Disposition="The name of the file.")},
)
async def get_submission_form(team_id: Text, number: Number, request: Request) -> Response:
    """Return the canonical form of a submission, byte for byte: its SHA-256 is the digest of the receipt (rule C8)."""
    message = submissions_pb2.GetSubmissionRequest(team_id=team_id, number=number)
    submission = await call(_teams().GetSubmission, message, request)
    headers = {"Content-Disposition": f'attachment; filename="submission-{number}.json"'}
    return Response(submission.form.encode(), media_type="application/json", headers=headers)


@router.get("/teams/{team_id}/versions")
async def list_versions(team_id: Text, request: Request) -> submissions_pb2.ListVersionsResponse:
    """List every submitted version (rule C10)."""
    return await call(_projects().ListVersions, submissions_pb2.ListVersionsRequest(team_id=team_id), request)


@router.get("/teams/{team_id}/versions/{left}/difference/{right}")
async def compare_versions(
    team_id: Text, left: NumberOrDraft, right: NumberOrDraft, request: Request
) -> submissions_pb2.VersionDifference:
    """Return two versions side by side, word by word; 0 is the draft (rule C10)."""
    message = submissions_pb2.CompareVersionsRequest(team_id=team_id, left=left, right=right)
    return await call(_projects().CompareVersions, message, request)


@router.get("/receipts/{number}", dependencies=[Depends(count_look_up)])
async def get_receipt(number: Text, request: Request) -> submissions_pb2.Receipt:
    """Return a receipt by its number (rule C8)."""
    return await call(_teams().GetReceipt, submissions_pb2.GetReceiptRequest(number=number), request)


@router.get("/receipt-keys")
async def list_receipt_keys(request: Request) -> submissions_pb2.ListReceiptKeysResponse:
    """List the public keys of receipts, for anyone: with them a receipt can be verified anywhere (rule C8)."""
    return await call(_receipts().ListReceiptKeys, submissions_pb2.ListReceiptKeysRequest(), request)


@router.post("/receipt-verifications", dependencies=[Depends(count_look_up)])
async def verify_receipt(body: Receipt, request: Request) -> submissions_pb2.VerifyReceiptResponse:
    """Say if a receipt is genuine, for anyone; nothing of the submission is shown (rule C8)."""
    return await judge(body, request)


async def judge(receipt: Receipt, request: Request) -> submissions_pb2.VerifyReceiptResponse:
    """Return the verdict on a receipt as its holder has it; raise ProblemError."""
    message = submissions_pb2.VerifyReceiptRequest()
    fields = {name: getattr(receipt, name) for name in type(receipt).model_fields if name != "trail_head"}
    fill(message.receipt, **fields)
    return await call(_receipts().VerifyReceipt, message, request)
