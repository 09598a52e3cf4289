"""Organisations, their listings on credit lists, and the imports of those lists (rules B1, B3)."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

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


# how many names and kinds are kept of what the teams of one division state for an organisation
MAX_STATED = 50
# returns a name in the form for searching
Fold = Callable[[str], str]
# who finds an organisation by what: the secretariat by all its names, every host by the names on credit lists, the host of a
# division by the names that teams of this division stated (rule K1)
EVERYWHERE, LISTED = "everywhere", "listed"
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
    # the organisation's name on the list
    name: str = ""

    @property
    def key(self) -> tuple[CreditList, Instant, str]:
        """Return what tells it from other listings of the organisation."""
        return self.list, self.as_of, self.source


@dataclass(frozen=True, kw_only=True)
class StatedOrganisation:
    """A name and kind that teams state for an organisation, and the divisions of these teams."""

    organisation: Organisation
    division_codes: tuple[str, ...] = ()


@dataclass(kw_only=True)
class OrganisationRecord(Aggregate):
    """The record of an organisation; its id is the unified social credit code (rule B1).

    `stated` is what teams call it: anyone can state any code, so none of these is its name. `confirmed_name` is its name by a
    decision on a claim, empty if there was none. `found_by` are its code and names in the form for searching, each behind who
    finds it by that; they are of the folding of that number.
    """

    stated: tuple[StatedOrganisation, ...] = ()
    confirmed_name: str = ""
    listings: tuple[CreditListing, ...] = ()
    found_by: tuple[str, ...] = ()
    folding: int = 0

    @property
    def listed_name(self) -> str:
        """Return the name on the newest credit list that gives one, empty if none does."""
        named = sorted((listing for listing in self.listings if listing.name), key=lambda listing: listing.as_of)
        return named[-1].name if named else ""

    @property
    def name(self) -> str:
        """Return its name by a decision or a credit list, empty if no authority stated one (rule B1)."""
        return self.confirmed_name or self.listed_name

    def stated_in(self, division_codes: frozenset[str]) -> tuple[StatedOrganisation, ...]:
        """Return what teams of these divisions stated, without the other divisions of these teams (rule K1)."""
        here = (
            (stated.organisation, tuple(code for code in stated.division_codes if code in division_codes))
            for stated in self.stated
        )
        return tuple(
            StatedOrganisation(organisation=organisation, division_codes=codes) for organisation, codes in here if codes
        )

    def introduce(self, organisation: Organisation, division_code: str, *, at: Instant) -> bool:
        """Keep the name and kind that a team of a division states for it; return True if they are new there.

        If it took no part so far, events for the listings that it has let the team be checked: the list may have been imported
        while the team registered (rule B3).
        """
        known = next((stated for stated in self.stated if stated.organisation == organisation), None)
        if known is not None and division_code in known.division_codes:
            return False
        here = sum(division_code in stated.division_codes for stated in self.stated)
        if here >= MAX_STATED:
            return False
        if not self.stated:
            for listing in self.listings:
                self._raise_listed(listing, at)
        if known is None:
            self.stated = (*self.stated, StatedOrganisation(organisation=organisation, division_codes=(division_code,)))
        else:
            wider = replace(known, division_codes=(*known.division_codes, division_code))
            self.stated = tuple(wider if stated == known else stated for stated in self.stated)
        return True

    def confirm_name(self, name: str) -> bool:
        """Keep the name of the organisation that a decision on a claim confirmed (rule B1); return True if it is another."""
        changed = name != self.confirmed_name
        self.confirmed_name = name
        return changed

    def record_listing(self, listing: CreditListing, *, at: Instant) -> bool:
        """Record its entry on an imported list; return True if the entry or its name is new.

        If it takes part, an event lets its active teams be checked again.
        """
        known = next((entry for entry in self.listings if entry.key == listing.key), None)
        if known is None:
            self.listings = (*self.listings, listing)
            if self.stated:
                self._raise_listed(listing, at)
            return True
        if not listing.name or listing.name == known.name:
            return False
        self.listings = tuple(listing if entry is known else entry for entry in self.listings)
        return True

    def index(self, fold: Fold, folding: int) -> bool:
        """Note by what it is found, names in the form for searching; return True if that changed."""
        before = (self.found_by, self.folding)
        listed = {fold(listing.name) for listing in self.listings if listing.name}
        names: dict[str, set[str]] = {EVERYWHERE: {fold(self.confirmed_name)} | listed}
        if self.listings:
            names[LISTED] = listed
        for stated in self.stated:
            for scope in (EVERYWHERE, *stated.division_codes):
                names.setdefault(scope, set()).add(fold(stated.organisation.name))
        self.found_by = tuple(
            sorted(f"{scope}/{text}" for scope, forms in names.items() for text in {self.id, *forms} if text)
        )
        self.folding = folding
        return (self.found_by, self.folding) != before

    def _raise_listed(self, listing: CreditListing, at: Instant) -> None:
        event = OrganisationListed(uscc=self.id, list=listing.list, as_of=listing.as_of, source=listing.source)
        self.raise_event(event, at)

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
