"""Lists of publicity over a real database: awards, entitlements and reports, and the migrations of their places (rule K1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import mongoengine
import pytest
from dasai.publicity.v1 import awards_pb2, notices_pb2, reports_pb2

from chassis.actor import Actor, Grant, Role
from chassis.context import Context, handling
from chassis.edition.current import edition
from chassis.kernel.refusal import Refusal
from chassis.mongo.connection import connect
from chassis.settings import Settings
from services.publicity.awards import queries as awards
from services.publicity.awards import store as awards_store
from services.publicity.awards.events import AwardFacts
from services.publicity.awards.model.award import Award, AwardState, Entitlement, EntitlementState
from services.publicity.awards.model.standing import TeamStanding
from services.publicity.catalogue import DOCUMENTS
from services.publicity.directory import store as directory_store
from services.publicity.notices import queries as notices
from services.publicity.notices import store as notices_store
from services.publicity.notices.events import NoticeKind
from services.publicity.notices.model.notice import Entry, Notice
from services.publicity.objections import store as objections_store
from services.publicity.objections.model import Objection, ObjectionState
from services.publicity.reports import queries as reports
from services.publicity.reports import store as reports_store
from services.publicity.reports.model.report import Report, ReportState
from tests.places import check_places_migrated
from tests.unit.services.publicity import builders as a

pytestmark = pytest.mark.parts
COMMITTEE = Actor("c", frozenset({Grant(Role.COMMITTEE)}))
AT = a.beijing("2024-10-22T10:00:00.000")


@pytest.fixture(autouse=True)
def database(mongodb_url: str, database_prefix: str) -> Iterator[Any]:
    """Connect publicity's database, with awards, standings, reports, notices and objections in several states."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "publicity")
    for document in DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    with handling(Context(actor=Actor("somebody"))):
        _award()
        _report()
        yield mongoengine.get_db()
    mongoengine.disconnect()


def _award() -> None:
    states = (AwardState.PROPOSED, AwardState.CONFIRMED, AwardState.REVOKED)
    for number in range(6):
        team = a.make_team(number, "industry" if number % 2 else "agriculture")
        award = Award(
            id=f"w{number * 5 % 7}",
            list_id=edition().id if number < 5 else "2023",
            facts=AwardFacts(f"w{number * 5 % 7}", team, team.track, "first", 1),
            recipient_id=team.team_id,
            prize_zh="一等奖",
            prize_en="First prize",
            certificate_number=f"C-{number}",
            proposed_at=AT,
            state=states[number % 3],
            verification_code=f"CODE{number}",
        )
        awards_store.awards.add(award)
        held = Entitlement("b", "权益", AT + timedelta(days=number))
        ended = held.ended(AT + timedelta(days=9))
        entitlements = ((held,), (ended,), (), (ended, held), (held,), (ended,))[number]
        awards_store.standings.add(TeamStanding(id=f"t{number}", entitlements=entitlements))
        directory_store.record_team(f"t{number}", [f"account-{number % 2}"], 1)
    assert ended.state is EntitlementState.ENDED


def _report() -> None:
    for number in range(6):
        concerned = {"team_id": f"t{number % 2}"} if number < 4 else {"organiser_id": "o"}
        report = Report(
            id=f"r{number * 5 % 7}",
            **concerned,
            text="合成举报内容",
            evidence=a.EVIDENCE,
            filed_at=AT + timedelta(minutes=number),
            tracking_hash=f"hash-{number}",
            state=ReportState.FILED if number % 3 else ReportState.ACCEPTED,
        )
        reports_store.reports.add(report)
        entry = Entry(team_id="t", team_name="合成队", project_name="合成项目", division_code="110000")
        notice = Notice(
            id=f"n{number * 5 % 7}",
            kind=tuple(NoticeKind)[number % 3],
            subject_id="s",
            title="公告",
            text="文本",
            entries=(entry,),
            opens_at=AT + timedelta(hours=number),
        )
        notices_store.notices.add(notice)
        objection = Objection(
            id=f"o{number * 5 % 7}",
            notice_id=f"n{number % 2}",
            kind=notice.kind,
            subject_id="s",
            text="异议",
            filed_at=AT + timedelta(hours=number),
            tracking_hash=f"hash-{number}",
            state=ObjectionState.FILED if number % 2 else ObjectionState.DISMISSED,
        )
        objections_store.objections.add(objection)


def _pages(listed: Callable[[dict[str, Any]], Any], name: Callable[[Any], list[str]]) -> list[str]:
    """Return what all pages of two list; each but the last is full, and the total is what they have together."""
    found: list[str] = []
    token = ""
    while True:
        answer = listed({"page_size": 2, "page_token": token, "count": True})
        items = name(answer)
        found += items
        token = answer.page.next_page_token
        assert len(items) == 2 or not token
        if not token:
            assert answer.page.total == len(found)
            return found


def _awards(**wanted: Any) -> list[str]:
    return _pages(
        lambda page: awards.list_awards(awards_pb2.ListAwardsRequest(page=page, **wanted), COMMITTEE, AT),
        lambda answer: [award.award.award_id for award in answer.awards],
    )


def _entitled(actor: Actor = COMMITTEE, **wanted: Any) -> list[str]:
    return _pages(
        lambda page: awards.list_entitlements(awards_pb2.ListEntitlementsRequest(page=page, **wanted), actor),
        lambda answer: [team.team_id for team in answer.teams],
    )


def _reports(**wanted: Any) -> list[str]:
    return _pages(
        lambda page: reports.list_reports(reports_pb2.ListReportsRequest(page=page, **wanted), COMMITTEE),
        lambda answer: [report.report_id for report in answer.reports],
    )


def test_g3_awards_are_listed_by_the_numbers_of_their_certificates() -> None:
    """G3: those of the edition, of a track or in a state alone; before their notice none to the public, nor a total."""
    numbered = [f"w{number * 5 % 7}" for number in range(5)]
    assert _awards() == numbered
    assert _awards(track="industry") == numbered[1::2]
    assert _awards(state=awards_pb2.AWARD_STATE_CONFIRMED) == [numbered[1], numbered[4]]
    assert _awards(state=awards_pb2.AWARD_STATE_CONFIRMED, track="agriculture") == [numbered[4]]
    hidden = awards.list_awards(awards_pb2.ListAwardsRequest(page={"count": True}), Actor("public"), AT)
    assert (len(hidden.awards), hidden.page.total) == (0, 0)


def test_g3_awards_are_listed_in_short() -> None:
    """G3, H1: what a published list has of each, in the same order and for the same filters."""

    def summaries(**wanted: Any) -> list[awards_pb2.AwardSummary]:
        request = awards_pb2.ListAwardsRequest(brief=True, **wanted)
        answer = awards.list_awards(request, COMMITTEE, AT)
        assert len(answer.awards) == 0
        return list(answer.summaries)

    assert [summary.award_id for summary in summaries()] == _awards()
    first, *others = summaries(track="industry")
    assert [first.award_id, *(other.award_id for other in others)] == _awards(track="industry")
    team = a.make_team(1, "industry")
    assert (first.team_name, first.project_name) == (team.team_name, team.project_name)
    assert list(first.organisations) == list(team.organisation_names)
    assert (first.prize_zh, first.prize_en, first.rank, first.state) == (
        "一等奖",
        "First prize",
        1,
        awards_pb2.AWARD_STATE_CONFIRMED,
    )
    assert first.certificate_number == ""  # it was never confirmed by a notice here
    hidden = awards.list_awards(awards_pb2.ListAwardsRequest(brief=True, page={"count": True}), Actor("public"), AT)
    assert (len(hidden.summaries), hidden.page.total) == (0, 0)


def test_f8_published_finalists_are_found_by_a_part_of_a_name() -> None:
    """F8, K1: in full pages, of a track too; of notices that have opened alone, whoever asks."""
    for number, (opens, kind) in enumerate(
        ((1, NoticeKind.FINALISTS), (2, NoticeKind.FINALISTS), (3, NoticeKind.WINNERS), (9, NoticeKind.FINALISTS))
    ):
        entries = [
            Entry(
                team_id=f"{number}-{line}",
                team_name=f"團隊 {line}",
                project_name=f"气象项目{number}",
                organisations=("合成单位甲", "Ｂｅｔａ Lab"),
                track="industry" if line % 2 else "agriculture",
                struck=line == 0,
            )
            for line in range(3)
        ]
        notice = Notice(
            id=f"of-{number}",
            kind=kind,
            subject_id="finalists",
            title="公示",
            text="正文",
            entries=tuple(entries),
            opens_at=AT + timedelta(days=opens),
        )
        notices_store.notices.add(notice)
    at = AT + timedelta(days=5)

    public = Actor("public")

    def found(actor: Actor = public, **wanted: Any) -> list[str]:
        return _pages(
            lambda page: notices.list_published_finalists(
                notices_pb2.ListPublishedFinalistsRequest(page=page, **wanted), actor, at
            ),
            lambda answer: [f"{each.notice_id}/{each.entry.team_id}" for each in answer.finalists],
        )

    opened = ["of-1/1-0", "of-1/1-1", "of-1/1-2", "of-0/0-0", "of-0/0-1", "of-0/0-2"]
    assert (
        found(text="气象") == found(text="象项目") == found(text="BETA lab") == found(COMMITTEE, text="氣象") == opened
    )
    assert found(text="项目0") == opened[3:]
    assert found(text="团队1") == [opened[1], opened[4]]
    assert found(text="气象", track="industry") == [opened[1], opened[4]]
    assert found(text="没有") == found(text="。") == []
    assert found(track="industry")[:2] == [opened[1], opened[4]]
    first = notices.list_published_finalists(
        notices_pb2.ListPublishedFinalistsRequest(text="气象", page={"page_size": 2}), Actor("public"), at
    )
    assert first.finalists[0].entry.struck
    other = notices_pb2.ListPublishedFinalistsRequest(text="项目", page={"page_token": first.page.next_page_token})
    with pytest.raises(Refusal) as refused:
        notices.list_published_finalists(other, Actor("public"), at)
    assert refused.value.code.name == "PAGE_TOKEN_INVALID"


def test_g4_entitlements_are_listed_newest_first() -> None:
    """G4, K1: teams without any are left out; an account is shown its own teams', by pages too."""
    assert _entitled() == ["t5", "t4", "t3", "t1", "t0"]
    assert _entitled(state=awards_pb2.ENTITLEMENT_STATE_ACTIVE) == ["t4", "t3", "t0"]
    assert _entitled(state=awards_pb2.ENTITLEMENT_STATE_ENDED) == ["t5", "t1"]
    own = Actor("account-1", frozenset({Grant(Role.PARTICIPANT)}))
    assert _entitled(own) == ["t5", "t3", "t1"]
    assert _entitled(own, state=awards_pb2.ENTITLEMENT_STATE_ENDED) == ["t5", "t1"]


def test_g4_entitlements_of_one_team_are_asked_for_alone() -> None:
    """G4, K1: of any team to the committee, of no other's to an account."""
    own = Actor("account-1", frozenset({Grant(Role.PARTICIPANT)}))
    assert [_entitled(actor, team_id="t3") for actor in (COMMITTEE, own)] == [["t3"], ["t3"]]
    assert [_entitled(actor, team_id="t4") for actor in (COMMITTEE, own)] == [["t4"], []]
    assert _entitled(team_id="t2") == []


def test_h1_a_notice_is_shown_with_one_entry_or_in_brief() -> None:
    """H1: for pages that show what one team is in it, or only what it is called."""

    def shown(**asked: Any) -> tuple[list[str], str, str]:
        request = notices_pb2.GetNoticeRequest(notice_id="of-two", **asked)
        notice = notices.get_notice(request, COMMITTEE, AT)
        return [entry.team_id for entry in notice.entries], notice.text, notice.title

    entries = [
        Entry(team_id=team, team_name="合成队", project_name="合成项目", division_code="110000") for team in "ab"
    ]
    two = Notice(
        id="of-two",
        kind=NoticeKind.WINNERS,
        subject_id="s",
        title="公示",
        text="正文",
        entries=tuple(entries),
        opens_at=AT,
        closes_at=AT + timedelta(days=7),
    )
    notices_store.notices.add(two)
    assert shown() == (["a", "b"], "正文", "公示")
    assert shown(team_id="b") == (["b"], "正文", "公示")
    assert shown(team_id="c") == ([], "正文", "公示")
    assert shown(brief=True) == ([], "", "公示")


def test_h2_reports_are_listed_newest_first_by_whom_they_are_about() -> None:
    """H2: in a state too; nothing is about a team and an organiser."""
    ids = [f"r{number * 5 % 7}" for number in range(6)]
    assert _reports() == ids[::-1]
    assert _reports(team_id="t1") == [ids[3], ids[1]]
    assert _reports(team_id="t0", state=reports_pb2.REPORT_STATE_FILED) == [ids[2]]
    assert _reports(organiser_id="o") == [ids[5], ids[4]]
    assert _reports(organiser_id="o", team_id="t0") == []


def test_a_token_of_another_list_or_filter_is_refused() -> None:
    """PAGE_TOKEN_INVALID, also if the other list is of the same documents."""
    first = reports.list_reports(reports_pb2.ListReportsRequest(page={"page_size": 2}), COMMITTEE)
    page = {"page_token": first.page.next_page_token}
    for call in (
        lambda: reports.list_reports(reports_pb2.ListReportsRequest(page=page, team_id="t1"), COMMITTEE),
        lambda: awards.list_awards(awards_pb2.ListAwardsRequest(page=page), COMMITTEE, AT),
        lambda: awards.list_entitlements(awards_pb2.ListEntitlementsRequest(page=page), COMMITTEE),
    ):
        with pytest.raises(Refusal) as refusal:
            call()
        assert refusal.value.code.name == "PAGE_TOKEN_INVALID"


def test_awards_standings_and_reports_of_a_release_before_get_their_places(database: Any) -> None:
    """By migration 4; until then no list shows them."""
    listed = _awards(), _entitled(), _reports(team_id="t1")
    check_places_migrated(database, "publicity", 4, "awards", "standings", "reports")
    assert (_awards(), _entitled(), _reports(team_id="t1")) == listed


def test_reports_with_fewer_places_get_all_of_them(database: Any) -> None:
    """By migration 4: those that migration 3 gave places have none by team and organiser."""
    missing = {f"{kind}.newest_by_{name}": "" for kind in ("lists", "marks") for name in _ADDED}
    check_places_migrated(database, "publicity", 4, "reports", forget={"$unset": missing})


_ADDED = ("team", "team_state", "organiser", "organiser_state")


def test_notices_and_objections_of_a_release_before_get_their_places(database: Any) -> None:
    """By migration 3; reports have theirs from migration 4 on."""
    database["reports"].delete_many({})
    check_places_migrated(database, "publicity", 3, "notices", "objections")
