"""Reports over the running service, by gRPC and by HTTP: sealed, refused, adjudicated (H2, H3, K1, K4)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import grpc
import httpx
import pytest
from dasai.accounts.v1 import events_pb2 as accounts
from dasai.common.v1.envelope_pb2 import Envelope
from dasai.publicity.v1 import reports_pb2
from dasai.publicity.v1.events_pb2 import ReportAdjudicated, ReporterRead, ReportFiled
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review

from chassis.actor import Role
from chassis.kernel.identifiers import derived_id
from cli.synthetic import small_pdf
from tests.service.publicity.running import REPORTER, Publicity, Walk, make_finalists, make_team, refusal, wait_for
from tests.unit.services.publicity.builders import beijing

pytestmark = pytest.mark.parts

FINALISTS = derived_id("notice", "finalists", "finalists-2024")
REPORTER_BODY = {
    "real_name": "测试举报人",
    "identity_kind": "resident",
    "identity_number": "110199190001010001",
    "contact": "reporter@example.test",
}
REPORT = {"team_id": "team-77", "text": "材料属于其他单位", "reporter": REPORTER_BODY}


def upload_headers(name: str) -> dict[str, str]:
    """Return the headers with which a file of evidence is uploaded."""
    encoded = base64.b64encode(name.encode()).decode()
    return {"content-type": "application/octet-stream", "upload-metadata": f"filename {encoded}"}


def in_trail(publicity: Publicity, kind: Any) -> list[tuple[Any, str]]:
    """Return every event of that kind in the audit trail, with the account that acted."""
    events = []
    for link in publicity.database["audit_trail"].find({}).sort("_id", 1):
        envelope = Envelope.FromString(link["body"])
        event = kind()
        if envelope.payload.Unpack(event):
            events.append((event, envelope.actor_id))
    return events


def open_finalists_notice(publicity: Publicity) -> None:
    """Let the finalists' notice be open, to object to."""
    proposed = beijing("2024-10-08T10:00:00.000")
    publicity.clock.move_to(proposed)
    publicity.publish(review.FinalistsProposed(list_id="finalists-2024", finalists=make_finalists()), proposed)
    wait_for(lambda: publicity.database["notices"].find_one({"_id": FINALISTS}))
    publicity.clock.move_to(beijing("2024-10-09T09:00:00.000"))


def test_reporter_is_sealed_and_read_on_record(publicity: Publicity) -> None:
    """H2, K4: nothing of the reporter is legible in any document; the committee reads it, and that is on record."""
    publicity.make_known(3)
    request = publicity.make_report(3)
    filed = publicity.call(publicity.reports.FileReport, request, key="same")
    assert publicity.call(publicity.reports.FileReport, request, key="same") == filed
    stored = b"".join(
        repr(document).encode()
        for name in publicity.database.list_collection_names()
        for document in publicity.database[name].find()
    )
    for secret in (REPORTER.real_name, REPORTER.identity_number, REPORTER.contact, filed.tracking_code):
        assert (secret.encode() in stored, repr(secret.encode())[2:-1].encode() in stored) == (False, False)
    reading = reports_pb2.ReadReporterRequest(report_id=filed.report_id, purpose="联系举报人核实")
    assert publicity.call(publicity.reports.ReadReporter, reading, Role.COMMITTEE, account="c-1") == REPORTER
    accesses = publicity.database["reporter_accesses"].find({"report_id": filed.report_id})
    (access,) = accesses
    assert (access["account_id"], access["purpose"]) == ("c-1", "联系举报人核实")
    # D5: the reading is in the audit trail too, by the hash of its purpose
    ((read, reader),) = wait_for(lambda: in_trail(publicity, ReporterRead))
    assert (read.report_id, read.access_id, reader) == (filed.report_id, access["_id"], "c-1")
    assert read.purpose_sha256 == hashlib.sha256("联系举报人核实".encode()).hexdigest()
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
        ({"organiser_id": "110000"}, "FIELDS_INVALID"),
        ({"team_id": "nope"}, "H2_UNKNOWN_TEAM"),
        ({"team_id": "110000"}, "H2_UNKNOWN_TEAM"),
        ({"team_id": "", "organiser_id": "999999"}, "H2_UNKNOWN_ORGANISER"),
        ({"team_id": "", "organiser_id": "team-1"}, "H2_UNKNOWN_ORGANISER"),
        ({"text": "材料\u200b不实"}, "H2_UNREADABLE"),
    ],
)
def test_an_incomplete_report_is_refused(publicity: Publicity, change: dict[str, Any], code: str) -> None:
    """H2: anonymous, without evidence, without text, or about nothing: refused with the reason, and nothing is kept."""
    open_finalists_notice(publicity)
    publicity.make_known(1, 99)
    before = publicity.database["reports"].count_documents({})
    request = publicity.make_report(1)
    for name, value in change.items():
        request.ClearField(name)
        if value:
            setattr(request, name, value)
    with pytest.raises(grpc.RpcError) as error:
        publicity.call(publicity.reports.FileReport, request)
    assert refusal(error.value) == code
    assert publicity.database["reports"].count_documents({}) == before


@pytest.mark.parametrize("gone", ["unknown", "another report's", "another file"])
def test_evidence_that_is_not_there_is_refused(publicity: Publicity, gone: str) -> None:
    """H2: a file that was never uploaded, that another report names, or that is not the one that was meant."""
    publicity.make_known(1)
    request = publicity.make_report(1)
    if gone == "unknown":
        request.evidence[0].evidence_id = "00000000-0000-4000-8000-000000000000"
    elif gone == "another file":
        request.evidence[0].sha256 = "cd" * 32
    else:
        publicity.call(publicity.reports.FileReport, request)
    with pytest.raises(grpc.RpcError) as error:
        publicity.call(publicity.reports.FileReport, request)
    assert refusal(error.value) == "H2_FILE_GONE"


def test_a_signed_in_reporter_is_known_to_the_seal_alone(publicity: Publicity) -> None:
    """H2: the account is in no document, event or step; the committee reads it with the name, on record."""
    publicity.make_known(1)
    request = publicity.make_report(1)
    filed = publicity.call(
        publicity.reports.FileReport, request, Role.PARTICIPANT, account="account-of-a-whistle-blower"
    )
    wait_for(lambda: [event for event, _ in in_trail(publicity, ReportFiled) if event.report_id == filed.report_id])
    stored = b"".join(
        repr(document).encode()
        for name in publicity.database.list_collection_names()
        for document in publicity.database[name].find()
    )
    assert b"whistle" not in stored
    actors = {actor for event, actor in in_trail(publicity, ReportFiled) if event.report_id == filed.report_id}
    assert actors == {"public"}
    get = reports_pb2.GetReportRequest(report_id=filed.report_id)
    report = publicity.call(publicity.reports.GetReport, get, Role.COMMITTEE)
    assert [step.account_id for step in report.steps] == [""]
    reading = reports_pb2.ReadReporterRequest(report_id=filed.report_id, purpose="核实")
    reporter = publicity.call(publicity.reports.ReadReporter, reading, Role.COMMITTEE)
    assert reporter.account_id == "account-of-a-whistle-blower"


def test_a_report_about_an_organiser_takes_its_award_and_touches_no_team(publicity: Publicity) -> None:
    """H2, H4: filed by the division's code, ruled by an event of its own, which nobody who acts on teams hears."""
    publicity.clock.move_to(beijing("2024-10-22T10:00:00.000"))
    request = publicity.make_report(1)
    request.team_id, request.organiser_id = "", "120000"
    filed = publicity.call(publicity.reports.FileReport, request)
    listed = reports_pb2.ListReportsRequest(organiser_id="120000")
    reports = publicity.call(publicity.reports.ListReports, listed, Role.COMMITTEE).reports
    assert [(report.report_id, report.team_id, report.organiser_id) for report in reports] == [
        (filed.report_id, "", "120000")
    ]
    calls = publicity.reports
    accept = reports_pb2.AcceptReportRequest(report_id=filed.report_id, reason="受理")
    publicity.call(calls.AcceptReport, accept, Role.COMMITTEE)
    hear = reports_pb2.RecordHearingRequest(report_id=filed.report_id, record="已听取")
    publicity.call(calls.RecordHearing, hear, Role.COMMITTEE)
    ruling = reports_pb2.AdjudicateReportRequest(
        report_id=filed.report_id, upheld=True, code="A3_FEE_STATED", reason="违规收费"
    )
    publicity.call(calls.AdjudicateReport, ruling, Role.COMMITTEE)
    standing = wait_for(lambda: publicity.database["standings"].find_one({"_id": "120000"}))
    assert [(fall["code"], standing["state"]["organiser"]) for fall in standing["state"]["falls"]] == [
        ("A3_FEE_STATED", True)
    ]
    assert [event for event, _ in in_trail(publicity, ReportAdjudicated) if event.report_id == filed.report_id] == []


def test_a_ruling_with_an_identity_number_is_refused(publicity: Publicity) -> None:
    """K4, J1, J2: the reason is published, so it goes through the check of all published texts; without, it is accepted."""
    publicity.make_known(1)
    filed = publicity.call(publicity.reports.FileReport, publicity.make_report(1))
    accept = reports_pb2.AcceptReportRequest(report_id=filed.report_id, reason="受理")
    publicity.call(publicity.reports.AcceptReport, accept, Role.COMMITTEE)
    ruling = reports_pb2.AdjudicateReportRequest(report_id=filed.report_id)
    for reason, code in (
        ("代表110199190001010001冒名", "K4_IDENTITY_NUMBER"),
        ("不符合2024数据要素x大赛规则", "J1_NAME_ALTERED"),
        ("大赛组委会成员单位：中央网信办、工信部、商务部。", "J2_ORGANISERS_NOT_WHOLE"),
    ):
        ruling.reason = reason
        with pytest.raises(grpc.RpcError) as error:
            publicity.call(publicity.reports.AdjudicateReport, ruling, Role.COMMITTEE)
        assert refusal(error.value) == code
    ruling.reason = "查无实据"
    assert publicity.call(publicity.reports.AdjudicateReport, ruling, Role.COMMITTEE).reason == "查无实据"


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
        assert refusal(error.value) == ("K1_FORBIDDEN" if roles else "K1_UNAUTHENTICATED")
    try:
        publicity.call(call, request_type(), Role.COMMITTEE)
    except grpc.RpcError as error:
        assert refusal(error) in ("NOT_FOUND", "K4_PURPOSE_MISSING")  # noqa: PT017 - one of them lets it through


def test_report_from_filing_to_ruling(publicity: Publicity, walk: Callable[[Walk], None]) -> None:
    """H2, H3: filed by somebody signed in, handled by the committee, its outcome shown to whoever has the tracking code."""
    publicity.make_known(77)

    async def steps(client: httpx.AsyncClient) -> None:
        uploaded = await client.post(
            "/api/v1/report-evidence", content=small_pdf("compared"), headers=upload_headers("对比.pdf")
        )
        assert uploaded.status_code == 201
        named = [{"evidence_id": uploaded.json()["evidence_id"], "sha256": uploaded.json()["sha256"].upper()}]
        filed = await client.post("/api/v1/reports", json=REPORT | {"evidence": named}, headers={"as": "participant"})
        assert (filed.status_code, filed.json()["state"], filed.headers["cache-control"]) == (201, "filed", "no-store")
        report_id, code = filed.json()["report_id"], filed.json()["tracking_code"]
        committee = {"as": "committee"}
        address = f"/api/v1/reports/{report_id}"
        assert (await client.get(address)).status_code == 401
        shown = (await client.get(address, headers=committee)).json()
        assert (shown["team_id"], "reporter" in shown, "tracking_code" in shown) == ("team-77", False, False)
        assert (shown["steps"][0]["account_id"], shown["evidence"][0]["file_name"]) == ("", "对比.pdf")
        file = f"{address}/evidence/{named[0]['evidence_id']}"
        assert (await client.get(file, headers={"as": "secretariat"})).status_code == 403
        downloaded = await client.get(file, headers=committee)
        assert downloaded.content == small_pdf("compared")
        assert downloaded.headers["content-disposition"].startswith("attachment; ")
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
        bare = await client.post(f"{address}/adjudication", json={"upheld": True, "reason": ""}, headers=committee)
        assert {fault["field"] for fault in bare.json()["faults"]} == {"code", "reason"}  # everything at once
        ruled = await client.post(
            f"{address}/adjudication", json={"upheld": False, "reason": "查无实据"}, headers=committee
        )
        assert ruled.json()["state"] == "dismissed"
        assert (await client.get(f"/api/v1/report-status/{code}")).status_code == 404
        for typed in (code, f"{code[:8]} {code[8:16].lower()}-{code[16:]}"):
            status = (await client.post("/api/v1/report-status", json={"tracking_code": typed})).json()
            assert (status["state"], status["reason"]) == ("dismissed", "查无实据")
        who = await client.get(f"{address}/reporter", params={"purpose": "核实"}, headers=committee)
        expected = {**REPORTER_BODY, "account_id": "account-participant"}
        assert (who.json(), who.headers["cache-control"]) == (expected, "no-store")

    walk(steps)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"reporter": {}}, 422, "H2_ANONYMOUS"),
        ({"evidence": []}, 422, "H2_NO_EVIDENCE"),
        ({"surprise": 1}, 422, "FIELDS_INVALID"),
        ({"text": 5}, 422, "FIELDS_INVALID"),
        ({"team_id": "nope"}, 422, "H2_UNKNOWN_TEAM"),
        ({"notice_id": "none"}, 404, "NOT_FOUND"),
    ],
)
def test_an_invalid_report_is_refused_without_naming_the_reporter(
    publicity: Publicity, walk: Callable[[Walk], None], change: dict[str, Any], status: int, code: str
) -> None:
    """H2: an anonymous or malformed report is a problem with a stable code, which says nothing of the reporter."""
    publicity.make_known(77)
    whole = REPORT | {"evidence": [{"evidence_id": publicity.keep().evidence_id}]}

    async def steps(client: httpx.AsyncClient) -> None:
        answer = await client.post("/api/v1/reports", json=whole | change)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert [part for part in REPORTER_BODY.values() if part in answer.text and part != "resident"] == []

    walk(steps)


def test_h3_those_of_the_organisations_of_the_last_submission_do_not_handle_a_report(publicity: Publicity) -> None:
    """H3: H3_OWN_ORGANISATION, in whatever order submissions are heard of; who left, or is not known, is accepted."""
    publicity.clock.move_to(beijing("2024-10-08T10:00:00.000"))
    team_id, now = "team-71", publicity.clock.now()
    for number, uscc in ((2, "91110199000000019X"), (1, "12110199MB0DAXA1XF")):
        facts = make_team(71)
        facts.lead.uscc = uscc
        publicity.publish(registration.SubmissionMade(team=facts, number=number), now)
    for account_id, uscc in (("of-it", "91110199000000019X"), ("of-the-former", "12110199MB0DAXA1XF"), ("of-none", "")):
        account = accounts.AccountFacts(
            account_id=account_id, organisation_uscc=uscc, state=accounts.ACCOUNT_STATE_ACTIVE, sequence=1
        )
        publicity.publish(accounts.StaffChanged(account=account), now)
    known = {"_id": team_id, "usccs": ["91110199000000019X"], "submission_number": 2}
    wait_for(lambda: publicity.database["known_teams"].find_one(known))
    wait_for(lambda: publicity.database["staff"].count_documents({}) >= 3)
    filed = publicity.call(publicity.reports.FileReport, publicity.make_report(71))

    def accept(account: str) -> str:
        request = reports_pb2.AcceptReportRequest(report_id=filed.report_id, reason="受理")
        try:
            publicity.call(publicity.reports.AcceptReport, request, Role.COMMITTEE, account=account)
        except grpc.RpcError as error:
            return refusal(error)
        return ""

    assert [accept(account) for account in ("of-it", "account-team-71", "of-the-former")] == [
        "H3_OWN_ORGANISATION",
        "H3_OWN_ORGANISATION",
        "",
    ]
