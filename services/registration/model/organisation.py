"""Organisations and what the credit lists say of them (rules B1, B3)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from . import rules
from .events import Organisation
from .identity import is_uscc


class CreditList(enum.StrEnum):
    """The three lists of rule B3."""

    DISHONEST_JUDGMENT_DEBTOR = "dishonest_judgment_debtor"
    MAJOR_TAX_VIOLATION = "major_tax_violation"
    GOVERNMENT_PROCUREMENT_VIOLATION = "government_procurement_violation"


@dataclass(frozen=True, kw_only=True)
class CreditListing:
    """One import in which an organisation stood on a list."""

    list: CreditList
    as_of: Instant
    source: str


@dataclass(kw_only=True)
class OrganisationRecord(Aggregate):
    """One record a unified social credit code, which is its id (rule B1)."""

    # absent while it is known from a credit list only
    organisation: Organisation | None = None
    listings: tuple[CreditListing, ...] = ()

    def introduce(self, organisation: Organisation) -> bool:
        """It takes part for the first time, or under a changed name; whether anything changed."""
        changed = self.organisation != organisation
        self.organisation = organisation
        return changed

    def list_credit(self, listing: CreditListing) -> bool:
        """It stood on a list in an import; whether that is news."""
        if listing in self.listings:
            return False
        self.listings = (*self.listings, listing)
        return True

    def listed(self, heads: Mapping[CreditList, Instant]) -> tuple[CreditListing, ...]:
        """The listings in force: those of the last whole list or of parts imported since; `heads` is as of when it was whole.

        An organisation that a later whole list does not name is lifted; an older import that arrives later is history only.
        """
        return tuple(one for one in self.listings if one.list not in heads or one.as_of >= heads[one.list])

    def require_credit(self, heads: Mapping[CreditList, Instant]) -> None:
        """Refuse while it stands on a list (rule B3)."""
        listed = self.listed(heads)
        if listed:
            last = max(listed, key=lambda one: one.as_of)
            refuse(rules.B3_CREDIT_LISTED, uscc=self.id, list=last.list, as_of=last.as_of.date().isoformat())


@dataclass(kw_only=True)
class CreditHead(Aggregate):
    """As of when one of the three lists is known whole; its id is the list's name (rule B3)."""

    as_of: Instant
    source: str

    def advance(self, as_of: Instant, source: str) -> bool:
        """A whole list was imported; whether it is newer than the one known."""
        if as_of <= self.as_of:
            return False
        self.as_of, self.source = as_of, source
        return True


def require_uscc(code: str) -> None:
    """Refuse a code whose checksum is wrong (rule B1)."""
    refuse_unless(is_uscc(code), rules.B1_USCC_INVALID, uscc=code)
