"""Organisations and what the credit lists say of them (rules B1, B3)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

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

    def require_credit(self) -> None:
        """Refuse while it stands on a list (rule B3)."""
        if self.listings:
            last = self.listings[-1]
            refuse_unless(
                False, rules.B3_CREDIT_LISTED, uscc=self.id, list=last.list, as_of=last.as_of.date().isoformat()
            )


def require_uscc(code: str) -> None:
    """Refuse a code whose checksum is wrong (rule B1)."""
    refuse_unless(is_uscc(code), rules.B1_USCC_INVALID, uscc=code)
