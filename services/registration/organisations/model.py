"""Organisations and what the credit lists say of them (rules B1, B3)."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chassis.facts.teams import Organisation
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant, beijing_date
from chassis.kernel.refusal import FieldFault, refuse, refuse_unless

from ..shared.identity import is_uscc
from ..shared.terms import term
from . import rules
from .events import CreditListCompleted, OrganisationListed


class CreditList(enum.StrEnum):
    """The three lists of rule B3."""

    DISHONEST_JUDGMENT_DEBTOR = "dishonest_judgment_debtor"
    MAJOR_TAX_VIOLATION = "major_tax_violation"
    GOVERNMENT_PROCUREMENT_VIOLATION = "government_procurement_violation"


# other names and kinds that are kept of an organisation
MAX_STATED = 50
# registering department and category of GB 32100 that stand for no legal person: individual businesses
_NO_LEGAL_PERSON = frozenset({"92"})
_NAME_KEPT = 100


@dataclass(frozen=True, kw_only=True)
class CreditListing:
    """One import in which an organisation stood on a list."""

    list: CreditList
    as_of: Instant
    source: str


@dataclass(kw_only=True)
class OrganisationRecord(Aggregate):
    """One record a unified social credit code, which is its id (rule B1)."""

    # as it was stated first; absent while it is known from a credit list only
    organisation: Organisation | None = None
    # what others stated of it otherwise: names and kinds are claims, for staff to hold against each other
    also_stated: tuple[Organisation, ...] = ()
    listings: tuple[CreditListing, ...] = ()
    # every name that it came under, as it is searched for
    known_as: tuple[str, ...] = ()

    def introduce(self, organisation: Organisation, searched: str = "") -> bool:
        """It takes part, as a team states it; whether that is news. Whoever stated it first has no say over its name.

        `searched` is the name as it is searched for.
        """
        if self.organisation is None:
            self.organisation = organisation
        elif organisation in (self.organisation, *self.also_stated) or len(self.also_stated) >= MAX_STATED:
            return False
        else:
            self.also_stated = (*self.also_stated, organisation)
        self._called(searched)
        return True

    def list_credit(self, listing: CreditListing, searched: str = "", *, at: Instant) -> bool:
        """It stood on a list in an import, under that name; whether anything of it is news.

        Of one that takes part it is told, so that its live teams are checked again.
        """
        called = self._called(searched)
        if listing in self.listings:
            return called
        self.listings = (*self.listings, listing)
        if self.organisation is not None:
            told = OrganisationListed(uscc=self.id, list=listing.list, as_of=listing.as_of, source=listing.source)
            self.raise_event(told, at)
        return True

    def _called(self, searched: str) -> bool:
        if not searched or searched in self.known_as:
            return False
        self.known_as = (*self.known_as, searched)
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
            refuse(rules.B3_CREDIT_LISTED, uscc=self.id, list=term(last.list), as_of=beijing_date(last.as_of))


@dataclass(kw_only=True)
class CreditHead(Aggregate):
    """As of when one of the three lists is known whole; its id is the list's name (rule B3)."""

    as_of: Instant
    source: str

    @classmethod
    def first(cls, name: CreditList, as_of: Instant, source: str, *, at: Instant) -> CreditHead:
        """The list is known whole for the first time."""
        head = cls(id=name, as_of=as_of, source=source)
        head.raise_event(CreditListCompleted(list=name, as_of=as_of), at)
        return head

    def advance(self, as_of: Instant, source: str, *, at: Instant) -> bool:
        """A whole list was imported; whether it is newer than the one known."""
        if as_of <= self.as_of:
            return False
        self.as_of, self.source = as_of, source
        self.raise_event(CreditListCompleted(list=self.id, as_of=as_of), at)
        return True


@dataclass(frozen=True, kw_only=True)
class LineAtFault:
    """A line of an imported list that was not taken."""

    line: int
    uscc: str
    name: str

    @classmethod
    def of(cls, line: int, uscc: str, name: str) -> LineAtFault:
        """The line as it is kept: no cell of a wrong file is kept whole."""
        return cls(line=line, uscc=uscc[:_NAME_KEPT], name=name[:_NAME_KEPT])


@dataclass(kw_only=True)
class CreditImport(Aggregate):
    """What is still open of the parts of one list as of one date; its id is both (rule B3)."""

    faults: tuple[LineAtFault, ...] = ()
    waived: tuple[LineAtFault, ...] = ()

    @staticmethod
    def identifier(name: CreditList, as_of: Instant) -> str:
        """The id for a list and its date."""
        return f"{name}@{as_of.isoformat()}"

    def take(self, faults: Iterable[LineAtFault], names: Iterable[str], *, waive: bool) -> bool:
        """One more part was imported; whether anything of what is open changed.

        A fault of an earlier part is mended once its name is imported with a right code. `waive` leaves those known so far out
        on purpose; faults that this part brings are always seen first.
        """
        before = (self.faults, self.waived)
        mended = {name[:_NAME_KEPT] for name in names} - {""}
        if waive:
            self.waived, self.faults = (*self.waived, *self.faults), ()
        left = [one for one in self.faults if one.name not in mended]
        left += [one for one in faults if one not in self.waived]
        self.faults = tuple(dict.fromkeys(left))
        return (self.faults, self.waived) != before


def require_uscc(code: str, field: str) -> None:
    """Refuse a code whose checksum is wrong, by the place where it stands and never by what was typed there (rules B1, K4)."""
    fault = FieldFault(
        field,
        "统一社会信用代码不符合GB 32100校验规则，请核对。",
        "Not a valid unified social credit code (GB 32100): check it.",
    )
    if not is_uscc(code):
        refuse(rules.B1_USCC_INVALID, faults=[fault])


def require_legal_person(code: str) -> None:
    """Refuse a code that no legal person has (rule B1); the code itself is right."""
    refuse_unless(code[:2] not in _NO_LEGAL_PERSON, rules.B1_NOT_A_LEGAL_PERSON, uscc=code)
