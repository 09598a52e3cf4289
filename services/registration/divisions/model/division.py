"""A division: its host's application, its scheme and the versions of it, its clock (rules A2 to A5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from ...shared.terms import term
from .. import rules
from ..events import (
    DivisionApplied,
    DivisionApproved,
    DivisionReturned,
    RegistrationClosed,
    RegistrationOpened,
    SchemePublished,
    SchemeVersionApproved,
    SchemeVersionFiled,
    SchemeVersionReturned,
)
from .faults import Hint, refuse_faults
from .filing import Filing, FilingState, Revision
from .scheme import CatalogueTopics, Scheme
from .scheme_change import touched
from .scheme_check import check, closed


class DivisionState(enum.StrEnum):
    """applied -> returned -> applied ... -> approved -> published -> open -> closed."""

    APPLIED = "applied"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"


PUBLIC = (DivisionState.PUBLISHED, DivisionState.OPEN, DivisionState.CLOSED)
HELD = (DivisionState.APPROVED, *PUBLIC)


@dataclass(kw_only=True)
class Division(Aggregate):
    """One of the 32; its id is the unit's GB/T 2260 code.

    `scheme` is the one in force: what was filed until the first publication, and the published one from then on. A new
    version waits in `revision` and touches nothing before it is published.
    """

    state: DivisionState
    scheme: Scheme
    scheme_version: int = 1
    return_reasons: tuple[str, ...] = ()
    applied_at: Instant
    published_at: Instant | None = None
    # when the clock has something to do with it next; absent when nothing is due
    due_at: Instant | None = None
    filings: tuple[Filing, ...] = ()
    revision: Revision | None = None
    scoring_began_at: Instant | None = None

    @classmethod
    def apply(
        cls, code: str, scheme: Scheme, catalogue: CatalogueTopics, *, by: str, until: Instant, at: Instant
    ) -> Division:
        """A host applies with its scheme (rule A4); `until` is the edition's date."""
        refuse_unless(at <= until, rules.A4_APPLICATION_LATE, until=until)
        hints = _checked(scheme, catalogue)
        division = cls(id=code, state=DivisionState.APPLIED, scheme=scheme, applied_at=at)
        division._note(scheme, catalogue, hints, by=by, at=at)
        division.raise_event(DivisionApplied(division_code=code, scheme_version=1), at)
        return division

    def apply_again(self, scheme: Scheme, catalogue: CatalogueTopics, *, by: str, until: Instant, at: Instant) -> None:
        """The host files again until the scheme is published; once decided on, also after the date (A4).

        What was approved needs approval anew.
        """
        refuse_unless(self.state not in PUBLIC, rules.A5_SCHEME_FIXED)
        in_time = at <= until or self.state is not DivisionState.APPLIED
        refuse_unless(in_time, rules.A4_APPLICATION_LATE, until=until)
        hints = _checked(scheme, catalogue)
        self.return_reasons = ()
        self.scheme, self.scheme_version, self.state = scheme, self.latest.version + 1, DivisionState.APPLIED
        self._note(scheme, catalogue, hints, by=by, at=at)
        self.raise_event(DivisionApplied(division_code=self.id, scheme_version=self.scheme_version), at)

    def file_version(self, scheme: Scheme, catalogue: CatalogueTopics, reason: str, *, by: str, at: Instant) -> None:
        """The host files a new version of its published scheme, with the reason (rule A5)."""
        self.run_clock(at)
        refuse_unless(self.state in PUBLIC, rules.A4_WRONG_STATE, state=term(self.state))
        refuse_unless(bool(reason.strip()), rules.A5_NO_REASON)
        hints = _checked(scheme, catalogue, self.scheme.topics, reason)
        refuse_unless(scheme.digest != self.scheme.digest, rules.A5_NOTHING_CHANGED)
        self._refuse_touched(scheme, at)
        version = self.latest.version + 1
        self._note(scheme, catalogue, hints, by=by, at=at, reason=reason.strip())
        self.revision = Revision(version=version, scheme=scheme)
        self.raise_event(SchemeVersionFiled(division_code=self.id, scheme_version=version, reason=reason.strip()), at)

    def send_back(self, reasons: tuple[str, ...], *, by: str, at: Instant, version: int = 0) -> None:
        """What was filed is returned, with reasons (rules A4, A5); `version` is the one that was read, 0 the last."""
        self._require_version(version)
        refuse_unless(bool(reasons) and all(map(str.strip, reasons)), rules.A4_NO_REASON)
        decided = replace(self.latest, state=FilingState.RETURNED, decided_by=by, decided_at=at, return_reasons=reasons)
        if self.state in PUBLIC:
            revision = self._require_revision(FilingState.FILED)
            self.revision = None
            self.raise_event(
                SchemeVersionReturned(division_code=self.id, scheme_version=revision.version, reasons=reasons), at
            )
        else:
            self._require(DivisionState.APPLIED)
            self.state, self.return_reasons = DivisionState.RETURNED, reasons
            self.raise_event(DivisionReturned(division_code=self.id, reasons=reasons), at)
        self._keep(decided)

    def require_offered(self, catalogue: CatalogueTopics) -> None:
        """Refuse what the committee closed since it was filed, except what the division runs already (rule A1).

        It is asked before what was filed is approved, and before it is published: the host files again without it.
        """
        filed = self.scheme if self.revision is None else self.revision.scheme
        kept = self.scheme.topics if self.state in PUBLIC else frozenset()
        refuse_faults(closed(filed, catalogue, kept), rules.A1_CLOSED)

    def approve(self, *, by: str, at: Instant, version: int = 0) -> None:
        """What was filed is approved (rules A4, A5); `version` is the one that was read, 0 the last."""
        self._require_version(version)
        decided = replace(self.latest, state=FilingState.APPROVED, decided_by=by, decided_at=at)
        if self.state in PUBLIC:
            revision = self._require_revision(FilingState.FILED)
            self.revision = replace(revision, state=FilingState.APPROVED)
            self.raise_event(SchemeVersionApproved(division_code=self.id, scheme_version=revision.version), at)
        else:
            self._require(DivisionState.APPLIED)
            self.state, self.return_reasons = DivisionState.APPROVED, ()
            self.raise_event(DivisionApproved(division_code=self.id, scheme_version=self.scheme_version), at)
        self._keep(decided)

    def publish(self, *, by: str, at: Instant) -> None:
        """The host publishes what was approved: the scheme before its activity begins, or a new version (rule A5)."""
        self.run_clock(at)
        if self.state in PUBLIC:
            self._publish_version(at)
        else:
            self._require(DivisionState.APPROVED)
            opens = self.scheme.registration_opens
            refuse_unless(at <= opens, rules.A5_PUBLISHED_LATE, opens=opens)
            self.state, self.due_at = DivisionState.PUBLISHED, opens
            self.published_at = at
        self._keep(replace(self.latest, state=FilingState.PUBLISHED, published_by=by, published_at=at))
        self.raise_event(
            SchemePublished(division_code=self.id, scheme_version=self.scheme_version, scheme=self.scheme), at
        )

    def _publish_version(self, at: Instant) -> None:
        revision = self._require_revision(FilingState.APPROVED)
        # approved in time and published too late would touch what was decided meanwhile: looked at again, as things stand
        self._refuse_touched(revision.scheme, at)
        self.scheme, self.scheme_version, self.revision = revision.scheme, revision.version, None
        if self.state is DivisionState.PUBLISHED:
            self.due_at = self.scheme.registration_opens
        elif self.state is DivisionState.OPEN:
            self.due_at = self.scheme.submission_closes

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

    def begin_scoring(self, at: Instant) -> bool:
        """Experts were assigned to projects: from here how projects are judged is decided (rule A5); whether it is news."""
        if self.scoring_began_at is not None:
            return False
        self.scoring_began_at = at
        return True

    def require_registration(self, at: Instant) -> None:
        """Refuse unless a team may register at this instant (rule A4); judged by the timetable, not by a timer's delay."""
        opens, closes = self.scheme.registration_opens, self.scheme.registration_closes
        if self.state not in PUBLIC:
            refuse(rules.A4_WRONG_STATE, state=term(self.state))
        refuse_unless(opens <= at <= closes, rules.A4_NOT_OPEN, opens=opens, closes=closes)

    @property
    def latest(self) -> Filing:
        """The version that was filed last."""
        return self.filings[-1]

    def _note(
        self,
        scheme: Scheme,
        catalogue: CatalogueTopics,
        hints: tuple[Hint, ...],
        *,
        by: str,
        at: Instant,
        reason: str = "",
    ) -> None:
        waiting = (FilingState.FILED, FilingState.APPROVED)
        before = tuple(
            replace(one, state=FilingState.REPLACED) if one.state in waiting else one for one in self.filings
        )
        filing = Filing(
            version=before[-1].version + 1 if before else 1,
            digest=scheme.digest,
            edition_version=catalogue.edition_version,
            filed_by=by,
            filed_at=at,
            reason=reason,
            hints=hints,
        )
        self.filings = (*before, filing)

    def _keep(self, latest: Filing) -> None:
        self.filings = (*self.filings[:-1], latest)

    def _refuse_touched(self, scheme: Scheme, at: Instant) -> None:
        faults = touched(
            self.scheme,
            scheme,
            opened=self.state is not DivisionState.PUBLISHED,
            closed=self.state is DivisionState.CLOSED,
            scoring_began=self.scoring_began_at is not None,
            at=at,
        )
        refuse_faults(tuple(faults), rules.A5_TOUCHES_DECIDED)

    def _require(self, *states: DivisionState) -> None:
        refuse_unless(self.state in states, rules.A4_WRONG_STATE, state=term(self.state))

    def _require_version(self, version: int) -> None:
        latest = self.latest.version
        refuse_unless(version in (0, latest), rules.A4_VERSION_MOVED_ON, version=latest)

    def _require_revision(self, state: FilingState) -> Revision:
        if self.revision is None or self.revision.state is not state:
            refuse(rules.A5_NOTHING_FILED)
        return self.revision


def _checked(
    scheme: Scheme, catalogue: CatalogueTopics, kept: frozenset[tuple[str, str]] = frozenset(), reason: str = ""
) -> tuple[Hint, ...]:
    faults, hints = check(scheme, catalogue, kept, reason)
    refuse_faults(faults, rules.A5_SCHEME_INVALID)
    return hints
