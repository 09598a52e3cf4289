"""Organisations, their listings on credit lists, and the imports of those lists (rules B1, B3)."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chassis.facts.teams import Organisation
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant, beijing_date
from chassis.kernel.refusal import FieldFault, refuse, refuse_unless
from chassis.text.codes import is_uscc

from ..shared.terms import term
from . import rules
from .events import CreditListCompleted, OrganisationListed


class CreditList(enum.StrEnum):
    """The three credit lists of rule B3."""

    DISHONEST_JUDGMENT_DEBTOR = "dishonest_judgment_debtor"
    MAJOR_TAX_VIOLATION = "major_tax_violation"
    GOVERNMENT_PROCUREMENT_VIOLATION = "government_procurement_violation"


# how many other names and kinds are kept for an organisation
MAX_STATED = 50
# first two characters (GB 32100) of codes that no legal person has: individual businesses
_NO_LEGAL_PERSON = frozenset({"92"})
# characters that are kept of a cell in a line that was not taken
_CELL_KEPT = 100


@dataclass(frozen=True, kw_only=True)
class CreditListing:
    """An organisation's entry on a credit list as of a date."""

    list: CreditList
    as_of: Instant
    source: str


@dataclass(kw_only=True)
class OrganisationRecord(Aggregate):
    """The record of an organisation; its id is the unified social credit code (rule B1).

    `organisation` is as a team stated it first, None while only a credit list names it. `also_stated` are other names and kinds
    that teams stated, which staff can compare. `known_as` are all its names in the form for searching.
    """

    organisation: Organisation | None = None
    also_stated: tuple[Organisation, ...] = ()
    listings: tuple[CreditListing, ...] = ()
    known_as: tuple[str, ...] = ()

    def introduce(self, organisation: Organisation, search_form: str = "") -> bool:
        """Keep the name and kind that a team states for it, beside those stated before; return True if they are new.

        `search_form` is the name in the form for searching.
        """
        if self.organisation is None:
            self.organisation = organisation
        elif organisation in (self.organisation, *self.also_stated) or len(self.also_stated) >= MAX_STATED:
            return False
        else:
            self.also_stated = (*self.also_stated, organisation)
        self._add_name(search_form)
        return True

    def record_listing(self, listing: CreditListing, search_form: str = "", *, at: Instant) -> bool:
        """Record its entry on an imported list, with the name there; return True if either is new.

        If it takes part, an event lets its active teams be checked again.
        """
        name_is_new = self._add_name(search_form)
        if listing in self.listings:
            return name_is_new
        self.listings = (*self.listings, listing)
        if self.organisation is not None:
            event = OrganisationListed(uscc=self.id, list=listing.list, as_of=listing.as_of, source=listing.source)
            self.raise_event(event, at)
        return True

    def _add_name(self, search_form: str) -> bool:
        if not search_form or search_form in self.known_as:
            return False
        self.known_as = (*self.known_as, search_form)
        return True

    def listings_in_force(self, heads: Mapping[CreditList, Instant]) -> tuple[CreditListing, ...]:
        """Return the listings that are not older than the last whole list; `heads` has the date of that for each list.

        So a whole list that no longer names the organisation lifts its listing, and an older list that is imported later has no
        effect.
        """
        return tuple(
            listing for listing in self.listings if listing.list not in heads or listing.as_of >= heads[listing.list]
        )

    def require_credit(self, heads: Mapping[CreditList, Instant]) -> None:
        """Refuse the organisation if a listing is in force (rule B3)."""
        listings = self.listings_in_force(heads)
        if listings:
            last = max(listings, key=lambda listing: listing.as_of)
            refuse(rules.B3_CREDIT_LISTED, uscc=self.id, list=term(last.list), as_of=beijing_date(last.as_of))


@dataclass(kw_only=True)
class CreditHead(Aggregate):
    """The date of the last whole import of a credit list; its id is the list (rule B3)."""

    as_of: Instant
    source: str

    @classmethod
    def first(cls, name: CreditList, as_of: Instant, source: str, *, at: Instant) -> CreditHead:
        """Record the first whole import of the list."""
        head = cls(id=name, as_of=as_of, source=source)
        head.raise_event(CreditListCompleted(list=name, as_of=as_of), at)
        return head

    def advance(self, as_of: Instant, source: str, *, at: Instant) -> bool:
        """Record a whole import of the list; return True if it is newer than the last."""
        if as_of <= self.as_of:
            return False
        self.as_of, self.source = as_of, source
        self.raise_event(CreditListCompleted(list=self.id, as_of=as_of), at)
        return True


@dataclass(frozen=True, kw_only=True)
class LineFault:
    """A line of an imported list that was not taken, because its code is wrong."""

    line: int
    uscc: str
    name: str

    @classmethod
    def of(cls, line: int, uscc: str, name: str) -> LineFault:
        """Return the fault of a line, its cells cut short: they may hold anything if the file is wrong."""
        return cls(line=line, uscc=uscc[:_CELL_KEPT], name=name[:_CELL_KEPT])


@dataclass(kw_only=True)
class CreditImport(Aggregate):
    """The lines at fault in the parts of a credit list as of a date; its id is list and date (rule B3)."""

    faults: tuple[LineFault, ...] = ()
    waived: tuple[LineFault, ...] = ()

    @staticmethod
    def identifier(name: CreditList, as_of: Instant) -> str:
        """Return the id for a list and its date."""
        return f"{name}@{as_of.isoformat()}"

    def record_part(self, faults: Iterable[LineFault], names: Iterable[str], *, waive: bool) -> bool:
        """Record the import of another part, with its faults and the names that it has; return True if the open faults changed.

        A fault of an earlier part is corrected once its name is imported with a valid code. `waive` leaves the lines of earlier
        faults out on purpose; the faults of this part stay open.
        """
        before = (self.faults, self.waived)
        corrected = {name[:_CELL_KEPT] for name in names} - {""}
        if waive:
            self.waived, self.faults = (*self.waived, *self.faults), ()
        still_open = [fault for fault in self.faults if fault.name not in corrected]
        still_open += [fault for fault in faults if fault not in self.waived]
        self.faults = tuple(dict.fromkeys(still_open))
        return (self.faults, self.waived) != before


def require_uscc(code: str, field: str) -> None:
    """Refuse an invalid code, naming its field and never its value, which may be personal data (rules B1, K4)."""
    fault = FieldFault(
        field,
        "统一社会信用代码不符合GB 32100校验规则，请核对。",
        "Not a valid unified social credit code (GB 32100): check it.",
    )
    if not is_uscc(code):
        refuse(rules.B1_USCC_INVALID, faults=[fault])


def require_legal_person(code: str) -> None:
    """Refuse a valid code of an organisation that is no legal person (rule B1)."""
    refuse_unless(code[:2] not in _NO_LEGAL_PERSON, rules.B1_NOT_A_LEGAL_PERSON, uscc=code)
