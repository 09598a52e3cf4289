"""A division's review desk: its reviewers, and what its published scheme says for review (rules A5, D2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from . import rules


@dataclass(frozen=True, kw_only=True)
class Reviewer:
    """A reviewer of a division; `load` counts the cases that were assigned to the account."""

    account_id: str
    organisation_uscc: str
    load: int = 0


@dataclass(frozen=True, kw_only=True)
class SchemeTerms:
    """The parts of a published scheme that review needs (rule A5)."""

    scheme_version: int
    organisers: tuple[str, ...]
    submission_closes: Instant
    review_closes: Instant
    recommended_per_track: int


@dataclass(kw_only=True)
class Desk(Aggregate):
    """The desk of a division, identified by the division's code; `terms` is None until a scheme was published."""

    terms: SchemeTerms | None = None
    reviewers: tuple[Reviewer, ...] = ()

    def record_scheme(self, terms: SchemeTerms) -> None:
        """Keep the terms, unless those of a newer scheme are known (rule A5)."""
        if self.terms is None or terms.scheme_version >= self.terms.scheme_version:
            self.terms = terms

    def appoint(self, reviewers: tuple[Reviewer, ...]) -> None:
        """Replace the reviewers; those who stay keep their load (rule D2)."""
        loads = {reviewer.account_id: reviewer.load for reviewer in self.reviewers}
        by_account = {reviewer.account_id: reviewer for reviewer in reviewers}
        self.reviewers = tuple(
            replace(reviewer, load=loads.get(account_id, 0)) for account_id, reviewer in by_account.items()
        )

    def assign(self, waiting: Mapping[str, frozenset[str]]) -> dict[str, str]:
        """Assign each case to the least loaded reviewer who may take it, and return the reviewers by case id (rule D2).

        `waiting` holds the codes of the team's organisations by case id. A case that no reviewer may take is left waiting.
        """
        assigned = {}
        for case_id, usccs in sorted(waiting.items()):
            eligible = [reviewer for reviewer in self.reviewers if reviewer.organisation_uscc not in usccs]
            if eligible:
                chosen = min(eligible, key=lambda reviewer: (reviewer.load, reviewer.account_id))
                assigned[case_id] = chosen.account_id
                self._change_load(chosen.account_id, 1)
        return assigned

    def require_eligible(self, account_id: str, usccs: frozenset[str]) -> None:
        """Refuse an account that is no reviewer here, or belongs to an organisation of the team (rule D2)."""
        reviewer = next((reviewer for reviewer in self.reviewers if reviewer.account_id == account_id), None)
        if reviewer is None:
            refuse(rules.D2_NOT_A_REVIEWER)
        refuse_unless(reviewer.organisation_uscc not in usccs, rules.D2_OWN_ORGANISATION)

    def move_case(self, from_account: str, to_account: str) -> None:
        """Count a case for its new reviewer instead of the former."""
        self._change_load(from_account, -1)
        self._change_load(to_account, 1)

    def _change_load(self, account_id: str, change: int) -> None:
        self.reviewers = tuple(
            replace(reviewer, load=max(reviewer.load + change, 0)) if reviewer.account_id == account_id else reviewer
            for reviewer in self.reviewers
        )
