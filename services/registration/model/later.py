"""What becomes known of a team's organisations after it registered (rules B3, B8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chassis.kernel.clock import Instant, beijing_date

from . import rules
from .organisation import CreditList, CreditListing
from .terms import term

LISTED, AFFILIATED = rules.B3_CREDIT_LISTED.name, rules.B8_AFFILIATED.name
ORGANISES = rules.B8_ORGANISER_TAKES_PART.name
OF_ORGANISERS = frozenset({AFFILIATED, ORGANISES})


@dataclass(frozen=True, kw_only=True)
class TeamFinding:
    """An organisation of the team stands on a credit list, or organises the division, or belongs to an organiser of it."""

    # of the rule
    code: str
    uscc: str
    # the list, or the organiser
    subject: str
    # of the list, or of the finding
    as_of: Instant
    # of the list; or the way from the one to the other
    source: str
    # a later whole list does not name it, or the relation ended
    lifted: bool = False

    @property
    def key(self) -> str:
        """Which one it is: each list's word is another, a way between two is one however it runs."""
        which = f"{self.code}/{self.uscc}/{self.subject}"
        return f"{which}/{self.as_of.isoformat()}/{self.source}" if self.code == LISTED else which

    @property
    def words(self) -> str:
        """For the reviewer."""
        subject = term(CreditList(self.subject)).zh if self.code == LISTED else self.subject
        return f"{self.uscc} {subject} {beijing_date(self.as_of)} {self.source}"


@dataclass(frozen=True, kw_only=True)
class Affiliation:
    """The way between an organisation of a team and an organiser of its division, in words; they may be one and the same."""

    uscc: str
    organiser: str
    way: str

    def finding(self, at: Instant) -> TeamFinding:
        """As it goes on the team's record."""
        code = ORGANISES if self.uscc == self.organiser else AFFILIATED
        return TeamFinding(code=code, uscc=self.uscc, subject=self.organiser, as_of=at, source=self.way)


Findings = tuple[TeamFinding, ...]
# all findings, and those that changed
Changed = tuple[Findings, Findings]


def with_listing(findings: Findings, uscc: str, listing: CreditListing, heads: Mapping[CreditList, Instant]) -> Changed:
    """What a listing adds: nothing where it is known, or where a newer whole list made it history."""
    history = listing.list in heads and listing.as_of < heads[listing.list]
    found = TeamFinding(code=LISTED, uscc=uscc, subject=listing.list.value, as_of=listing.as_of, source=listing.source)
    if history or any(one.key == found.key for one in findings):
        return findings, ()
    return (*findings, found), (found,)


def with_whole_list(findings: Findings, credit_list: CreditList, as_of: Instant) -> Changed:
    """A list that is whole as of then lifts what is older."""
    after = tuple(
        replace(one, lifted=True) if (one.code, one.subject) == (LISTED, credit_list) and one.as_of < as_of else one
        for one in findings
    )
    return after, tuple(new for old, new in zip(findings, after, strict=True) if old != new)


def with_affiliation(findings: Findings, found: Affiliation | None, at: Instant) -> Changed:
    """The way that there is now: it is found, found again, or any that was found is lifted."""
    now = found.finding(at) if found is not None else None
    after, changed, known = [], [], False
    for one in findings:
        same = now is not None and one.key == now.key
        known = known or same
        new = replace(one, lifted=not same) if one.code in OF_ORGANISERS else one
        after.append(new)
        if new != one:
            changed.append(new)
    if now is not None and not known:
        after.append(now)
        changed.append(now)
    return tuple(after), tuple(changed)
