"""A division's review desk: its reviewers, and what its published scheme says for review (rules A5, D2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chassis.facts.roles import AccountFacts, Grant, Role
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.text.codes import normalised_code

from . import rules
from .events import AppointedReviewer, ReviewersAppointed


@dataclass(frozen=True, kw_only=True)
class Conflicts:
    """The organisations and accounts that may not review a case.

    `usccs` are the team's own organisations and `members` the accounts that act for it (rule D2); `accounts` are those whose
    rejection an appeal has overruled (rule D3), `recused` those that withdrew because of a conflict of interest (rule D2).
    """

    usccs: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    recused: frozenset[str] = frozenset()

    def concern(self, uscc: str) -> bool:
        """Return True if it is the code of an organisation of the team, however it was typed."""
        return normalised_code(uscc) in {normalised_code(own) for own in self.usccs}

    def is_own_team(self, account_id: str, organisation_uscc: str) -> bool:
        """Return True if an account acts for the team itself, or its own organisation is in it."""
        return account_id in self.members or self.concern(organisation_uscc)

    def require_no_own_team(self, account_id: str, organisation_uscc: str) -> None:
        """Refuse an account that acts for the team itself, or whose own organisation is in it (rule D2)."""
        refuse_unless(not self.is_own_team(account_id, organisation_uscc), rules.D2_OWN_ORGANISATION)


@dataclass(frozen=True, kw_only=True)
class Reviewer:
    """A reviewer of a division, with the account's own organisation; `load` counts the cases that were assigned to the account.

    `inactive` as long as the account lacks the role or may not be used.
    """

    account_id: str
    organisation_uscc: str
    load: int = 0
    inactive: bool = False

    def may_review(self, conflicts: Conflicts) -> bool:
        """Return True if the account may be used, and neither it nor its organisation is barred from the case (rules D2, D3)."""
        own = conflicts.concern(self.organisation_uscc) or self.account_id in conflicts.members
        return not self.inactive and not own and self.account_id not in conflicts.accounts | conflicts.recused

    def after(self, account: AccountFacts, division_code: str) -> Reviewer:
        """Return the reviewer as the account is now (rule D2)."""
        inactive = not account.holds(reviewer_role(division_code))
        return replace(self, organisation_uscc=account.organisation_uscc, inactive=inactive)


def reviewer_role(division_code: str) -> Grant:
    """Return the role of a division's reviewers (rules D2, K1)."""
    return Grant(Role.REVIEWER, division_code)


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
    # counts how often the reviewers were appointed, or changed with their accounts; 0 if only an earlier release has done so
    appointments: int = 0

    def record_scheme(self, terms: SchemeTerms) -> None:
        """Keep the terms, unless those of a newer scheme are known (rule A5)."""
        if self.terms is None or terms.scheme_version >= self.terms.scheme_version:
            self.terms = terms

    def appoint(self, reviewers: tuple[Reviewer, ...], *, at: Instant) -> None:
        """Replace the reviewers; those who stay keep their load (rule D2)."""
        loads = {reviewer.account_id: reviewer.load for reviewer in self.reviewers}
        by_account = {reviewer.account_id: reviewer for reviewer in reviewers}
        self.reviewers = tuple(
            replace(reviewer, load=loads.get(account_id, 0)) for account_id, reviewer in by_account.items()
        )
        self._tell_reviewers(at)

    def follow_accounts(self, accounts: Mapping[str, AccountFacts], *, at: Instant) -> bool:
        """Bring the reviewers in line with their accounts, by account id; return True if anything changed (rule D2).

        Who lost the role, or whose account is disabled, stays appointed and gets no case until that is undone.
        """
        before = self.reviewers
        self.reviewers = tuple(
            reviewer.after(accounts[reviewer.account_id], self.id) if reviewer.account_id in accounts else reviewer
            for reviewer in self.reviewers
        )
        if self.reviewers == before:
            return False
        self._tell_reviewers(at)
        return True

    def _tell_reviewers(self, at: Instant) -> None:
        appointed = tuple(
            AppointedReviewer(
                account_id=reviewer.account_id,
                organisation_uscc=reviewer.organisation_uscc,
                inactive=reviewer.inactive,
            )
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
        if reviewer is None or reviewer.inactive:
            refuse(rules.D2_NOT_A_REVIEWER)
        refuse_unless(account_id not in conflicts.accounts, rules.D3_OWN_DECISION)
        refuse_unless(account_id not in conflicts.recused, rules.D2_RECUSED)
        refuse_unless(reviewer.may_review(conflicts), rules.D2_OWN_ORGANISATION)

    def require_no_own_team(self, account_id: str, organisation_uscc: str, conflicts: Conflicts) -> None:
        """Refuse a host that acts for the team, works for it, or whose division has an organisation of it as organiser (B8, D2).

        `organisation_uscc` is of the account's own organisation; empty if none is recorded.
        """
        conflicts.require_no_own_team(account_id, organisation_uscc)
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
