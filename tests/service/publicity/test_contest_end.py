"""From the finalist list to a revoked award, over real broker, database, gRPC and worker (F8, G2-G4, H1-H5)."""

from __future__ import annotations

import signal
from datetime import timedelta
from typing import Any

import grpc
import pytest
from dasai.common.v1 import contest_pb2
from dasai.common.v1.envelope_pb2 import Envelope
from dasai.publicity.v1 import awards_pb2, notices_pb2, reports_pb2
from dasai.publicity.v1 import events_pb2 as events
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import events_pb2 as scoring
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.actor import Role
from chassis.kernel.identifiers import derived_id
from tests.service.publicity.running import Publicity, refusal, wait_for
from tests.unit.services.publicity.facts import beijing

pytestmark = pytest.mark.parts

MS = timedelta(milliseconds=1)
PROPOSED = beijing("2024-10-08T10:00:00.000")
OPENS, CLOSES = beijing("2024-10-09T00:00:00.000"), beijing("2024-10-15T23:59:59.999")
FINALISTS = derived_id("notice", "finalists", "finalists-2024")
WINNERS = derived_id("notice", "winners", "2024")
NAME = "2024年“数据要素×”大赛"
REPORTER = reports_pb2.Reporter(
    real_name="测试举报人",
    identity_kind=reports_pb2.REPORTER_IDENTITY_KIND_RESIDENT,
    identity_number="110199190001010001",
    contact="reporter@example.test",
)
EVIDENCE = [reports_pb2.ReportEvidence(file_name="sample.pdf", sha256="ab" * 32)]


def team(number: int) -> contest_pb2.TeamFacts:
    return contest_pb2.TeamFacts(
        team_id=f"team-{number}",
        edition="2024",
        division_code="110000",
        track="industry",
        topic_id="industry-1",
        team_name=f"测试团队{number}",
        project_name=f"测试数据项目{number}",
        lead=contest_pb2.Organisation(
            uscc=f"USCC{number}", name=f"测试企业{number}", kind="ORGANISATION_KIND_ENTERPRISE"
        ),
        person_keys=[f"person-key-{number}"],
        account_ids=[f"account-team-{number}"],
    )


def finalists() -> list[review.Finalist]:
    return [review.Finalist(team=team(n), channel="CHANNEL_DIVISION", recommender_id="110000") for n in range(1, 9)]


def ranking(kind: Any, struck: tuple[int, ...] = ()) -> Any:
    lines = [
        scoring.RankedProject(team=team(n), rank=0 if n in struck else n, score="90.00", struck=n in struck)
        for n in range(1, 9)
    ]
    return kind(ranking_id="ranking-1", round_id="round-1", stage=2, track="industry", number=1, projects=lines)


def report(number: int, notice_id: str = "", **parts: Any) -> reports_pb2.FileReportRequest:
    parts = {"text": "材料属于其他单位", "evidence": EVIDENCE, "reporter": REPORTER, **parts}
    return reports_pb2.FileReportRequest(team_id=f"team-{number}", notice_id=notice_id, **parts)


def notice(publicity: Publicity, identifier: str, *roles: Role) -> Any:
    try:
        return publicity.call(publicity.notices.GetNotice, notices_pb2.GetNoticeRequest(notice_id=identifier), *roles)
    except grpc.RpcError as error:
        if refusal(error) != "NOT_FOUND":
            raise
        return None


def rule(publicity: Publicity, report_id: str, *, upheld: bool) -> reports_pb2.Report:
    calls = publicity.reports
    publicity.call(
        calls.AcceptReport, reports_pb2.AcceptReportRequest(report_id=report_id, reason="受理"), Role.COMMITTEE
    )
    publicity.call(
        calls.RecordHearing, reports_pb2.RecordHearingRequest(report_id=report_id, record="已听取"), Role.COMMITTEE
    )
    request = reports_pb2.AdjudicateReportRequest(
        report_id=report_id, upheld=upheld, code="C5_FOREIGN_MATERIAL" if upheld else "", reason="查证属实"
    )
    return publicity.call(calls.AdjudicateReport, request, Role.COMMITTEE)  # type: ignore[no-any-return]


def told(publicity: Publicity, message: Any) -> list[tuple[Any, Any]]:
    """Every event of that kind in the audit trail, with its time."""
    found = []
    for link in publicity.database["audit_trail"].find({}).sort("_id", 1):
        envelope = Envelope.FromString(link["body"])
        payload = message()
        if envelope.payload.Unpack(payload):
            found.append((payload, envelope.time))
    return found


def stamp(at: Any) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made


def award_states(publicity: Publicity) -> dict[str, str]:
    found = publicity.call(publicity.awards.ListAwards, awards_pb2.ListAwardsRequest(), Role.SECRETARIAT).awards
    return {one.recipient_id: awards_pb2.AwardState.Name(one.state).removeprefix("AWARD_STATE_") for one in found}


def test_the_end_of_a_contest(publicity: Publicity) -> None:
    """F8, G2, G3, G4, H1, H2, H3, H4, H5: the whole path, with a killed worker, duplicated and late events on it."""
    publicity.clock.move_to(PROPOSED)
    publicity.tell(review.FinalistsProposed(list_id="finalists-2024", finalists=finalists()), PROPOSED, times=3)
    wait_for(lambda: notice(publicity, FINALISTS, Role.SECRETARIAT))
    assert notice(publicity, FINALISTS) is None  # K1: not before its time
    listing = publicity.notices.ListNotices, notices_pb2.ListNoticesRequest()
    assert len(publicity.call(*listing).notices) == 0
    assert len(publicity.call(*listing, Role.PARTICIPANT, account="account-team-1").notices) == 0
    assert [one.notice_id for one in publicity.call(*listing, Role.SECRETARIAT).notices] == [FINALISTS]

    # the worker is dead while the notice opens: the clock is right all the same, and the event says the due instant
    publicity.worker.stop(signal.SIGKILL)
    publicity.clock.move_to(OPENS + timedelta(hours=8))
    shown = notice(publicity, FINALISTS)
    assert shown is not None
    assert (shown.state, shown.title) == (notices_pb2.NOTICE_STATE_OPEN, f"{NAME}全国总决赛入围名单公示")
    assert (shown.opens_at, shown.closes_at) == (stamp(OPENS), stamp(CLOSES))
    publicity.worker.start()
    wait_for(publicity.worker.ready)
    opened = wait_for(lambda: told(publicity, events.NoticeOpened))
    assert opened == [
        (
            events.NoticeOpened(
                notice_id=FINALISTS,
                kind=events.NOTICE_KIND_FINALISTS,
                subject_id="finalists-2024",
                opens_at=stamp(OPENS),
                closes_at=stamp(CLOSES),
            ),
            stamp(OPENS),
        )
    ]

    filed = publicity.call(publicity.reports.FileReport, report(8, FINALISTS))
    publicity.clock.move_to(CLOSES + timedelta(minutes=1))
    settling = {"_id": FINALISTS, "state.state": "open_settling"}
    wait_for(lambda: publicity.database["notices"].find_one(settling))
    assert told(publicity, events.NoticeClosed) == []
    rule(publicity, filed.report_id, upheld=True)
    closed = wait_for(lambda: told(publicity, events.NoticeClosed))
    assert [list(event.upheld_team_ids) for event, _ in closed] == [["team-8"]]

    # rankings and finalists arrive in the wrong order and twice
    publicity.tell(ranking(scoring.RankingAmended, struck=(7, 8)), CLOSES, times=2)
    publicity.tell(ranking(scoring.RankingFrozen), CLOSES, times=2)
    with pytest.raises(grpc.RpcError) as error:
        publicity.call(publicity.awards.AnnounceWinners, awards_pb2.AnnounceWinnersRequest(), Role.SECRETARIAT)
    assert refusal(error.value) == "G2_RANKINGS_MISSING"
    publicity.tell(review.FinalistsConfirmed(list_id="finalists-2024", finalists=finalists()), CLOSES, times=2)
    lists = publicity.database["award_lists"]
    wait_for(lambda: lists.find_one({"state.finalist_tracks": "industry", "state.rankings.amended": True}))

    with pytest.raises(grpc.RpcError) as error:
        publicity.call(
            publicity.awards.AnnounceWinners,
            awards_pb2.AnnounceWinnersRequest(statement="祝贺2024年“数据要素x”大赛获奖者"),
            Role.SECRETARIAT,
        )
    assert refusal(error.value) == "J1_NAME_ALTERED"
    announced_at = beijing("2024-10-20T09:00:00.000")
    publicity.clock.move_to(announced_at)
    special = awards_pb2.GrantSpecialAwardRequest(prize="organisation", organiser_id="110000")
    publicity.call(publicity.awards.GrantSpecialAward, special, Role.COMMITTEE)
    request = awards_pb2.AnnounceWinnersRequest(statement=f"祝贺{NAME}获奖者")
    announced = publicity.call(publicity.awards.AnnounceWinners, request, Role.SECRETARIAT, key="announce")
    again = publicity.call(publicity.awards.AnnounceWinners, request, Role.SECRETARIAT, key="announce")
    assert again == announced
    assert [(one.team.team_id, one.prize) for one in announced.awards] == [
        ("team-1", "first"),
        ("team-2", "second"),
        ("team-3", "second"),
        ("team-4", "third"),
        ("team-5", "third"),
        ("team-6", "third"),
        ("", "organisation"),
    ]
    assert (announced.notice_id, announced.opens_at) == (WINNERS, stamp(beijing("2024-10-21T00:00:00.000")))
    assert announced.closes_at == stamp(beijing("2024-10-27T23:59:59.999"))
    wait_for(lambda: notice(publicity, WINNERS, Role.SECRETARIAT))
    assert len(publicity.call(publicity.awards.ListAwards, awards_pb2.ListAwardsRequest()).awards) == 0  # K1

    publicity.clock.move_to(beijing("2024-10-22T09:00:00.000"))
    assert len(publicity.call(publicity.awards.ListAwards, awards_pb2.ListAwardsRequest()).awards) == 7
    during = publicity.call(publicity.reports.FileReport, report(6, WINNERS))
    rule(publicity, during.report_id, upheld=True)
    wait_for(lambda: award_states(publicity)["team-6"] == "WITHHELD")
    publicity.clock.move_to(beijing("2024-10-28T00:00:00.000"))
    wait_for(lambda: list(award_states(publicity).values()).count("CONFIRMED") == 6)

    winner = publicity.call(
        publicity.awards.ListAwards, awards_pb2.ListAwardsRequest(), account="account-team-1"
    ).awards
    codes = [one.verification_code for one in winner if one.verification_code]
    assert len(codes) == 1  # a team sees its own code only
    found = publicity.call(publicity.awards.GetCertificate, awards_pb2.GetCertificateRequest(code=codes[0].lower()))
    assert (found.state, found.contest_name, found.prize_zh) == (awards_pb2.CERTIFICATE_STATE_VALID, NAME, "一等奖")
    assert (found.number, found.organisations) == ("2024-01-101", ["测试企业1"])

    # the planted report after the awards are confirmed
    after = publicity.call(publicity.reports.FileReport, report(1))
    rule(publicity, after.report_id, upheld=True)
    wait_for(lambda: award_states(publicity)["team-1"] == "REVOKED")
    found = publicity.call(publicity.awards.GetCertificate, awards_pb2.GetCertificateRequest(code=codes[0]))
    assert found.state == awards_pb2.CERTIFICATE_STATE_REVOKED
    change = derived_id("notice", "change", announced.awards[0].award_id)
    shown = wait_for(lambda: notice(publicity, change))
    assert (shown.state, shown.entries[0].team_id) == (notices_pb2.NOTICE_STATE_OPEN, "team-1")
    all_awards = publicity.call(publicity.awards.ListAwards, awards_pb2.ListAwardsRequest(), Role.SECRETARIAT).awards
    ended = {one.recipient_id: {each.state for each in one.entitlements} for one in all_awards}
    assert (ended["team-1"], ended["team-2"]) == (
        {awards_pb2.ENTITLEMENT_STATE_ENDED},
        {awards_pb2.ENTITLEMENT_STATE_ACTIVE},
    )
    outcome = publicity.call(
        publicity.reports.GetReportStatus, reports_pb2.GetReportStatusRequest(tracking_code=after.tracking_code)
    )
    assert (outcome.state, outcome.code, outcome.reason) == (
        reports_pb2.REPORT_STATE_UPHELD,
        "C5_FOREIGN_MATERIAL",
        "查证属实",
    )

    # a disqualification told three times is published once, and revokes
    gone = review.TeamDisqualified(
        team_id="team-2",
        division_code="110000",
        track="industry",
        project_name="p",
        code="B10_FALSE",
        reason="材料不实",
    )
    publicity.tell(gone, publicity.clock.now(), times=3)
    wait_for(lambda: award_states(publicity)["team-2"] == "REVOKED")
    listed = publicity.call(
        publicity.notices.ListNotices, notices_pb2.ListNoticesRequest(kind=events.NOTICE_KIND_DISQUALIFICATION)
    ).notices
    assert [one.subject_id for one in listed] == ["team-2"]

    wait_for(lambda: len(told(publicity, events.AwardRevoked)) == 3)
    assert sorted(event.award.team.team_id for event, _ in told(publicity, events.AwardRevoked)) == [
        "team-1",
        "team-2",
        "team-6",
    ]
    assert len(told(publicity, events.AwardConfirmed)) == 6
    assert len(told(publicity, events.AwardsProposed)) == 1


def test_reporter_is_sealed_and_read_on_record(publicity: Publicity) -> None:
    """H2, K4: nothing of the reporter is legible in any document; the committee reads it, and that is on record."""
    filed = publicity.call(publicity.reports.FileReport, report(3), key="same")
    assert publicity.call(publicity.reports.FileReport, report(3), key="same") == filed
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
    assert [(one["account_id"], one["purpose"]) for one in accesses] == [("c-1", "联系举报人核实")]
    with pytest.raises(grpc.RpcError) as error:
        publicity.call(
            publicity.reports.ReadReporter, reports_pb2.ReadReporterRequest(report_id=filed.report_id), Role.COMMITTEE
        )
    assert refusal(error.value) == "K4_PURPOSE_MISSING"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reporter": None}, "H2_ANONYMOUS"),
        ({"evidence": []}, "H2_NO_EVIDENCE"),
        ({"text": ""}, "H2_TEXT_MISSING"),
        ({"notice_id": "no-such-notice"}, "NOT_FOUND"),
        ({"notice_id": FINALISTS, "team_id": "team-99"}, "H2_TEAM_NOT_IN_NOTICE"),
        ({"team_id": ""}, "FIELDS_INVALID"),
    ],
)
def test_reports_refused(publicity: Publicity, given: dict[str, Any], code: str) -> None:
    """H2: anonymous, without evidence, without text, or about nothing: refused with the reason, and nothing is kept."""
    before = publicity.database["reports"].count_documents({})
    request = report(1)
    for name, value in given.items():
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
def test_reports_are_the_committees(publicity: Publicity, service: str, method: str, request_type: Any) -> None:
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


@pytest.mark.parametrize(
    ("method", "request_type", "allowed"),
    [
        ("AnnounceWinners", awards_pb2.AnnounceWinnersRequest, {Role.SECRETARIAT}),
        ("GrantSpecialAward", awards_pb2.GrantSpecialAwardRequest, {Role.SECRETARIAT, Role.COMMITTEE}),
    ],
)
def test_awards_are_given_by_few(publicity: Publicity, method: str, request_type: Any, allowed: set[Role]) -> None:
    """K1, G2: only the secretariat announces, only it and the committee grant."""
    for roles in ((), *((role,) for role in Role)):
        with pytest.raises(grpc.RpcError) as error:
            publicity.call(getattr(publicity.awards, method), request_type(), *roles)
        assert (refusal(error.value) != "K1_FORBIDDEN") is bool(allowed.intersection(roles))


def test_unknown_codes_are_not_found(publicity: Publicity) -> None:
    """G3, H3: an invented certificate or tracking code, and none at all, find nothing."""
    for code in ("", "23456789ABCDEFGHJKMNPQRSTU"):
        with pytest.raises(grpc.RpcError) as error:
            publicity.call(publicity.awards.GetCertificate, awards_pb2.GetCertificateRequest(code=code))
        assert refusal(error.value) == "NOT_FOUND"
        with pytest.raises(grpc.RpcError) as error:
            publicity.call(publicity.reports.GetReportStatus, reports_pb2.GetReportStatusRequest(tracking_code=code))
        assert refusal(error.value) == "NOT_FOUND"
