"""A division: from its host's application to the close of its registration (rules A2 to A5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from . import rules
from .events import (
    DivisionApplied,
    DivisionApproved,
    DivisionReturned,
    RegistrationClosed,
    RegistrationOpened,
    SchemePublished,
)
from .scheme import CatalogueTopics, Scheme


class DivisionState(enum.StrEnum):
    """applied -> returned -> applied ... -> approved -> published -> open -> closed."""

    APPLIED = "applied"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(kw_only=True)
class Division(Aggregate):
    """One of the 32; its id is the unit's GB/T 2260 code."""

    state: DivisionState
    scheme: Scheme
    scheme_version: int = 1
    return_reasons: tuple[str, ...] = ()
    applied_at: Instant
    published_at: Instant | None = None
    # when the clock has something to do with it next; absent when nothing is due
    due_at: Instant | None = None

    @classmethod
    def apply(cls, code: str, scheme: Scheme, catalogue: CatalogueTopics, *, until: Instant, at: Instant) -> Division:
        """A host applies with its scheme (rule A4); `until` is the edition's date."""
        refuse_unless(at <= until, rules.A4_APPLICATION_LATE, until=until.isoformat())
        scheme.check(catalogue)
        division = cls(id=code, state=DivisionState.APPLIED, scheme=scheme, applied_at=at)
        division.raise_event(DivisionApplied(division_code=code, scheme_version=1), at)
        return division

    def apply_again(self, scheme: Scheme, catalogue: CatalogueTopics, *, until: Instant, at: Instant) -> None:
        """The host files again before a decision or after a return; a return may be answered after the date (A4)."""
        refuse_unless(
            self.state is not DivisionState.OPEN and self.state is not DivisionState.CLOSED, rules.A5_SCHEME_FIXED
        )
        self._require(DivisionState.APPLIED, DivisionState.RETURNED)
        late = at > until and self.state is not DivisionState.RETURNED
        refuse_unless(not late, rules.A4_APPLICATION_LATE, until=until.isoformat())
        scheme.check(catalogue)
        self.scheme, self.scheme_version, self.state = scheme, self.scheme_version + 1, DivisionState.APPLIED
        self.raise_event(DivisionApplied(division_code=self.id, scheme_version=self.scheme_version), at)

    def send_back(self, reasons: tuple[str, ...], *, at: Instant) -> None:
        """The secretariat returns the application, with reasons (rule A4)."""
        self._require(DivisionState.APPLIED)
        refuse_unless(
            bool(reasons) and all(map(str.strip, reasons)), rules.A5_SCHEME_INVALID, what="no reason is given"
        )
        self.state, self.return_reasons = DivisionState.RETURNED, reasons
        self.raise_event(DivisionReturned(division_code=self.id, reasons=reasons), at)

    def approve(self, *, at: Instant) -> None:
        """The secretariat approves the application (rule A4)."""
        self._require(DivisionState.APPLIED)
        self.state, self.return_reasons = DivisionState.APPROVED, ()
        self.raise_event(DivisionApproved(division_code=self.id, scheme_version=self.scheme_version), at)

    def publish(self, *, at: Instant) -> None:
        """The host publishes the approved scheme before its activity begins (rule A5)."""
        self._require(DivisionState.APPROVED)
        opens = self.scheme.registration_opens
        refuse_unless(at <= opens, rules.A5_SCHEME_INVALID, what="registration_opens has passed; file a new timetable")
        self.state, self.published_at, self.due_at = DivisionState.PUBLISHED, at, opens
        self.raise_event(
            SchemePublished(division_code=self.id, scheme_version=self.scheme_version, scheme=self.scheme), at
        )

    def run_clock(self, at: Instant) -> bool:
        """Open and close what is due, as of the due instant; whether anything changed."""
        changed = False
        if self.state is DivisionState.PUBLISHED and at >= self.scheme.registration_opens:
            self.state, self.due_at, changed = DivisionState.OPEN, self.scheme.submission_closes, True
            self.raise_event(RegistrationOpened(division_code=self.id), self.scheme.registration_opens)
        if self.state is DivisionState.OPEN and at > self.scheme.submission_closes:
            self.state, self.due_at, changed = DivisionState.CLOSED, None, True
            self.raise_event(RegistrationClosed(division_code=self.id), self.scheme.submission_closes)
        return changed

    def require_registration(self, at: Instant) -> None:
        """Refuse unless a team may register at this instant (rule A4); judged by the timetable, not by a timer's delay."""
        published = self.state in (DivisionState.PUBLISHED, DivisionState.OPEN, DivisionState.CLOSED)
        opens, closes = self.scheme.registration_opens, self.scheme.registration_closes
        if not published:
            refuse(rules.A4_WRONG_STATE, state=self.state)
        refuse_unless(opens <= at <= closes, rules.A4_NOT_OPEN, opens=opens.isoformat(), closes=closes.isoformat())

    def _require(self, *states: DivisionState) -> None:
        refuse_unless(self.state in states, rules.A4_WRONG_STATE, state=self.state)
