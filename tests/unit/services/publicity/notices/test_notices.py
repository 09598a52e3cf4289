"""Notices open and close by the clock, to the millisecond (F8, H1, H4, H5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.clock import BEIJING, Instant
from chassis.kernel.identifiers import derived_id
from services.publicity.notices.events import NoticeClosed, NoticeKind, NoticeOpened
from services.publicity.notices.model.notice import (
    Challenge,
    Entry,
    Notice,
    NoticeState,
    Span,
    from_now,
    notice_id,
    whole_days,
)
from tests.unit.services.publicity.builders import beijing

MS = timedelta(milliseconds=1)
PROPOSED = beijing("2024-10-20T15:04:05.678")
OPENS = beijing("2024-10-21T00:00:00.000")
CLOSES = beijing("2024-10-27T23:59:59.999")


def make_notice(span: Span | None = None, kind: NoticeKind = NoticeKind.FINALISTS) -> Notice:
    return Notice.schedule(
        "notice-1",
        kind,
        "list-1",
        span or whole_days(PROPOSED, 7),
        title="公示",
        text="公示",
        entries=(Entry(team_id="team-1"), Entry(team_id="team-2")),
    )


def events(notice: Notice) -> list[tuple[object, Instant]]:
    """Return the events that it raised, each with its instant."""
    return [(raised.event, raised.at) for raised in notice.raised]


OPENED = (NoticeOpened("notice-1", NoticeKind.FINALISTS, "list-1", OPENS, CLOSES, ("team-1", "team-2")), OPENS)


def closed(*upheld: str) -> NoticeClosed:
    return NoticeClosed("notice-1", NoticeKind.FINALISTS, "list-1", upheld)


@pytest.mark.parametrize("proposed", ["2024-10-20T00:00:00.000", "2024-10-20T15:04:05.678", "2024-10-20T23:59:59.999"])
def test_seven_whole_days_begin_the_day_after(proposed: str) -> None:
    """H1, F8: from 00:00 of the next day, Beijing time, to the last millisecond of the seventh day."""
    assert whole_days(beijing(proposed), 7) == Span(OPENS, CLOSES)


@given(
    st.datetimes(min_value=OPENS.replace(tzinfo=None), max_value=CLOSES.replace(tzinfo=None, year=2099)),
    st.integers(1, 60),
)
def test_days_are_whole_whatever_the_moment(moment: Instant, days: int) -> None:
    """H1: any proposal gives exactly that many days, from midnight to midnight in Beijing, and never begins before it."""
    proposed = moment.replace(tzinfo=BEIJING)
    span = whole_days(proposed, days)
    assert span.closes_at is not None
    assert span.closes_at - span.opens_at == timedelta(days=days) - MS
    assert span.opens_at.astimezone(BEIJING).strftime("%H:%M:%S.%f") == "00:00:00.000000"
    assert timedelta() < span.opens_at - proposed <= timedelta(days=1)


def test_opening_to_the_millisecond() -> None:
    """H1, K1: closed to the public a millisecond before its opening, open at it."""
    notice = make_notice()
    assert notice.run_due(OPENS - MS) is False
    assert (notice.state, notice.is_public(OPENS - MS), events(notice)) == (NoticeState.SCHEDULED, False, [])
    assert notice.state_at(OPENS - MS) is NoticeState.SCHEDULED
    assert notice.is_public(OPENS) is True
    assert notice.state_at(OPENS) is NoticeState.OPEN  # also before the timer ran
    assert notice.run_due(OPENS) is True
    assert (notice.state, notice.next_due, events(notice)) == (NoticeState.OPEN, CLOSES, [OPENED])


def test_closing_to_the_millisecond() -> None:
    """H1, F8: open at 23:59:59.999 of the last day, closed a millisecond later."""
    notice = make_notice()
    notice.run_due(OPENS)
    assert notice.run_due(CLOSES) is False
    assert (notice.state, notice.state_at(CLOSES)) == (NoticeState.OPEN, NoticeState.OPEN)
    assert (
        notice.state_at(CLOSES + MS) is NoticeState.OPEN_SETTLING
    )  # its days are over, the timer settles what was raised
    assert notice.run_due(CLOSES + MS) is True
    assert (notice.state, notice.next_due, notice.closed_at) == (NoticeState.CLOSED, None, CLOSES)
    assert events(notice) == [OPENED, (closed(), CLOSES)]


def test_both_overdue_carry_their_due_instants() -> None:
    """H1: after weeks without a timer, one run opens and closes at the instants that were due, once."""
    notice = make_notice()
    late = CLOSES + timedelta(days=30)
    assert notice.run_due(late) is True
    assert events(notice) == [OPENED, (closed(), CLOSES)]
    assert notice.run_due(late) is False
    assert len(notice.raised) == 2


@given(st.lists(st.integers(-2 * 86_400_000, 12 * 86_400_000), max_size=30))
def test_any_ticks_give_the_same_events(offsets: list[int]) -> None:
    """H1: however often, early, late or back and forth the timer runs, each event is raised at most once, at its instant."""
    notice = make_notice()
    for offset in offsets:
        at = OPENS + offset * MS
        notice.run_due(at)
    furthest = OPENS + max(offsets, default=-1) * MS
    expected: list[tuple[object, Instant]] = [OPENED] if furthest >= OPENS else []
    expected += [(closed(), CLOSES)] if furthest > CLOSES else []
    assert events(notice) == expected


def test_unsettled_objection_holds_it_open_until_settled() -> None:
    """F8: the list is final once objections in time are settled; it then closes and names the teams with an upheld one."""
    notice = make_notice()
    filed = Challenge("team-2", "notice-1", CLOSES)
    assert notice.run_due(CLOSES + MS, (filed,)) is True
    assert (notice.state, events(notice)) == (NoticeState.OPEN_SETTLING, [OPENED])
    assert notice.run_due(CLOSES + timedelta(days=1), (filed,)) is False
    settled_at = CLOSES + timedelta(days=2)
    upheld = Challenge("team-2", "notice-1", CLOSES, settled_at, upheld=True)
    assert notice.run_due(settled_at + MS, (upheld,)) is True
    assert events(notice) == [OPENED, (closed("team-2"), settled_at)]
    assert (notice.closed_at, notice.upheld_team_ids) == (settled_at, ("team-2",))


def test_late_and_foreign_objections_do_not_hold_it_open() -> None:
    """F8: a report filed a millisecond too late, or about others, is settled by itself (H4) and holds no notice open."""
    notice = make_notice()
    late = Challenge("team-1", "notice-1", CLOSES + MS)
    foreign = Challenge("team-9", "notice-9", OPENS)
    assert notice.run_due(CLOSES + MS, (late, foreign)) is True
    assert events(notice) == [OPENED, (closed(), CLOSES)]


def test_objection_settled_in_time_closes_in_time() -> None:
    """F8: a dismissed objection names nobody; an upheld report about a listed team counts without naming the notice."""
    notice = make_notice()
    dismissed = Challenge("team-1", "notice-1", OPENS, OPENS + MS)
    upheld = Challenge("team-2", "", OPENS - timedelta(days=9), OPENS + MS, upheld=True)
    notice.run_due(CLOSES + MS, (dismissed, upheld))
    assert events(notice) == [OPENED, (closed("team-2"), CLOSES)]


LAG = timedelta(minutes=12)


def test_it_closes_only_when_nothing_that_arrived_in_time_can_still_come() -> None:
    """F8, H1: what arrived at 23:59:59.9 and is stored minutes later holds it open; else it closes as of its last instant."""
    notice = make_notice()
    assert notice.run_due(CLOSES + MS, (), LAG) is True
    assert (notice.state, events(notice)) == (NoticeState.OPEN_SETTLING, [OPENED])
    assert notice.run_due(CLOSES + LAG, (), LAG) is False
    stored_late = Challenge("team-2", "notice-1", CLOSES - 99 * MS)
    assert notice.run_due(CLOSES + LAG + MS, (stored_late,), LAG) is False
    settled_at = CLOSES + timedelta(days=1)
    upheld = Challenge("team-2", "notice-1", CLOSES - 99 * MS, settled_at, upheld=True)
    assert notice.run_due(settled_at + MS, (upheld,), LAG) is True
    assert events(notice) == [OPENED, (closed("team-2"), settled_at)]
    quiet = make_notice()
    quiet.run_due(CLOSES + LAG + MS, (), LAG)
    assert events(quiet) == [OPENED, (closed(), CLOSES)]


@pytest.mark.parametrize(
    ("kind", "at", "takes"),
    [
        (NoticeKind.FINALISTS, OPENS - MS, False),
        (NoticeKind.FINALISTS, OPENS, True),
        (NoticeKind.WINNERS, CLOSES, True),
        (NoticeKind.WINNERS, CLOSES + MS, False),
        (NoticeKind.DISQUALIFICATION, OPENS, False),
        (NoticeKind.CHANGE, OPENS, False),
    ],
)
def test_objections_are_taken_within_the_days(kind: NoticeKind, at: Instant, takes: bool) -> None:
    """F8, H1: to finalists and winners, to the millisecond by when they arrive, whatever the timer has done."""
    assert make_notice(kind=kind).takes_objections(at) is takes


def test_disqualification_is_published_at_once_and_stays() -> None:
    """H5, H4: published at once; no clock takes it away."""
    notice = make_notice(from_now(PROPOSED), NoticeKind.DISQUALIFICATION)
    assert notice.run_due(PROPOSED) is True
    opened = NoticeOpened("notice-1", NoticeKind.DISQUALIFICATION, "list-1", PROPOSED, None, ("team-1", "team-2"))
    assert events(notice) == [(opened, PROPOSED)]
    assert notice.next_due is None
    assert notice.run_due(PROPOSED + timedelta(days=10_000)) is False
    assert notice.state is NoticeState.OPEN


def test_f8_each_version_of_a_list_has_a_notice_of_its_own() -> None:
    """F6, F8: the first version has the identifier of before there were versions; the closing names the version."""
    kind = NoticeKind.FINALISTS
    assert notice_id(kind, "list-1", 1) == notice_id(kind, "list-1") == derived_id("notice", kind, "list-1")
    assert len({notice_id(kind, "list-1", version) for version in (1, 2, 3)}) == 3
    notice = make_notice()
    notice.list_version = 2
    notice.run_due(CLOSES + MS)
    assert [event for event, _ in events(notice)][-1] == NoticeClosed("notice-1", kind, "list-1", (), 2)


def test_h4_a_team_that_fell_is_marked_in_the_notice_and_stays_to_be_read() -> None:
    """F7, H4: once; a team that is not listed changes nothing."""
    notice = make_notice()
    assert not notice.strike("team-9")
    assert notice.strike("team-1")
    assert not notice.strike("team-1")
    assert [(entry.team_id, entry.struck) for entry in notice.entries] == [("team-1", True), ("team-2", False)]


def test_h4_an_organiser_that_fell_is_marked_by_its_name() -> None:
    """H4: no team has its line, and another organiser keeps its own."""
    notice = make_notice()
    notice.entries = (*notice.entries, Entry(recipient="甲单位"), Entry(recipient="乙单位"))
    assert notice.strike("", "甲单位")
    assert [entry.recipient for entry in notice.entries if entry.struck] == ["甲单位"]
