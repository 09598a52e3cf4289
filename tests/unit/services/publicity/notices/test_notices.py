"""Notices open and close by the clock, to the millisecond (F8, H1, H4, H5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.clock import BEIJING, Instant
from services.publicity.model.events import NoticeClosed, NoticeKind, NoticeOpened
from services.publicity.model.notice import Entry, Notice, NoticeState, Objection, Span, from_now, whole_days
from tests.unit.services.publicity.facts import beijing

MS = timedelta(milliseconds=1)
PROPOSED = beijing("2024-10-20T15:04:05.678")
OPENS = beijing("2024-10-21T00:00:00.000")
CLOSES = beijing("2024-10-27T23:59:59.999")


def notice(span: Span | None = None, kind: NoticeKind = NoticeKind.FINALISTS) -> Notice:
    return Notice.schedule(
        "notice-1",
        kind,
        "list-1",
        span or whole_days(PROPOSED, 7),
        title="公示",
        text="公示",
        entries=(Entry(team_id="team-1"), Entry(team_id="team-2")),
    )


def events(subject: Notice) -> list[tuple[object, Instant]]:
    return [(item.event, item.at) for item in subject.raised]


OPENED = (NoticeOpened("notice-1", NoticeKind.FINALISTS, "list-1", OPENS, CLOSES), OPENS)


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
    subject = notice()
    assert subject.run_due(OPENS - MS) is False
    assert (subject.state, subject.is_public(OPENS - MS), events(subject)) == (NoticeState.SCHEDULED, False, [])
    assert subject.state_at(OPENS - MS) is NoticeState.SCHEDULED
    assert subject.is_public(OPENS) is True
    assert subject.state_at(OPENS) is NoticeState.OPEN  # also before the timer ran
    assert subject.run_due(OPENS) is True
    assert (subject.state, subject.next_due, events(subject)) == (NoticeState.OPEN, CLOSES, [OPENED])


def test_closing_to_the_millisecond() -> None:
    """H1, F8: open at 23:59:59.999 of the last day, closed a millisecond later."""
    subject = notice()
    subject.run_due(OPENS)
    assert subject.run_due(CLOSES) is False
    assert (subject.state, subject.state_at(CLOSES)) == (NoticeState.OPEN, NoticeState.OPEN)
    assert (
        subject.state_at(CLOSES + MS) is NoticeState.OPEN_SETTLING
    )  # its days are over, the timer settles what was raised
    assert subject.run_due(CLOSES + MS) is True
    assert (subject.state, subject.next_due, subject.closed_at) == (NoticeState.CLOSED, None, CLOSES)
    assert events(subject) == [OPENED, (closed(), CLOSES)]


def test_both_overdue_carry_their_due_instants() -> None:
    """H1: after weeks without a timer, one run opens and closes at the instants that were due, once."""
    subject = notice()
    late = CLOSES + timedelta(days=30)
    assert subject.run_due(late) is True
    assert events(subject) == [OPENED, (closed(), CLOSES)]
    assert subject.run_due(late) is False
    assert len(subject.raised) == 2


@given(st.lists(st.integers(-2 * 86_400_000, 12 * 86_400_000), max_size=30))
def test_any_ticks_give_the_same_events(offsets: list[int]) -> None:
    """H1: however often, early, late or back and forth the timer runs, each event is raised at most once, at its instant."""
    subject = notice()
    for offset in offsets:
        at = OPENS + offset * MS
        subject.run_due(at)
    furthest = OPENS + max(offsets, default=-1) * MS
    expected: list[tuple[object, Instant]] = [OPENED] if furthest >= OPENS else []
    expected += [(closed(), CLOSES)] if furthest > CLOSES else []
    assert events(subject) == expected


def test_unsettled_objection_holds_it_open_until_settled() -> None:
    """F8: what was objected in time is settled before the list is final; then it closes, naming whom it hit."""
    subject = notice()
    filed = Objection("team-2", "notice-1", CLOSES)
    assert subject.run_due(CLOSES + MS, (filed,)) is True
    assert (subject.state, events(subject)) == (NoticeState.OPEN_SETTLING, [OPENED])
    assert subject.run_due(CLOSES + timedelta(days=1), (filed,)) is False
    settled_at = CLOSES + timedelta(days=2)
    upheld = Objection("team-2", "notice-1", CLOSES, settled_at, upheld=True)
    assert subject.run_due(settled_at + MS, (upheld,)) is True
    assert events(subject) == [OPENED, (closed("team-2"), settled_at)]
    assert (subject.closed_at, subject.upheld_team_ids) == (settled_at, ("team-2",))


def test_late_and_foreign_objections_do_not_hold_it() -> None:
    """F8: a report filed a millisecond too late, or about others, is settled for itself (H4) and holds no notice up."""
    subject = notice()
    late = Objection("team-1", "notice-1", CLOSES + MS)
    foreign = Objection("team-9", "notice-9", OPENS)
    assert subject.run_due(CLOSES + MS, (late, foreign)) is True
    assert events(subject) == [OPENED, (closed(), CLOSES)]


def test_objection_settled_in_time_closes_in_time() -> None:
    """F8: dismissed ones name nobody; an upheld report about a listed team counts without naming the notice."""
    subject = notice()
    dismissed = Objection("team-1", "notice-1", OPENS, OPENS + MS)
    upheld = Objection("team-2", "", OPENS - timedelta(days=9), OPENS + MS, upheld=True)
    subject.run_due(CLOSES + MS, (dismissed, upheld))
    assert events(subject) == [OPENED, (closed("team-2"), CLOSES)]


def test_disqualification_is_published_at_once_and_stays() -> None:
    """H5, H4: published at once; no clock takes it away."""
    subject = notice(from_now(PROPOSED), NoticeKind.DISQUALIFICATION)
    assert subject.run_due(PROPOSED) is True
    opened = NoticeOpened("notice-1", NoticeKind.DISQUALIFICATION, "list-1", PROPOSED, None)
    assert events(subject) == [(opened, PROPOSED)]
    assert subject.next_due is None
    assert subject.run_due(PROPOSED + timedelta(days=10_000)) is False
    assert subject.state is NoticeState.OPEN
