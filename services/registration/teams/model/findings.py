"""Findings on a team's organisations, files and names, for reviewers to look at (rules B3, B8, B9, C7)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from chassis.kernel.clock import Instant, beijing_date
from chassis.kernel.refusal import Term

from ...names.model.screening import NameFinding
from ...organisations import rules as organisations_rules
from ...organisations.model import CreditList, CreditListing
from ...shared.terms import term
from .. import rules

LISTED, AFFILIATED = organisations_rules.B3_CREDIT_LISTED.name, rules.B8_AFFILIATED.name
INFECTED = rules.C7_MATERIAL_INFECTED.name
ORGANISES = rules.B8_ORGANISER_TAKES_PART.name
SAME_NAME, CONTESTED = rules.B5_SAME_NAME.name, rules.B7_NAME_CONTESTED.name
OF_ORGANISERS = frozenset({AFFILIATED, ORGANISES})
# of two teams together: each names what is between them and not the other team (rule K1)
OF_PAIRS = frozenset({SAME_NAME, CONTESTED})


@dataclass(frozen=True, kw_only=True)
class TeamFinding:
    """An organisation of the team is listed, organises the division or belongs to an organiser; or a file is infected.

    Or one of its people may be in another team too, or its name is contested. `code` is of the rule. `uscc` is empty if a file
    is meant. `subject` is the list, the organiser, the file's SHA-256, or the id of the pair or claim; `as_of` the date of the
    list, or when it was found; `source` the list's source, the way between the two organisations, the file's name, or what is
    found of the pair. It is `lifted` once it no longer holds.
    """

    code: str
    uscc: str
    subject: str
    as_of: Instant
    source: str
    lifted: bool = False
    # of a pair, the other team and its division, for whoever may know of it
    other_team_id: str = ""
    other_team_division_code: str = ""

    @property
    def key(self) -> str:
        """Return what tells it from others: each listing is one of its own, two organisations have one affiliation at most."""
        which = f"{self.code}/{self.uscc}/{self.subject}"
        return f"{which}/{self.as_of.isoformat()}/{self.source}" if self.code == LISTED else which

    @property
    def words(self) -> str:
        """Return it in words, for the reviewer."""
        if self.code == INFECTED:
            return f"{self.source}（SHA-256 {self.subject}）{beijing_date(self.as_of)}"
        if self.code in OF_PAIRS:
            return f"{self.uscc} {self.source}"
        subject = term(CreditList(self.subject)).zh if self.code == LISTED else self.subject
        return f"{self.uscc} {subject} {beijing_date(self.as_of)} {self.source}"


@dataclass(frozen=True, kw_only=True)
class Affiliation:
    """The relation of an organisation of a team to an organiser of its division; they may be one and the same.

    `way` is the way from one to the other, in each language; `noted` the same in one string, which goes on record.
    """

    uscc: str
    organiser: str
    way: Term
    noted: str

    def finding(self, at: Instant) -> TeamFinding:
        """Return it as a finding of the team."""
        code = ORGANISES if self.uscc == self.organiser else AFFILIATED
        return TeamFinding(code=code, uscc=self.uscc, subject=self.organiser, as_of=at, source=self.noted)


# findings, and those of them that changed
Changed = tuple["Findings", tuple[TeamFinding, ...]]


@dataclass(frozen=True, kw_only=True)
class Findings:
    """A team's findings: of its organisations and files, of its names, and of projects of nearly its project's name.

    Each change returns the findings that changed.

    `sequence` counts the changes that were reported, so that an older report never overwrites a newer.
    """

    each: tuple[TeamFinding, ...] = ()
    names: tuple[NameFinding, ...] = ()
    near_projects: tuple[NameFinding, ...] = ()
    sequence: int = 0

    def with_listing(self, uscc: str, listing: CreditListing, heads: Mapping[CreditList, Instant]) -> Changed:
        """Add a credit listing (rule B3), unless it is known or older than the last whole list."""
        outdated = listing.list in heads and listing.as_of < heads[listing.list]
        finding = TeamFinding(
            code=LISTED, uscc=uscc, subject=listing.list.value, as_of=listing.as_of, source=listing.source
        )
        if outdated or any(known.key == finding.key for known in self.each):
            return self, ()
        return replace(self, each=(*self.each, finding)), (finding,)

    def with_whole_list(self, credit_list: CreditList, as_of: Instant) -> Changed:
        """Lift listings on a list that are older than a whole version of it (rule B3)."""
        return self._lift(
            lambda finding: (finding.code, finding.subject) == (LISTED, credit_list.value) and finding.as_of < as_of
        )

    def with_malware(self, sha256: str, file_name: str, at: Instant) -> Changed:
        """Add that malware was found in a file that was handed in (rule C7), unless that stands already."""
        finding = TeamFinding(code=INFECTED, uscc="", subject=sha256, as_of=at, source=file_name)
        if any(known.key == finding.key and not known.lifted for known in self.each):
            return self, ()
        others = (known for known in self.each if known.key != finding.key)
        return replace(self, each=(*others, finding)), (finding,)

    def without_malware(self, sha256: str) -> Changed:
        """Lift that malware was found in a file: there is none (rule C7)."""
        return self._lift(lambda finding: (finding.code, finding.subject) == (INFECTED, sha256))

    def of_files_only(self, handed_in: Collection[str]) -> Changed:
        """Lift findings in files that are no longer submitted; `handed_in` are SHA-256 (rule C7)."""
        return self._lift(lambda finding: finding.code == INFECTED and finding.subject not in handed_in)

    def with_affiliation(self, affiliation: Affiliation | None, at: Instant) -> Changed:
        """Note how the team and the division's organisers belong together now; lift any other affiliation (rule B8)."""
        now = affiliation.finding(at) if affiliation is not None else None
        after, changed, known = [], [], False
        for finding in self.each:
            same = now is not None and finding.key == now.key
            known = known or same
            updated = replace(finding, lifted=not same) if finding.code in OF_ORGANISERS else finding
            after.append(updated)
            if updated != finding:
                changed.append(updated)
        if now is not None and not known:
            after.append(now)
            changed.append(now)
        return replace(self, each=tuple(after)), tuple(changed)

    @property
    def pairs(self) -> tuple[TeamFinding, ...]:
        """Return what was found of this team together with others, lifted findings included (rules B5, B7)."""
        return tuple(finding for finding in self.each if finding.code in OF_PAIRS)

    def with_pairs(self, now: tuple[TeamFinding, ...]) -> Changed:
        """Replace what was found of this team together with others; lift what no longer holds (rules B5, B7)."""
        current = {finding.key: finding for finding in now}
        known = {finding.key: finding for finding in self.pairs}
        kept = tuple(
            replace(finding, lifted=finding.key not in current) if finding.code in OF_PAIRS else finding
            for finding in self.each
        )
        new = tuple(finding for key, finding in current.items() if key not in known)
        changed = tuple(after for before, after in zip(self.each, kept, strict=True) if after != before)
        return replace(self, each=(*kept, *new)), (*changed, *new)

    def without_organisation(self, uscc: str) -> Changed:
        """Remove the findings of an organisation; return its open ones as lifted (rules B2, B3, B8)."""
        removed = (finding for finding in self.each if finding.uscc == uscc and not finding.lifted)
        left = tuple(finding for finding in self.each if finding.uscc != uscc)
        return replace(self, each=left), tuple(replace(finding, lifted=True) for finding in removed)

    def all_lifted(self) -> Findings:
        """Lift every finding of organisations and files."""
        return replace(self, each=tuple(replace(finding, lifted=True) for finding in self.each))

    def with_names(self, names: tuple[NameFinding, ...]) -> Findings:
        """Replace the findings of the names (rule B9)."""
        return replace(self, names=names)

    def with_near_projects(self, near: tuple[NameFinding, ...]) -> Findings:
        """Replace which projects have nearly its project's name (rule B7)."""
        return replace(self, near_projects=near)

    def counted(self) -> Findings:
        """Count one more reported change."""
        return replace(self, sequence=self.sequence + 1)

    def _lift(self, lifts: Callable[[TeamFinding], bool]) -> Changed:
        after = tuple(replace(finding, lifted=True) if lifts(finding) else finding for finding in self.each)
        changed = tuple(new for old, new in zip(self.each, after, strict=True) if old != new)
        return replace(self, each=after), changed


NO_FINDINGS = Findings()
