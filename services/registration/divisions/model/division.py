"""A division: its host's application, the versions of its scheme, and when it opens and closes (rules A2 to A5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar

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
from .filing import Filing, FilingState, Revision
from .filing_faults import FilingHint, refuse_faults
from .scheme import CatalogueTopics, Scheme
from .scheme_change import Progress, check_change, is_kept, moved_along, wording_hints
from .scheme_check import check_closed, check_opening, check_scheme


class DivisionState(enum.StrEnum):
    """applied -> returned -> applied ... -> approved -> published -> open -> closed."""

    APPLIED = "applied"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"


# the states in which the scheme is public
PUBLIC = (DivisionState.PUBLISHED, DivisionState.OPEN, DivisionState.CLOSED)
APPROVED_OR_LATER = (DivisionState.APPROVED, *PUBLIC)


@dataclass(kw_only=True)
class Division(Aggregate):
    """The division of one of the 32 units; its id is the unit's GB/T 2260 code.

    `scheme` is the last one filed until the first publication, and the published one from then on. A new version of it is in
    `revision` and has no effect before it is published. `due_at` is when it opens or closes next, None if it does neither.
    """

    DECIDED: ClassVar[tuple[str, ...]] = ("scheme_version", "scheme")

    state: DivisionState
    scheme: Scheme
    scheme_version: int = 1
    return_reasons: tuple[str, ...] = ()
    applied_at: Instant
    published_at: Instant | None = None
    due_at: Instant | None = None
    filings: tuple[Filing, ...] = ()
    revision: Revision | None = None
    scoring_began_at: Instant | None = None

    @classmethod
    def apply(
        cls, code: str, scheme: Scheme, catalogue: CatalogueTopics, *, by: str, until: Instant, at: Instant
    ) -> Division:
        """Apply with a scheme, not after `until`, the edition's last day for applications (rule A4)."""
        refuse_unless(at <= until, rules.A4_APPLICATION_LATE, until=until)
        hints = _hints_to_open(scheme, catalogue, at)
        division = cls(id=code, state=DivisionState.APPLIED, scheme=scheme, applied_at=at)
        division._add_filing(scheme, catalogue, hints, by=by, at=at)
        division.raise_event(DivisionApplied(division_code=code, scheme_version=1), at)
        return division

    def apply_again(self, scheme: Scheme, catalogue: CatalogueTopics, *, by: str, until: Instant, at: Instant) -> None:
        """File again before the scheme is published; what was approved must be approved anew (rule A4).

        After `until`, only an application that was returned or approved may be filed again.
        """
        refuse_unless(self.state not in PUBLIC, rules.A5_SCHEME_FIXED)
        in_time = at <= until or self.state is not DivisionState.APPLIED
        refuse_unless(in_time, rules.A4_APPLICATION_LATE, until=until)
        hints = _hints_to_open(scheme, catalogue, at)
        self.return_reasons = ()
        self.scheme, self.scheme_version, self.state = scheme, self.latest.version + 1, DivisionState.APPLIED
        self._add_filing(scheme, catalogue, hints, by=by, at=at)
        self.raise_event(DivisionApplied(division_code=self.id, scheme_version=self.scheme_version), at)

    def file_version(self, scheme: Scheme, catalogue: CatalogueTopics, reason: str, *, by: str, at: Instant) -> None:
        """File a new version of the published scheme, with the reason of the change (rule A5)."""
        self.run_clock(at)
        refuse_unless(self.state in PUBLIC, rules.A4_WRONG_STATE, state=term(self.state))
        refuse_unless(bool(reason.strip()), rules.A5_NO_REASON)
        scheme, moved = moved_along(self.scheme, scheme, at)
        hints = (*_hints_of_change(self.scheme, scheme, catalogue, reason), *moved)
        refuse_unless(scheme.digest != self.scheme.digest, rules.A5_NOTHING_CHANGED)
        self._refuse_decided_changes(scheme, catalogue, at)
        if self.state is not DivisionState.PUBLISHED:
            hints = (*hints, *wording_hints(self.scheme, scheme))
        version = self.latest.version + 1
        self._add_filing(scheme, catalogue, hints, by=by, at=at, reason=reason.strip())
        self.revision = Revision(version=version, scheme=scheme)
        self.raise_event(SchemeVersionFiled(division_code=self.id, scheme_version=version, reason=reason.strip()), at)

    def require_filings(self, version: int) -> None:
        """Refuse A5_FILED_MEANWHILE unless the version that was filed last is the one that somebody saw (rules A4, A5)."""
        latest = self.latest.version
        refuse_unless(version == latest, rules.A5_FILED_MEANWHILE, version=latest)

    def send_back(self, reasons: tuple[str, ...], *, by: str, at: Instant, version: int = 0) -> None:
        """Return the last filing to its host, with reasons (rules A4, A5); `version` is the one that was read, 0 for the last."""
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
        self._replace_latest(decided)

    @property
    def filed_organisers(self) -> frozenset[str]:
        """Return the codes of the organisers by the scheme and by a new version of it: both are decided about (rules A4, A5)."""
        return self.scheme.organisers | (self.revision.scheme.organisers if self.revision is not None else frozenset())

    def require_offered(self, catalogue: CatalogueTopics) -> None:
        """Refuse tracks and topics that the committee closed since they were filed, except those that run already (rule A1).

        Commands ask for this before they approve or publish a filing; the host then files again without them.
        """
        filed = self.scheme if self.revision is None else self.revision.scheme
        running = self.scheme.topics if self.state in PUBLIC else frozenset()
        refuse_faults(check_closed(filed, catalogue, running), rules.A1_CLOSED)

    def approve(self, catalogue: CatalogueTopics, *, by: str, at: Instant, version: int = 0) -> None:
        """Approve the last filing (rules A4, A5); `version` is the one that was read, 0 for the last.

        Refuse what publication would refuse: an opening that has passed, and changes of what was decided since it was filed.
        """
        self.run_clock(at)
        self._require_version(version)
        decided = replace(self.latest, state=FilingState.APPROVED, decided_by=by, decided_at=at)
        if self.state in PUBLIC:
            revision = self._require_revision(FilingState.FILED)
            self._refuse_decided_changes(revision.scheme, catalogue, at)
            self.revision = replace(revision, state=FilingState.APPROVED)
            self.raise_event(SchemeVersionApproved(division_code=self.id, scheme_version=revision.version), at)
        else:
            self._require(DivisionState.APPLIED)
            opens = self.scheme.registration_opens
            refuse_unless(at <= opens, rules.A5_OPENING_PASSED, opens=opens)
            self.state, self.return_reasons = DivisionState.APPROVED, ()
            self.raise_event(DivisionApproved(division_code=self.id, scheme_version=self.scheme_version), at)
        self._replace_latest(decided)

    def publish(self, catalogue: CatalogueTopics, *, by: str, at: Instant) -> None:
        """Publish what was approved: the scheme before its registration opens, or a new version of it (rule A5)."""
        self.run_clock(at)
        if self.state in PUBLIC:
            self._publish_version(catalogue, at)
        else:
            self._require(DivisionState.APPROVED)
            opens = self.scheme.registration_opens
            refuse_unless(at <= opens, rules.A5_PUBLISHED_LATE, opens=opens)
            self.state, self.due_at = DivisionState.PUBLISHED, opens
            self.published_at = at
        self._replace_latest(replace(self.latest, state=FilingState.PUBLISHED, published_by=by, published_at=at))
        self.raise_event(
            SchemePublished(division_code=self.id, scheme_version=self.scheme_version, scheme=self.scheme), at
        )

    def _publish_version(self, catalogue: CatalogueTopics, at: Instant) -> None:
        revision = self._require_revision(FilingState.APPROVED)
        # more may be decided by now than when the version was approved, so it is checked again
        self._refuse_decided_changes(revision.scheme, catalogue, at)
        self.scheme, self.scheme_version, self.revision = revision.scheme, revision.version, None
        if self.state is DivisionState.PUBLISHED:
            self.due_at = self.scheme.registration_opens
        elif self.state is DivisionState.OPEN:
            self.due_at = self.scheme.submission_closes

    def is_due(self, at: Instant) -> bool:
        """Return True if it is to be opened or closed at this instant."""
        return self.due_at is not None and at >= self.due_at

    def run_clock(self, at: Instant) -> bool:
        """Open and close it as far as that is due, at the instants when it was due; return True if it changed."""
        changed = False
        if self.state is DivisionState.PUBLISHED and at >= self.scheme.registration_opens:
            self.state, self.due_at, changed = DivisionState.OPEN, self.scheme.submission_closes, True
            self.raise_event(RegistrationOpened(division_code=self.id), self.scheme.registration_opens)
        if self.state is DivisionState.OPEN and at > self.scheme.submission_closes:
            self.state, self.due_at, changed = DivisionState.CLOSED, None, True
            self.raise_event(RegistrationClosed(division_code=self.id), self.scheme.submission_closes)
        return changed

    def begin_scoring(self, at: Instant) -> bool:
        """Fix how projects are judged, because experts were assigned (rule A5); return True if it was not fixed before."""
        if self.scoring_began_at is not None:
            return False
        self.scoring_began_at = at
        return True

    def require_registration(self, at: Instant) -> None:
        """Refuse unless a team may register at this instant (rule A4), by the timetable and not by when a timer ran."""
        opens, closes = self.scheme.registration_opens, self.scheme.registration_closes
        if self.state not in PUBLIC:
            refuse(rules.A4_WRONG_STATE, state=term(self.state))
        refuse_unless(opens <= at <= closes, rules.A4_NOT_OPEN, opens=opens, closes=closes)

    @property
    def latest(self) -> Filing:
        """Return the version that was filed last."""
        return self.filings[-1]

    @property
    def published_filings(self) -> tuple[Filing, ...]:
        """Return the versions that were published, first to last."""
        return tuple(filing for filing in self.filings if filing.state is FilingState.PUBLISHED)

    def superseded_at(self, version: int) -> Instant | None:
        """Return when the next version was published after this published one, None if none was or it is not published."""
        published = self.published_filings
        following = {filing.version: later.published_at for filing, later in pairwise(published)}
        return following.get(version)

    def _add_filing(
        self,
        scheme: Scheme,
        catalogue: CatalogueTopics,
        hints: tuple[FilingHint, ...],
        *,
        by: str,
        at: Instant,
        reason: str = "",
    ) -> None:
        unpublished = (FilingState.FILED, FilingState.APPROVED)
        before = tuple(
            replace(filing, state=FilingState.REPLACED) if filing.state in unpublished else filing
            for filing in self.filings
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

    def _replace_latest(self, latest: Filing) -> None:
        self.filings = (*self.filings[:-1], latest)

    def _refuse_decided_changes(self, scheme: Scheme, catalogue: CatalogueTopics, at: Instant) -> None:
        progress = Progress(
            opened=self.state is not DivisionState.PUBLISHED,
            closed=self.state is DivisionState.CLOSED,
            scoring_began=self.scoring_began_at is not None,
            at=at,
            mended_share=catalogue.mended_share,
            reports_until=catalogue.reports_until,
            titles=catalogue.titles,
        )
        refuse_faults(tuple(check_change(self.scheme, scheme, progress)), rules.A5_TOUCHES_DECIDED)

    def _require(self, *states: DivisionState) -> None:
        refuse_unless(self.state in states, rules.A4_WRONG_STATE, state=term(self.state))

    def _require_version(self, version: int) -> None:
        latest = self.latest.version
        refuse_unless(version in (0, latest), rules.A4_VERSION_MOVED_ON, version=latest)

    def _require_revision(self, state: FilingState) -> Revision:
        if self.revision is None or self.revision.state is not state:
            refuse(rules.A5_NOTHING_FILED)
        return self.revision


def _hints_of_change(
    published: Scheme, scheme: Scheme, catalogue: CatalogueTopics, reason: str
) -> tuple[FilingHint, ...]:
    """Return the hints of a new version; refuse it if there are faults.

    A piece that stays as it was published is not judged again by what is asked of schemes since: it becomes a hint. What is
    published with it is: fees, names and identity numbers.
    """
    faults, hints = check_scheme(scheme, catalogue, published.topics, reason)
    before, _ = check_scheme(published, catalogue, published.topics)
    known = [
        fault
        for fault in faults
        if fault.code == rules.A5_SCHEME_INVALID and fault in before and is_kept(published, scheme, fault.field)
    ]
    refuse_faults([fault for fault in faults if fault not in known], rules.A5_SCHEME_INVALID)
    return (*hints, *(FilingHint(field=fault.field, zh=fault.zh, en=fault.en) for fault in known))


def _hints_to_open(scheme: Scheme, catalogue: CatalogueTopics, at: Instant) -> tuple[FilingHint, ...]:
    """Return the hints of a scheme that is to open; refuse it if there are faults, or if its opening has passed."""
    faults, hints = check_scheme(scheme, catalogue)
    refuse_faults([*faults, *check_opening(scheme, rules.A5_SCHEME_INVALID, at)], rules.A5_SCHEME_INVALID)
    return hints
