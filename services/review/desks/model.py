"""A division's review desk: its reviewers, and what its published scheme says for review (rules A5, D2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, refuse, refuse_unless
from chassis.text.codes import is_uscc, normalised_code

from . import rules
from .events import AppointedReviewer, ReviewersAppointed


@dataclass(frozen=True, kw_only=True)
class Conflicts:
    """The organisations and accounts that may not review a case.

    `usccs` are the team's own organisations and `members` the accounts that act for it (rule D2); `accounts` are those whose
    rejection an appeal has overruled (rule D3).
    """

    usccs: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()

    def concern(self, uscc: str) -> bool:
        """Return True if it is the code of an organisation of the team, however it was typed."""
        return normalised_code(uscc) in {normalised_code(own) for own in self.usccs}


@dataclass(frozen=True, kw_only=True)
class Reviewer:
    """A reviewer of a division; `load` counts the cases that were assigned to the account."""

    account_id: str
    organisation_uscc: str
    load: int = 0

    def may_review(self, conflicts: Conflicts) -> bool:
        """Return True if neither the account nor its organisation is barred from the case (rules D2, D3)."""
        own = conflicts.concern(self.organisation_uscc) or self.account_id in conflicts.members
        return not own and self.account_id not in conflicts.accounts


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
    # counts how often the reviewers were appointed; 0 if only an earlier release has done so
    appointments: int = 0

    def record_scheme(self, terms: SchemeTerms) -> None:
        """Keep the terms, unless those of a newer scheme are known (rule A5)."""
        if self.terms is None or terms.scheme_version >= self.terms.scheme_version:
            self.terms = terms

    def appoint(self, reviewers: tuple[Reviewer, ...], *, at: Instant) -> None:
        """Replace the reviewers; those who stay keep their load (rule D2).

        The code of each organisation is normalised; a wrong one is refused, since by it a reviewer's own teams are known.
        """
        codes = [normalised_code(reviewer.organisation_uscc) for reviewer in reviewers]
        wrong = [place for place, code in enumerate(codes) if not is_uscc(code)]
        if wrong:
            refuse(rules.D2_USCC_INVALID, faults=[_wrong_code(place) for place in wrong])
        loads = {reviewer.account_id: reviewer.load for reviewer in self.reviewers}
        by_account = {
            reviewer.account_id: replace(reviewer, organisation_uscc=code)
            for reviewer, code in zip(reviewers, codes, strict=True)
        }
        self.reviewers = tuple(
            replace(reviewer, load=loads.get(account_id, 0)) for account_id, reviewer in by_account.items()
        )
        appointed = tuple(
            AppointedReviewer(account_id=reviewer.account_id, organisation_uscc=reviewer.organisation_uscc)
            for reviewer in self.reviewers
        )
        self.appointments += 1
        self.raise_event(ReviewersAppointed(division_code=self.id, reviewers=appointed, sequence=self.appointments), at)

    def eligible(self, conflicts: Conflicts) -> list[Reviewer]:
        """Return the reviewers who may take a case with these conflicts."""
        return [reviewer for reviewer in self.reviewers if reviewer.may_review(conflicts)]

    def is_eligible(self, account_id: str, conflicts: Conflicts) -> bool:
        """Return True if the account is a reviewer here who may take a case with these conflicts."""
        return any(reviewer.account_id == account_id for reviewer in self.eligible(conflicts))

    def assign(self, waiting: Mapping[str, Conflicts]) -> dict[str, str]:
        """Assign each case to the least loaded reviewer who may take it, and return the reviewers by case id (rule D2).

        `waiting` holds each case's conflicts by its id. A case that no reviewer may take is left waiting.
        """
        assigned = {}
        for case_id, conflicts in sorted(waiting.items()):
            eligible = self.eligible(conflicts)
            if eligible:
                chosen = min(eligible, key=lambda reviewer: (reviewer.load, reviewer.account_id))
                assigned[case_id] = chosen.account_id
                self._change_load(chosen.account_id, 1)
        return assigned

    def require_eligible(self, account_id: str, conflicts: Conflicts) -> None:
        """Refuse an account that is no reviewer here, is of the team's organisations, or decided what was appealed (D2, D3)."""
        reviewer = next((reviewer for reviewer in self.reviewers if reviewer.account_id == account_id), None)
        if reviewer is None:
            refuse(rules.D2_NOT_A_REVIEWER)
        refuse_unless(account_id not in conflicts.accounts, rules.D3_OWN_DECISION)
        refuse_unless(reviewer.may_review(conflicts), rules.D2_OWN_ORGANISATION)

    def require_no_own_team(self, account_id: str, conflicts: Conflicts) -> None:
        """Refuse a host that acts for the team, or whose division has an organisation of the team as organiser (B8, D2)."""
        refuse_unless(account_id not in conflicts.members, rules.D2_OWN_ORGANISATION)
        organisers = self.terms.organisers if self.terms is not None else ()
        refuse_unless(not any(map(conflicts.concern, organisers)), rules.D2_HOSTS_OWN_ORGANISATION)

    def move_case(self, from_account: str, to_account: str) -> None:
        """Count a case for its new reviewer instead of the former."""
        self._change_load(from_account, -1)
        self._change_load(to_account, 1)

    def _change_load(self, account_id: str, change: int) -> None:
        self.reviewers = tuple(
            replace(reviewer, load=max(reviewer.load + change, 0)) if reviewer.account_id == account_id else reviewer
            for reviewer in self.reviewers
        )


def _wrong_code(place: int) -> FieldFault:
    return FieldFault(
        f"reviewers[{place}].organisation_uscc",
        "统一社会信用代码有误，请核对18位代码。",
        "Not a valid unified social credit code: check its 18 characters.",
    )
