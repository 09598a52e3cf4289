"""What becomes known of a team's organisations and files after it registered (rules B3, B8, C7)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from chassis.kernel.clock import Instant, beijing_date
from chassis.kernel.refusal import Term

from ...organisations import rules as organisations_rules
from ...organisations.model import CreditList, CreditListing
from ...shared.terms import term
from .. import rules

LISTED, AFFILIATED = organisations_rules.B3_CREDIT_LISTED.name, rules.B8_AFFILIATED.name
INFECTED = rules.C7_MATERIAL_INFECTED.name
ORGANISES = rules.B8_ORGANISER_TAKES_PART.name
OF_ORGANISERS = frozenset({AFFILIATED, ORGANISES})


@dataclass(frozen=True, kw_only=True)
class TeamFinding:
    """An organisation of the team is listed, organises the division or belongs to who does; or a file is infected."""

    # of the rule
    code: str
    # empty where a file is meant
    uscc: str
    # the list, the organiser, or the file's SHA-256
    subject: str
    # of the list, or of the finding
    as_of: Instant
    # of the list; the way from the one to the other; or the file's name
    source: str
    # a later whole list does not name it, the relation ended, or a later version is without the file
    lifted: bool = False

    @property
    def key(self) -> str:
        """Which one it is: each list's word is another, a way between two is one however it runs."""
        which = f"{self.code}/{self.uscc}/{self.subject}"
        return f"{which}/{self.as_of.isoformat()}/{self.source}" if self.code == LISTED else which

    @property
    def words(self) -> str:
        """For the reviewer."""
        if self.code == INFECTED:
            return f"{self.source}（SHA-256 {self.subject}）{beijing_date(self.as_of)}"
        subject = term(CreditList(self.subject)).zh if self.code == LISTED else self.subject
        return f"{self.uscc} {subject} {beijing_date(self.as_of)} {self.source}"


@dataclass(frozen=True, kw_only=True)
class Affiliation:
    """The way between an organisation of a team and an organiser of its division, in words; they may be one and the same."""

    uscc: str
    organiser: str
    way: Term
    # the way as it goes on record: one string that reviewers and teams read in either language
    noted: str

    def finding(self, at: Instant) -> TeamFinding:
        """As it goes on the team's record."""
        code = ORGANISES if self.uscc == self.organiser else AFFILIATED
        return TeamFinding(code=code, uscc=self.uscc, subject=self.organiser, as_of=at, source=self.noted)


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
    return _without(findings, lambda one: (one.code, one.subject) == (LISTED, credit_list.value) and one.as_of < as_of)


def with_malware(findings: Findings, sha256: str, file_name: str, at: Instant) -> Changed:
    """Malware was found in a file that was handed in: nothing where that is known; one that was lifted is found again."""
    found = TeamFinding(code=INFECTED, uscc="", subject=sha256, as_of=at, source=file_name)
    if any(one.key == found.key and not one.lifted for one in findings):
        return findings, ()
    return (*(one for one in findings if one.key != found.key), found), (found,)


def without_files(findings: Findings, left: Collection[str]) -> Changed:
    """Only these files, by SHA-256, are still handed in: what was found in others is lifted."""
    return _without(findings, lambda one: one.code == INFECTED and one.subject not in left)


def without_malware(findings: Findings, sha256: str) -> Changed:
    """There is no malware in a file after all: that there was is lifted."""
    return _without(findings, lambda one: (one.code, one.subject) == (INFECTED, sha256))


def _without(findings: Findings, gone: Callable[[TeamFinding], bool]) -> Changed:
    after = tuple(replace(one, lifted=True) if gone(one) else one for one in findings)
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
