"""Reports over the running service, by gRPC and by HTTP: sealed, refused, adjudicated (H2, H3, K1, K4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import grpc
import httpx
import pytest
from dasai.publicity.v1 import reports_pb2
from dasai.review.v1 import events_pb2 as review

from chassis.actor import Role
from chassis.kernel.identifiers import derived_id
from tests.service.publicity.running import REPORTER, Publicity, Walk, make_finalists, make_report, refusal, wait_for
from tests.unit.services.publicity.builders import beijing

pytestmark = pytest.mark.parts

FINALISTS = derived_id("notice", "finalists", "finalists-2024")
REPORT = {
    "team_id": "team-77",
    "text": "材料属于其他单位",
    "evidence": [{"file_name": "sample.pdf", "sha256": "ab" * 32}],
    "reporter": {
        "real_name": "测试举报人",
        "identity_kind": "resident",
        "identity_number": "110199190001010001",
        "contact": "reporter@example.test",
    },
}


def open_finalists_notice(publicity: Publicity) -> None:
    """Let the finalists' notice be open, to object to."""
    proposed = beijing("2024-10-08T10:00:00.000")
    publicity.clock.move_to(proposed)
    publicity.publish(review.FinalistsProposed(list_id="finalists-2024", finalists=make_finalists()), proposed)
    wait_for(lambda: publicity.database["notices"].find_one({"_id": FINALISTS}))
    publicity.clock.move_to(beijing("2024-10-09T09:00:00.000"))


def test_reporter_is_sealed_and_read_on_record(publicity: Publicity) -> None:
    """H2, K4: nothing of the reporter is legible in any document; the committee reads it, and that is on record."""
    filed = publicity.call(publicity.reports.FileReport, make_report(3), key="same")
    assert publicity.call(publicity.reports.FileReport, make_report(3), key="same") == filed
    stored = b"".join(
        repr(document).encode()
        for name in publicity.database.list_collection_names()
        for document in publicity.database[name].find()
    )
    for secret in (REPORTER.real_name, REPORTER.identity_number, REPORTER.contact):
        assert (secret.encode() in stored, repr(secret.encode())[2:-1].encode() in stored) == (False, False)
    request = reports_pb2.ReadReporterRequest(report_id=filed.report_id, purpose="联系举报人核实")
    assert publicity.call(publicity.reports.ReadReporter, request, Role.COMMITTEE, account="c-1") == REPORTER
    accesses = publicity.database["reporter_accesses"].find({"report_id": filed.report_id})
    assert [(access["account_id"], access["purpose"]) for access in accesses] == [("c-1", "联系举报人核实")]
    with pytest.raises(grpc.RpcError) as error:
        publicity.call(
            publicity.reports.ReadReporter, reports_pb2.ReadReporterRequest(report_id=filed.report_id), Role.COMMITTEE
        )
    assert refusal(error.value) == "K4_PURPOSE_MISSING"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reporter": None}, "H2_ANONYMOUS"),
        ({"evidence": []}, "H2_NO_EVIDENCE"),
        ({"text": ""}, "H2_TEXT_MISSING"),
        ({"notice_id": "no-such-notice"}, "NOT_FOUND"),
        ({"notice_id": FINALISTS, "team_id": "team-99"}, "H2_TEAM_NOT_IN_NOTICE"),
        ({"team_id": ""}, "FIELDS_INVALID"),
    ],
)
def test_an_incomplete_report_is_refused(publicity: Publicity, change: dict[str, Any], code: str) -> None:
    """H2: anonymous, without evidence, without text, or about nothing: refused with the reason, and nothing is kept."""
    open_finalists_notice(publicity)
    before = publicity.database["reports"].count_documents({})
    request = make_report(1)
    for name, value in change.items():
        request.ClearField(name)
        if value:
            setattr(request, name, value)
    with pytest.raises(grpc.RpcError) as error:
        publicity.call(publicity.reports.FileReport, request)
    assert refusal(error.value) == code
    assert publicity.database["reports"].count_documents({}) == before


FOR_COMMITTEE = [
    ("reports", "AcceptReport", reports_pb2.AcceptReportRequest),
    ("reports", "RecordHearing", reports_pb2.RecordHearingRequest),
    ("reports", "AdjudicateReport", reports_pb2.AdjudicateReportRequest),
    ("reports", "GetReport", reports_pb2.GetReportRequest),
    ("reports", "ListReports", reports_pb2.ListReportsRequest),
    ("reports", "ReadReporter", reports_pb2.ReadReporterRequest),
]


@pytest.mark.parametrize(("service", "method", "request_type"), FOR_COMMITTEE)
def test_only_the_committee_handles_and_reads_reports(
    publicity: Publicity, service: str, method: str, request_type: Any
) -> None:
    """K1, H2: nobody but the committee handles or sees reports, whatever other role it has; the committee comes through."""
    call = getattr(getattr(publicity, service), method)
    for roles in ((), *((role,) for role in Role if role is not Role.COMMITTEE)):
        with pytest.raises(grpc.RpcError) as error:
            publicity.call(call, request_type(), *roles)
        assert refusal(error.value) == "K1_FORBIDDEN"
    try:
        publicity.call(call, request_type(), Role.COMMITTEE)
    except grpc.RpcError as error:
        assert refusal(error) in ("NOT_FOUND", "K4_PURPOSE_MISSING")  # noqa: PT017 - one of them lets it through


def test_report_from_filing_to_ruling(walk: Callable[[Walk], None]) -> None:
    """H2, H3: filed by the public, handled by the committee, its outcome shown to whoever has the tracking code."""

    async def steps(client: httpx.AsyncClient) -> None:
        filed = await client.post("/api/v1/reports", json=REPORT)
        assert (filed.status_code, filed.json()["state"], filed.headers["cache-control"]) == (201, "filed", "no-store")
        report_id, code = filed.json()["report_id"], filed.json()["tracking_code"]
        committee = {"as": "committee"}
        address = f"/api/v1/reports/{report_id}"
        assert (await client.get(address)).status_code == 403
        shown = (await client.get(address, headers=committee)).json()
        assert (shown["team_id"], "reporter" in shown, "tracking_code" in shown) == ("team-77", False, False)
        listed = await client.get("/api/v1/reports", params={"team_id": "team-77", "state": "filed"}, headers=committee)
        assert [report["report_id"] for report in listed.json()["reports"]] == [report_id]
        accepted = await client.post(f"{address}/acceptance", json={"reason": "受理"}, headers=committee)
        assert accepted.json()["state"] == "accepted"
        early = await client.post(
            f"{address}/adjudication", json={"upheld": True, "code": "B10_FALSE", "reason": "属实"}, headers=committee
        )
        assert (early.status_code, early.json()["code"]) == (409, "H3_NOT_HEARD")
        hearing = await client.post(f"{address}/hearing", json={"record": "已听取"}, headers=committee)
        assert hearing.json()["state"] == "heard"
        ruled = await client.post(
            f"{address}/adjudication", json={"upheld": False, "reason": "查无实据"}, headers=committee
        )
        assert ruled.json()["state"] == "dismissed"
        status = (await client.get(f"/api/v1/report-status/{code}")).json()
        assert (status["state"], status["reason"]) == ("dismissed", "查无实据")
        who = await client.get(f"{address}/reporter", params={"purpose": "核实"}, headers=committee)
        assert (who.json(), who.headers["cache-control"]) == (REPORT["reporter"], "no-store")

    walk(steps)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"reporter": {}}, 422, "H2_ANONYMOUS"),
        ({"evidence": []}, 422, "H2_NO_EVIDENCE"),
        ({"surprise": 1}, 422, "FIELDS_INVALID"),
        ({"text": 5}, 422, "FIELDS_INVALID"),
        ({"notice_id": "none"}, 404, "NOT_FOUND"),
    ],
)
def test_an_invalid_report_is_refused_without_naming_the_reporter(
    walk: Callable[[Walk], None], change: dict[str, Any], status: int, code: str
) -> None:
    """H2: an anonymous or malformed report is a problem with a stable code, which says nothing of the reporter."""

    async def steps(client: httpx.AsyncClient) -> None:
        answer = await client.post("/api/v1/reports", json=REPORT | change)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert [part for part in REPORT["reporter"].values() if part in answer.text] == []  # type: ignore[attr-defined]

    walk(steps)
