"""A division's review desk: by which scheme it reviews, and who (rules A5, D2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from . import rules


@dataclass(frozen=True, kw_only=True)
class Reviewer:
    """A reviewer and how many cases it was given."""

    account_id: str
    organisation_uscc: str
    load: int = 0


@dataclass(frozen=True, kw_only=True)
class SchemeTerms:
    """What review needs of a published scheme."""

    scheme_version: int
    organisers: tuple[str, ...]
    submission_closes: Instant
    review_closes: Instant
    recommended_per_track: int


@dataclass(kw_only=True)
class Desk(Aggregate):
    """By division code. Terms are absent until the scheme's event has come."""

    terms: SchemeTerms | None = None
    reviewers: tuple[Reviewer, ...] = ()

    def learn_scheme(self, terms: SchemeTerms) -> None:
        """The division published a scheme; an older one never overwrites a newer."""
        if self.terms is None or terms.scheme_version >= self.terms.scheme_version:
            self.terms = terms

    def appoint(self, reviewers: tuple[Reviewer, ...]) -> None:
        """The host names the reviewers; loads of those who stay are kept (rule D2)."""
        loads = {one.account_id: one.load for one in self.reviewers}
        distinct = {one.account_id: one for one in reviewers}
        self.reviewers = tuple(replace(one, load=loads.get(one.account_id, 0)) for one in distinct.values())

    def assign(self, waiting: Iterable[tuple[str, frozenset[str]]]) -> dict[str, str]:
        """Give each case (id, its organisations) to the least loaded reviewer who may take it (rule D2).

        A case that nobody may take stays waiting.
        """
        given = {}
        for case_id, usccs in sorted(waiting, key=lambda one: one[0]):
            able = [one for one in self.reviewers if one.organisation_uscc not in usccs]
            if able:
                chosen = min(able, key=lambda one: (one.load, one.account_id))
                given[case_id] = chosen.account_id
                self._load(chosen.account_id, 1)
        return given

    def require_reviewer(self, account_id: str, usccs: frozenset[str]) -> None:
        """Refuse someone who is no reviewer here, or of the team's own organisation (rule D2)."""
        found = next((one for one in self.reviewers if one.account_id == account_id), None)
        if found is None:
            refuse(rules.D2_NOT_A_REVIEWER)
        refuse_unless(found.organisation_uscc not in usccs, rules.D2_OWN_ORGANISATION)

    def move(self, from_account: str, to_account: str) -> None:
        """A case changed hands."""
        self._load(from_account, -1)
        self._load(to_account, 1)

    def _load(self, account_id: str, change: int) -> None:
        self.reviewers = tuple(
            replace(one, load=max(one.load + change, 0)) if one.account_id == account_id else one
            for one in self.reviewers
        )
