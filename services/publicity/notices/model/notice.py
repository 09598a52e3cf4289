"""A notice: what is announced to the public, and on which days (F8, H1, H4, H5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chassis.facts.teams import TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import BEIJING, Instant, instant
from chassis.kernel.identifiers import derived_id

from ..events import NoticeClosed, NoticeKind, NoticeOpened

_MILLISECOND = timedelta(milliseconds=1)


class NoticeState(enum.StrEnum):
    """`open_settling`: its days are over, but what was raised in them may still come, or is not settled yet."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    OPEN_SETTLING = "open_settling"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a notice. `prize` is the prize's name in words; `recipient` an organiser that is no team."""

    team_id: str = ""
    team_name: str = ""
    project_name: str = ""
    organisations: tuple[str, ...] = ()
    track: str = ""
    division_code: str = ""
    prize: str = ""
    rank: int = 0
    recipient: str = ""
    # if the team fell since (H4)
    struck: bool = False

    @classmethod
    def of_team(cls, team: TeamFacts, *, prize: str = "", rank: int = 0) -> Entry:
        """Make a team's line."""
        return cls(
            team_id=team.team_id,
            team_name=team.team_name,
            project_name=team.project_name,
            organisations=team.organisation_names,
            track=team.track,
            division_code=team.division_code,
            prize=prize,
            rank=rank,
        )


@dataclass(frozen=True, slots=True)
class Challenge:
    """A report or objection as far as a notice cares: the team, when it arrived, when it was settled (None: not yet), and how."""

    team_id: str
    notice_id: str
    filed_at: Instant
    settled_at: Instant | None = None
    upheld: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last instant at which a notice is open, both included; None never closes."""

    opens_at: Instant
    closes_at: Instant | None


def notice_id(kind: NoticeKind, subject_id: str, list_version: int = 1) -> str:
    """Return the identifier of the one notice of a kind about a version of a subject, so that nothing is announced twice."""
    return derived_id("notice", kind, subject_id, *([str(list_version)] if list_version > 1 else []))


def whole_days(proposed_at: Instant, days: int) -> Span:
    """Return whole days, Beijing time: from 00:00 of the day after the proposal to the last millisecond of the last day (H1)."""
    first = proposed_at.astimezone(BEIJING).date() + timedelta(days=1)
    opens_at = instant(datetime(first.year, first.month, first.day, tzinfo=BEIJING))
    return Span(opens_at, opens_at + timedelta(days=days) - _MILLISECOND)


def from_now(at: Instant) -> Span:
    """Return a span without an end, for what is published at once and stays: disqualifications and changes (H4, H5)."""
    return Span(at, None)


@dataclass(kw_only=True)
class Notice(Aggregate):
    """A notice to the public. `next_due` is when the timer next has something to do; None if nothing is left."""

    kind: NoticeKind
    subject_id: str
    title: str
    text: str
    entries: tuple[Entry, ...]
    opens_at: Instant
    closes_at: Instant | None = None
    state: NoticeState = NoticeState.SCHEDULED
    next_due: Instant | None = None
    closed_at: Instant | None = None
    upheld_team_ids: tuple[str, ...] = ()
    # of the list that it announces: a later one announces the substitutes only (F6)
    list_version: int = 1

    @classmethod
    def schedule(
        cls,
        notice_id: str,
        kind: NoticeKind,
        subject_id: str,
        span: Span,
        *,
        title: str,
        text: str,
        entries: tuple[Entry, ...],
        list_version: int = 1,
    ) -> Notice:
        """Make a notice that will open and close by the clock."""
        return cls(
            id=notice_id,
            kind=kind,
            subject_id=subject_id,
            title=title,
            text=text,
            entries=entries,
            opens_at=span.opens_at,
            closes_at=span.closes_at,
            next_due=span.opens_at,
            list_version=list_version,
        )

    @property
    def team_ids(self) -> frozenset[str]:
        """Return the teams that it lists."""
        return frozenset(entry.team_id for entry in self.entries if entry.team_id)

    def strike(self, team_id: str, recipient: str = "") -> bool:
        """Mark the lines of a team that fell since, which stay to be read (H4); return True if that changed any.

        Those of an organiser, which is no team, are marked by the name of the `recipient`.
        """
        before, fallen = self.entries, (team_id, recipient)
        self.entries = tuple(
            replace(entry, struck=True) if (entry.team_id, entry.recipient) == fallen else entry
            for entry in self.entries
        )
        return self.entries != before

    def is_public(self, at: Instant) -> bool:
        """Return True if anyone may see it: from its opening on, also before the timer has run (K1)."""
        return at >= self.opens_at

    def days_over(self, at: Instant) -> bool:
        """Return True if the last instant of its days has passed."""
        return self.closes_at is not None and at > self.closes_at

    def state_at(self, at: Instant) -> NoticeState:
        """Return its state by the clock, also before the timer has run."""
        if self.state is NoticeState.CLOSED or not self.is_public(at):
            return self.state
        return NoticeState.OPEN_SETTLING if self.days_over(at) else NoticeState.OPEN

    def takes_objections(self, at: Instant) -> bool:
        """Return True if anyone may object to it at this instant: to finalists or winners, within its days (F8, H1)."""
        return self.kind in (NoticeKind.FINALISTS, NoticeKind.WINNERS) and self.is_public(at) and not self.days_over(at)

    def open_due(self, at: Instant) -> None:
        """Open it if its first instant has come, as of that instant; it closes by `run_due`, which knows what was raised."""
        if self.state is NoticeState.SCHEDULED and at >= self.opens_at:
            self.state = NoticeState.OPEN
            self.next_due = self.closes_at
            listed = tuple(sorted(entry.team_id for entry in self.entries if entry.team_id and not entry.struck))
            opened = NoticeOpened(self.id, self.kind, self.subject_id, self.opens_at, self.closes_at, listed)
            self.raise_event(opened, self.opens_at)

    def run_due(self, at: Instant, challenges: tuple[Challenge, ...] = (), lag: timedelta = timedelta()) -> bool:
        """Open and close what is due, at its exact instant however late this runs (F8, H1); return True if that changed it.

        `challenges` are all reports and objections about it or its teams; they matter once its days are over. One that arrived in
        time may still be on its way for so long as `lag` says: before that the notice does not close.
        """
        before = self.state
        self.open_due(at)
        if self.state in (NoticeState.OPEN, NoticeState.OPEN_SETTLING) and self.days_over(at):
            self._close(challenges, may_come=not self.days_over(at - lag))
        return self.state is not before

    def _close(self, challenges: tuple[Challenge, ...], *, may_come: bool) -> None:
        if self.closes_at is None:
            return
        teams = self.team_ids
        in_time = [
            challenge
            for challenge in challenges
            if challenge.filed_at <= self.closes_at and (challenge.notice_id == self.id or challenge.team_id in teams)
        ]
        if may_come or any(challenge.settled_at is None for challenge in in_time):
            self.state = NoticeState.OPEN_SETTLING
            return
        self.state = NoticeState.CLOSED
        self.next_due = None
        settled = [challenge.settled_at for challenge in in_time if challenge.settled_at is not None]
        self.closed_at = max([self.closes_at, *settled])
        upheld = {challenge.team_id for challenge in in_time if challenge.upheld}
        self.upheld_team_ids = tuple(sorted(upheld & teams))
        closed = NoticeClosed(self.id, self.kind, self.subject_id, self.upheld_team_ids, self.list_version)
        self.raise_event(closed, self.closed_at)
