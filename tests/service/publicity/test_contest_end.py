"""From the finalist list to a revoked award, over real broker, database, gRPC and worker (F8, G2-G4, H1-H5)."""

from __future__ import annotations

import signal
from datetime import timedelta
from typing import Any

import grpc
import pytest
from dasai.common.v1.envelope_pb2 import Envelope
from dasai.publicity.v1 import awards_pb2, notices_pb2, reports_pb2
from dasai.publicity.v1 import events_pb2 as events
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import events_pb2 as scoring
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.actor import Role
from chassis.arrivals import arrival_lag
from chassis.audit.comparison import compare
from chassis.kernel.identifiers import derived_id
from services.publicity.audited import AUDITED
from tests.service.publicity.running import Publicity, make_finalists, make_team, refusal, wait_for
from tests.unit.services.publicity.builders import beijing

pytestmark = pytest.mark.parts

MS = timedelta(milliseconds=1)
PROPOSED = beijing("2024-10-08T10:00:00.000")
OPENS, CLOSES = beijing("2024-10-09T00:00:00.000"), beijing("2024-10-15T23:59:59.999")
FINALISTS = derived_id("notice", "finalists", "finalists-2024")
WINNERS = derived_id("notice", "winners", "2024")
NAME = "2024年“数据要素×”大赛"


def make_ranking(kind: Any, struck: tuple[int, ...] = ()) -> Any:
    """Make the event of a ranking of eight teams, the lower number the better."""
    projects = [
        scoring.RankedProject(
            team=make_team(number), rank=0 if number in struck else number, score="90.00", struck=number in struck
        )
        for number in range(1, 9)
    ]
    return kind(ranking_id="ranking-1", round_id="round-1", stage=2, track="industry", number=1, projects=projects)


def shown_notice(publicity: Publicity, identifier: str, *roles: Role) -> Any:
    """Return the notice that these roles see, or None."""
    try:
        return publicity.call(publicity.notices.GetNotice, notices_pb2.GetNoticeRequest(notice_id=identifier), *roles)
    except grpc.RpcError as error:
        if refusal(error) != "NOT_FOUND":
            raise
        return None


def adjudicate(publicity: Publicity, report_id: str, *, upheld: bool) -> reports_pb2.Report:
    """Accept a report, hear a party and adjudicate."""
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


def events_of(publicity: Publicity, kind: Any) -> list[tuple[Any, Any]]:
    """Return every event of that kind in the audit trail, with its time."""
    timed_events = []
    for link in publicity.database["audit_trail"].find({}).sort("_id", 1):
        envelope = Envelope.FromString(link["body"])
        event = kind()
        if envelope.payload.Unpack(event):
            timed_events.append((event, envelope.time))
    return timed_events


def timestamp(at: Any) -> Timestamp:
    """Return the instant as messages have it."""
    stamp = Timestamp()
    stamp.FromDatetime(at)
    return stamp


def award_states(publicity: Publicity) -> dict[str, str]:
    """Return the state of each award by its recipient."""
    awards = publicity.call(publicity.awards.ListAwards, awards_pb2.ListAwardsRequest(), Role.SECRETARIAT).awards
    return {
        award.recipient_id: awards_pb2.AwardState.Name(award.state).removeprefix("AWARD_STATE_") for award in awards
    }


def entitled(publicity: Publicity, account: str) -> dict[str, dict[str, str]]:
    """Return the state of each benefit that an account sees of finalists, by team."""
    listed = publicity.call(publicity.awards.ListEntitlements, awards_pb2.ListEntitlementsRequest(), account=account)
    return {
        team.team_id: {
            each.benefit_id: awards_pb2.EntitlementState.Name(each.state).removeprefix("ENTITLEMENT_STATE_")
            for each in team.entitlements
        }
        for team in listed.teams
    }


def test_the_end_of_a_contest(publicity: Publicity) -> None:
    """F8, G2, G3, G4, H1, H2, H3, H4, H5: the whole path, with a killed worker, duplicated and late events on it."""
    publicity.clock.move_to(PROPOSED)
    publicity.make_known(*range(1, 9))
    publicity.publish(review.FinalistsProposed(list_id="finalists-2024", finalists=make_finalists()), PROPOSED, times=3)
    wait_for(lambda: shown_notice(publicity, FINALISTS, Role.SECRETARIAT))
    assert shown_notice(publicity, FINALISTS) is None  # K1: not before its time
    listing = publicity.notices.ListNotices, notices_pb2.ListNoticesRequest()
    assert len(publicity.call(*listing).notices) == 0
    assert len(publicity.call(*listing, Role.PARTICIPANT, account="account-team-1").notices) == 0
    assert [notice.notice_id for notice in publicity.call(*listing, Role.SECRETARIAT).notices] == [FINALISTS]
    brief = publicity.call(listing[0], notices_pb2.ListNoticesRequest(brief=True), Role.SECRETARIAT)
    assert len(brief.notices) == 0
    assert [summary.notice_id for summary in brief.summaries] == [FINALISTS]
    assert brief.summaries[0].title == f"{NAME}全国总决赛入围名单公示"
    assert len(publicity.call(listing[0], notices_pb2.ListNoticesRequest(brief=True)).summaries) == 0  # K1
    of_division = notices_pb2.ListNoticesRequest(division_code="999999")
    assert len(publicity.call(listing[0], of_division, Role.SECRETARIAT).notices) == 0

    # the worker is dead while the notice opens: the clock is right all the same, and the event says the due instant
    publicity.worker.stop(signal.SIGKILL)
    publicity.clock.move_to(OPENS + timedelta(hours=8))
    shown = shown_notice(publicity, FINALISTS)
    assert shown is not None
    assert (shown.state, shown.title) == (notices_pb2.NOTICE_STATE_OPEN, f"{NAME}全国总决赛入围名单公示")
    assert (shown.opens_at, shown.closes_at) == (timestamp(OPENS), timestamp(CLOSES))
    publicity.worker.start()
    wait_for(publicity.worker.ready, 120)
    opened = wait_for(lambda: events_of(publicity, events.NoticeOpened))
    assert opened == [
        (
            events.NoticeOpened(
                notice_id=FINALISTS,
                kind=events.NOTICE_KIND_FINALISTS,
                subject_id="finalists-2024",
                opens_at=timestamp(OPENS),
                closes_at=timestamp(CLOSES),
                team_ids=[f"team-{number}" for number in range(1, 9)],
            ),
            timestamp(OPENS),
        )
    ]

    filed = publicity.call(publicity.reports.FileReport, publicity.make_report(8, FINALISTS))
    publicity.clock.move_to(CLOSES + timedelta(minutes=1))
    settling = {"_id": FINALISTS, "state.state": "open_settling"}
    wait_for(lambda: publicity.database["notices"].find_one(settling))
    assert events_of(publicity, events.NoticeClosed) == []
    adjudicate(publicity, filed.report_id, upheld=True)
    # all is settled, but what arrived in the last second may still be on its way: not closed before that can't be
    publicity.clock.move_to(CLOSES + arrival_lag() - timedelta(seconds=30))
    assert events_of(publicity, events.NoticeClosed) == []
    publicity.clock.move_to(CLOSES + arrival_lag() + timedelta(seconds=1))
    closed = wait_for(lambda: events_of(publicity, events.NoticeClosed))
    assert [list(event.upheld_team_ids) for event, _ in closed] == [["team-8"]]

    # rankings and finalists arrive in the wrong order and twice
    publicity.publish(make_ranking(scoring.RankingAmended, struck=(7, 8)), CLOSES, times=2)
    publicity.publish(make_ranking(scoring.RankingFrozen), CLOSES, times=2)
    with pytest.raises(grpc.RpcError) as error:
        publicity.call(publicity.awards.AnnounceWinners, awards_pb2.AnnounceWinnersRequest(), Role.SECRETARIAT)
    assert refusal(error.value) == "G2_RANKINGS_MISSING"
    publicity.publish(review.FinalistsConfirmed(list_id="finalists-2024", finalists=make_finalists()), CLOSES, times=2)
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
    # looked at first: the same list and its notice, and nothing is announced
    dry = awards_pb2.AnnounceWinnersRequest(statement=request.statement, dry_run=True)
    looked_at = publicity.call(publicity.awards.AnnounceWinners, dry, Role.SECRETARIAT)
    assert lists.find_one({"state.state": "proposed"}) is None
    announced = publicity.call(publicity.awards.AnnounceWinners, request, Role.SECRETARIAT, key="announce")
    again = publicity.call(publicity.awards.AnnounceWinners, request, Role.SECRETARIAT, key="announce")
    assert again == announced == looked_at
    assert [(award.team.team_id, award.prize) for award in announced.awards] == [
        ("team-1", "first"),
        ("team-2", "second"),
        ("team-3", "second"),
        ("team-4", "third"),
        ("team-5", "third"),
        ("team-6", "third"),
        ("", "organisation"),
    ]
    assert (announced.notice_id, announced.opens_at) == (WINNERS, timestamp(beijing("2024-10-21T00:00:00.000")))
    assert announced.closes_at == timestamp(beijing("2024-10-27T23:59:59.999"))
    assert wait_for(lambda: shown_notice(publicity, WINNERS, Role.SECRETARIAT)) == announced.notice
    assert len(publicity.call(publicity.awards.ListAwards, awards_pb2.ListAwardsRequest()).awards) == 0  # K1

    publicity.clock.move_to(beijing("2024-10-22T09:00:00.000"))
    assert len(publicity.call(publicity.awards.ListAwards, awards_pb2.ListAwardsRequest()).awards) == 7
    during = publicity.call(publicity.reports.FileReport, publicity.make_report(6, WINNERS))
    adjudicate(publicity, during.report_id, upheld=True)
    wait_for(lambda: award_states(publicity)["team-6"] == "WITHHELD")
    publicity.clock.move_to(beijing("2024-10-28T00:00:00.000") + arrival_lag())
    wait_for(lambda: list(award_states(publicity).values()).count("CONFIRMED") == 6)

    own = publicity.call(publicity.awards.ListAwards, awards_pb2.ListAwardsRequest(), account="account-team-1").awards
    codes = [award.verification_code for award in own if award.verification_code]
    assert len(codes) == 1  # a team sees its own code only
    certificate = publicity.call(
        publicity.awards.GetCertificate, awards_pb2.GetCertificateRequest(code=codes[0].lower())
    )
    assert (certificate.state, certificate.contest_name, certificate.prize_zh) == (
        awards_pb2.CERTIFICATE_STATE_VALID,
        NAME,
        "一等奖",
    )
    assert (certificate.number, certificate.organisations) == ("2024-01-101", ["测试企业1"])

    # G4: what all finalists are entitled to is theirs whether they win or not, and shown to those who act for the team
    assert entitled(publicity, "account-team-5") == {"team-5": {"finance": "ACTIVE", "demand": "ACTIVE"}}
    assert entitled(publicity, "account-team-1") == {"team-1": {"finance": "ACTIVE", "demand": "ACTIVE"}}
    assert entitled(publicity, "somebody else") == {}

    # the planted report after the awards are confirmed
    after = publicity.call(publicity.reports.FileReport, publicity.make_report(1))
    adjudicate(publicity, after.report_id, upheld=True)
    wait_for(lambda: award_states(publicity)["team-1"] == "REVOKED")
    certificate = publicity.call(publicity.awards.GetCertificate, awards_pb2.GetCertificateRequest(code=codes[0]))
    assert certificate.state == awards_pb2.CERTIFICATE_STATE_REVOKED
    assert entitled(publicity, "account-team-1") == {"team-1": {"finance": "ENDED", "demand": "ENDED"}}
    change = derived_id("notice", "change", announced.awards[0].award_id)
    shown = wait_for(lambda: shown_notice(publicity, change))
    assert (shown.state, shown.entries[0].team_id) == (notices_pb2.NOTICE_STATE_OPEN, "team-1")
    # H4: the winners' notice follows too, of which team 6 fell within its days
    lines = shown_notice(publicity, announced.notice_id).entries
    assert {line.team_id for line in lines if line.struck} == {"team-1", "team-6"}
    of_a_team = awards_pb2.ListAwardsRequest(team_id="team-2")
    own = publicity.call(publicity.awards.ListAwards, of_a_team, Role.SECRETARIAT).awards
    assert [award.recipient_id for award in own] == ["team-2"]
    all_awards = publicity.call(publicity.awards.ListAwards, awards_pb2.ListAwardsRequest(), Role.SECRETARIAT).awards
    entitlements = {award.recipient_id: {item.state for item in award.entitlements} for award in all_awards}
    assert (entitlements["team-1"], entitlements["team-2"]) == (
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

    # a disqualification that comes three times is published once, and revokes
    disqualified = review.TeamDisqualified(
        team_id="team-2",
        division_code="110000",
        track="industry",
        project_name="p",
        code="B10_FALSE",
        reason="材料不实",
    )
    publicity.publish(disqualified, publicity.clock.now(), times=3)
    wait_for(lambda: award_states(publicity)["team-2"] == "REVOKED")
    listed = publicity.call(
        publicity.notices.ListNotices, notices_pb2.ListNoticesRequest(kind=events.NOTICE_KIND_DISQUALIFICATION)
    ).notices
    assert [notice.subject_id for notice in listed] == ["team-2"]

    wait_for(lambda: len(events_of(publicity, events.AwardRevoked)) == 3)
    assert sorted(event.award.team.team_id for event, _ in events_of(publicity, events.AwardRevoked)) == [
        "team-1",
        "team-2",
        "team-6",
    ]
    assert len(events_of(publicity, events.AwardConfirmed)) == 6
    assert len(events_of(publicity, events.AwardsProposed)) == 1

    # D5: what is stored is what the events said; a ruling that is altered shows
    wait_for(lambda: publicity.database["awards"].count_documents({"outbox.0": {"$exists": True}}) == 0)
    assert compare(publicity.database, AUDITED).differences == ()
    publicity.database["reports"].update_one({"_id": after.report_id}, {"$set": {"state.reason": "另一理由"}})
    assert [str(each) for each in compare(publicity.database, AUDITED).differences] == [
        f"reports {after.report_id}: reason"
    ]
