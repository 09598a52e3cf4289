"""Publicity over HTTP: notices, reports, awards and certificates (rules F8, G2 to G4, H, K1)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from dasai.common.v1 import page_pb2
from dasai.publicity.v1 import awards_pb2, awards_pb2_grpc, notices_pb2, notices_pb2_grpc, reports_pb2, reports_pb2_grpc
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from gateway.rpc import as_json, call, channel

router = APIRouter(prefix="/api/v1", tags=["publicity"])

Identifier = Annotated[str, Path(min_length=1, max_length=100)]
PageSize = Annotated[int, Query(ge=0, le=200, description="0 takes the default of 50")]
PageToken = Annotated[str, Query(max_length=100)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ReporterBody(_Body):
    """Who reports. What is missing is refused by rule H2, not by form."""

    real_name: str = Field(default="", max_length=200)
    identity_kind: Literal["resident", "passport", ""] = ""
    identity_number: str = Field(default="", max_length=100)
    contact: str = Field(default="", max_length=200)


class EvidenceBody(_Body):
    """Evidence by reference: file name and SHA-256, lower-case hexadecimal."""

    file_name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)


class ReportBody(_Body):
    """A report of a team, or an objection to a notice."""

    team_id: str = Field(max_length=100)
    notice_id: str = Field(default="", max_length=100)
    text: str = Field(default="", max_length=20_000)
    evidence: list[EvidenceBody] = Field(default=[], max_length=100)
    reporter: ReporterBody = ReporterBody()


class AcceptanceBody(_Body):
    """Why the report is taken on."""

    reason: str = Field(max_length=10_000)


class HearingBody(_Body):
    """Who was heard and what was said."""

    record: str = Field(max_length=10_000)


class AdjudicationBody(_Body):
    """The ruling; `code` names the rule broken where it is upheld. The reason is published: it names no person."""

    upheld: bool
    code: str = Field(default="", max_length=100)
    reason: str = Field(max_length=10_000)


class WinnersBody(_Body):
    """What the secretariat adds to the winners' notice."""

    statement: str = Field(default="", max_length=10_000)


class SpecialAwardBody(_Body):
    """A special award, to a team or to an organiser."""

    prize: str = Field(max_length=100)
    team_id: str = Field(default="", max_length=100)
    organiser_id: str = Field(default="", max_length=100)
    organiser_name: str = Field(default="", max_length=200)


def _notices() -> notices_pb2_grpc.NoticesAsyncStub:
    return notices_pb2_grpc.NoticesStub(channel("publicity"))


def _reports() -> reports_pb2_grpc.ReportsAsyncStub:
    return reports_pb2_grpc.ReportsStub(channel("publicity"))


def _awards() -> awards_pb2_grpc.AwardsAsyncStub:
    return awards_pb2_grpc.AwardsStub(channel("publicity"))


def _page(size: int, token: str) -> page_pb2.PageRequest:
    return page_pb2.PageRequest(page_size=size, page_token=token)


@router.get("/notices", summary="Notices; the public sees each from its opening on")
async def list_notices(
    request: Request,
    kind: Literal["finalists", "winners", "disqualification", "change", ""] = "",
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> dict[str, Any]:
    """Rules F8, H1, H4, H5, K1."""
    asked = notices_pb2.ListNoticesRequest(page=_page(page_size, page_token))
    if kind:
        asked = notices_pb2.ListNoticesRequest(page=asked.page, kind=f"NOTICE_KIND_{kind.upper()}")
    return as_json(await call(_notices().ListNotices, asked, request))


@router.get("/notices/{notice_id}", summary="One notice")
async def get_notice(request: Request, notice_id: Identifier) -> dict[str, Any]:
    """Rules F8, H1, K1."""
    return as_json(await call(_notices().GetNotice, notices_pb2.GetNoticeRequest(notice_id=notice_id), request))


@router.post("/reports", status_code=201, summary="Report a team or object to a notice, under a real name")
async def file_report(request: Request, response: Response, body: ReportBody) -> dict[str, Any]:
    """Rules F8, H2. Open to anyone; the answer holds the secret tracking code, so nobody may cache it."""
    reporter = reports_pb2.Reporter(
        real_name=body.reporter.real_name,
        identity_number=body.reporter.identity_number,
        contact=body.reporter.contact,
        identity_kind=f"REPORTER_IDENTITY_KIND_{(body.reporter.identity_kind or 'unspecified').upper()}",
    )
    asked = reports_pb2.FileReportRequest(
        team_id=body.team_id,
        notice_id=body.notice_id,
        text=body.text,
        evidence=[reports_pb2.ReportEvidence(file_name=one.file_name, sha256=one.sha256) for one in body.evidence],
        reporter=reporter,
    )
    response.headers["cache-control"] = "no-store"
    return as_json(await call(_reports().FileReport, asked, request))


@router.get("/reports", summary="Reports, for the committee")
async def list_reports(
    request: Request,
    team_id: Annotated[str, Query(max_length=100)] = "",
    state: Literal["filed", "accepted", "heard", "upheld", "dismissed", ""] = "",
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> dict[str, Any]:
    """Rules H2, K1."""
    asked = reports_pb2.ListReportsRequest(
        page=_page(page_size, page_token), team_id=team_id, state=f"REPORT_STATE_{(state or 'unspecified').upper()}"
    )
    return as_json(await call(_reports().ListReports, asked, request))


@router.get("/reports/{report_id}", summary="One report, for the committee")
async def get_report(request: Request, report_id: Identifier) -> dict[str, Any]:
    """Rules H2, K1."""
    return as_json(await call(_reports().GetReport, reports_pb2.GetReportRequest(report_id=report_id), request))


@router.post("/reports/{report_id}/acceptance", summary="The committee takes a report on")
async def accept_report(request: Request, report_id: Identifier, body: AcceptanceBody) -> dict[str, Any]:
    """Rule H3."""
    asked = reports_pb2.AcceptReportRequest(report_id=report_id, reason=body.reason)
    return as_json(await call(_reports().AcceptReport, asked, request))


@router.post("/reports/{report_id}/hearing", summary="The committee records that a party was heard")
async def record_hearing(request: Request, report_id: Identifier, body: HearingBody) -> dict[str, Any]:
    """Rule H3."""
    asked = reports_pb2.RecordHearingRequest(report_id=report_id, record=body.record)
    return as_json(await call(_reports().RecordHearing, asked, request))


@router.post("/reports/{report_id}/adjudication", summary="The committee rules; upholding needs a hearing")
async def adjudicate_report(request: Request, report_id: Identifier, body: AdjudicationBody) -> dict[str, Any]:
    """Rules H3, H4."""
    asked = reports_pb2.AdjudicateReportRequest(
        report_id=report_id, upheld=body.upheld, code=body.code, reason=body.reason
    )
    return as_json(await call(_reports().AdjudicateReport, asked, request))


@router.get("/reports/{report_id}/reporter", summary="Who reported, for the committee; every reading is on record")
async def read_reporter(
    request: Request,
    response: Response,
    report_id: Identifier,
    purpose: Annotated[str, Query(max_length=1_000, description="why it is read; names no person")] = "",
) -> dict[str, Any]:
    """Rules H2, K4."""
    response.headers["cache-control"] = "no-store"
    asked = reports_pb2.ReadReporterRequest(report_id=report_id, purpose=purpose)
    return as_json(await call(_reports().ReadReporter, asked, request))


@router.get("/report-status/{tracking_code}", summary="What became of a report, by its secret tracking code")
async def get_report_status(request: Request, response: Response, tracking_code: Identifier) -> dict[str, Any]:
    """Rule H3."""
    response.headers["cache-control"] = "no-store"
    asked = reports_pb2.GetReportStatusRequest(tracking_code=tracking_code)
    return as_json(await call(_reports().GetReportStatus, asked, request))


@router.post("/winners", summary="The secretariat announces the winners; their notice opens the next day")
async def announce_winners(request: Request, body: WinnersBody) -> dict[str, Any]:
    """Rules G2, H1, J1."""
    asked = awards_pb2.AnnounceWinnersRequest(statement=body.statement)
    return as_json(await call(_awards().AnnounceWinners, asked, request))


@router.post("/special-awards", status_code=201, summary="A special award, before the winners are announced")
async def grant_special_award(request: Request, body: SpecialAwardBody) -> dict[str, Any]:
    """Rule G2."""
    asked = awards_pb2.GrantSpecialAwardRequest(
        prize=body.prize, team_id=body.team_id, organiser_id=body.organiser_id, organiser_name=body.organiser_name
    )
    return as_json(await call(_awards().GrantSpecialAward, asked, request))


@router.get("/awards", summary="Awards; the public sees them from the opening of their notice on")
async def list_awards(
    request: Request,
    track: Annotated[str, Query(max_length=100)] = "",
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> dict[str, Any]:
    """Rules G2 to G4, K1."""
    asked = awards_pb2.ListAwardsRequest(page=_page(page_size, page_token), track=track)
    return as_json(await call(_awards().ListAwards, asked, request))


@router.get("/certificates/{code}", summary="Verify a certificate by its code")
async def get_certificate(request: Request, code: Identifier) -> dict[str, Any]:
    """Rules G3, H4."""
    return as_json(await call(_awards().GetCertificate, awards_pb2.GetCertificateRequest(code=code), request))
