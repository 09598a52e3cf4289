"""Reports (rules H2 to H4, K1, K4)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.publicity.v1 import reports_pb2, reports_pb2_grpc
from fastapi import Depends, Query, Request, Response
from pydantic import Field

from gateway.rpc import PUBLIC, actor_of, call, channel

from ...throttle import count_look_up, count_report
from ..body import SEEN_LINES, CountAsked, Identifier, PageSize, PageToken, RequestBody, TypedId, fill, page, to_message
from ..choices import IdentityKindId
from ..router import ApiRouter

router = ApiRouter(__name__)


class Reporter(RequestBody, of=reports_pb2.Reporter):
    """The reporter; rule H2, not this form, refuses a missing field."""

    real_name: str = Field(default="", max_length=200)
    identity_kind: IdentityKindId | Literal[""] = ""
    identity_number: str = Field(default="", max_length=100)
    contact: str = Field(default="", max_length=200)


class ReportEvidence(RequestBody, of=reports_pb2.ReportEvidence):
    """A file that was uploaded as evidence: its identifier, and to be sure its SHA-256 in hexadecimal."""

    evidence_id: TypedId
    sha256: str = Field(default="", max_length=64)


class NewReport(RequestBody, of=reports_pb2.FileReportRequest):
    """A report of a team, or of an organiser: a division by its code, or another contest by its identifier."""

    team_id: TypedId = ""
    organiser_id: TypedId = ""
    notice_id: TypedId = ""
    text: str = Field(default="", max_length=20_000)
    evidence: list[ReportEvidence] = Field(default=[], max_length=100)
    reporter: Reporter = Reporter()


class TrackedReport(RequestBody, of=reports_pb2.GetReportStatusRequest):
    """The secret tracking code of a report: never in an address, which logs and histories keep."""

    tracking_code: str = Field(max_length=100)


class Acceptance(RequestBody, of=reports_pb2.AcceptReportRequest):
    """The reason for which the committee takes the report on."""

    reason: Annotated[str, Field(max_length=10_000), SEEN_LINES]


class Hearing(RequestBody, of=reports_pb2.RecordHearingRequest):
    """The record of a hearing: who was heard, and what was said."""

    record: Annotated[str, Field(max_length=10_000), SEEN_LINES]


class Adjudication(RequestBody, of=reports_pb2.AdjudicateReportRequest):
    """The ruling; if it is upheld, `code` names the broken rule. The reason is published, so it names no person."""

    upheld: bool
    code: str = Field(default="", max_length=100)
    reason: Annotated[str, Field(max_length=10_000), SEEN_LINES]


def _reports() -> reports_pb2_grpc.ReportsAsyncStub:
    return reports_pb2_grpc.ReportsStub(channel("publicity"))


@router.post("/reports", status_code=201)
async def file_report(request: Request, response: Response, body: NewReport) -> reports_pb2.FileReportResponse:
    """Report a team or an organiser, under a real name and with evidence that was uploaded before; open to anyone (rule H2).

    An account that is signed in is sealed with the name, and travels nowhere else. The answer holds the secret tracking code, so
    nobody may cache it.
    """
    await count_report(request)  # once its form is right: who mends a mistake has not filed twice
    response.headers["cache-control"] = "no-store"
    message = to_message(body, reports_pb2.FileReportRequest())
    account_id = actor_of(request).account_id
    message.reporter.account_id = "" if account_id == PUBLIC.account_id else account_id
    return await call(_reports().FileReport, message, request, unnamed=True)


@router.get("/reports")
async def list_reports(
    request: Request,
    team_id: Annotated[str, Query(max_length=100)] = "",
    organiser_id: Annotated[str, Query(max_length=100)] = "",
    state: Literal["filed", "accepted", "heard", "upheld", "dismissed", ""] = "",
    page_size: PageSize = 50,
    page_token: PageToken = "",
    count: CountAsked = False,
) -> reports_pb2.ListReportsResponse:
    """List reports, the newest first, for the committee (rules H2, K1)."""
    message = fill(reports_pb2.ListReportsRequest(team_id=team_id, organiser_id=organiser_id), state=state)
    return await call(_reports().ListReports, page(message, page_token, page_size, count=count), request)


@router.get("/reports/{report_id}")
async def get_report(request: Request, report_id: Identifier) -> reports_pb2.Report:
    """Return a report, for the committee (rules H2, K1)."""
    return await call(_reports().GetReport, reports_pb2.GetReportRequest(report_id=report_id), request)


@router.post("/reports/{report_id}/acceptance")
async def accept_report(request: Request, report_id: Identifier, body: Acceptance) -> reports_pb2.Report:
    """Take a report on, by the committee (rule H3)."""
    message = reports_pb2.AcceptReportRequest(report_id=report_id, reason=body.reason)
    return await call(_reports().AcceptReport, message, request)


@router.post("/reports/{report_id}/hearing")
async def record_hearing(request: Request, report_id: Identifier, body: Hearing) -> reports_pb2.Report:
    """Record that a party was heard, by the committee (rule H3)."""
    message = reports_pb2.RecordHearingRequest(report_id=report_id, record=body.record)
    return await call(_reports().RecordHearing, message, request)


@router.post("/reports/{report_id}/adjudication")
async def adjudicate_report(request: Request, report_id: Identifier, body: Adjudication) -> reports_pb2.Report:
    """Rule on a report, by the committee; upholding needs a hearing (rules H3, H4)."""
    message = to_message(body, reports_pb2.AdjudicateReportRequest(), report_id=report_id)
    return await call(_reports().AdjudicateReport, message, request)


@router.get("/reports/{report_id}/reporter")
async def read_reporter(
    request: Request,
    response: Response,
    report_id: Identifier,
    purpose: Annotated[str, Query(max_length=1_000, description="why it is read; names no person")] = "",
) -> reports_pb2.Reporter:
    """Return the reporter, for the committee; every reading is put on record (rules H2, K4)."""
    response.headers["cache-control"] = "no-store"
    message = reports_pb2.ReadReporterRequest(report_id=report_id, purpose=purpose)
    return await call(_reports().ReadReporter, message, request)


@router.post("/report-status", dependencies=[Depends(count_look_up)])
async def get_report_status(request: Request, response: Response, body: TrackedReport) -> reports_pb2.ReportStatus:
    """Return the state of a report, to anyone who has its secret tracking code (rule H3)."""
    response.headers["cache-control"] = "no-store"
    message = to_message(body, reports_pb2.GetReportStatusRequest())
    return await call(_reports().GetReportStatus, message, request, unnamed=True)
