"""Events about a team that arrive in any order and more than once end the same (rules B3, B8, B9, C7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal
from services.registration.names import rules as names_rules
from services.registration.names.model.screening import ListedWord, Severity
from services.registration.names.model.word_list import WordList
from services.registration.organisations import rules as organisations_rules
from services.registration.organisations.model import (
    CreditHead,
    CreditList,
    CreditListing,
    OrganisationRecord,
    StatedOrganisation,
)
from services.registration.teams.events import TeamFindingChanged
from services.registration.teams.model.findings import INFECTED, LISTED, OF_ORGANISERS, Affiliation
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

DEBTOR, TAX = CreditList.DISHONEST_JUDGMENT_DEBTOR, CreditList.MAJOR_TAX_VIOLATION
AT, PARTNER = a.WHILE_OPEN, a.code(2)
TAKING_PART = StatedOrganisation(organisation=a.organisation(1), division_codes=("110000",))
FEW = settings(max_examples=150, deadline=None)
Heads = Mapping[CreditList, Instant]


def on(day: int) -> Instant:
    """Return the instant of a day of imports."""
    return a.APPLIES + timedelta(days=day)


@dataclass(frozen=True)
class Import:
    """A part of a credit list as of a day; `whole` if it is the last, `names` an organisation or nobody of ours."""

    list: CreditList
    day: int
    whole: bool
    names: str

    @property
    def listing(self) -> CreditListing:
        """Return the listing as the organisation's record holds it."""
        return CreditListing(list=self.list, as_of=on(self.day), source="list")


IMPORT = st.builds(
    Import,
    st.sampled_from((DEBTOR, TAX)),
    st.integers(1, 4),
    st.booleans(),
    st.sampled_from((a.code(1), PARTNER, "")),
)
IMPORTS = st.lists(IMPORT, min_size=1, max_size=7, unique=True)


def heads_of(imports: Iterable[Import]) -> Heads:
    """Return the day of the newest whole list of each kind among these imports."""
    heads: dict[CreditList, Instant] = {}
    for part in imports:
        if part.whole:
            heads[part.list] = max(on(part.day), heads.get(part.list, on(0)))
    return heads


def in_force(imports: Sequence[Import], uscc: str) -> set[CreditListing]:
    """Return the lists that an organisation is on, read off all imports in any order."""
    heads = heads_of(imports)
    return {
        part.listing for part in imports if part.names == uscc and part.listing.as_of >= heads.get(part.list, on(0))
    }


def submitted() -> Team:
    """Return a joint team that has submitted, so that review is told of everything."""
    team = a.team(co_organisations=(a.organisation(2),))
    team.answer_invitation(PARTNER, "partner", consent=True, at=AT)
    team.save_declaration(a.SECTIONS, 0, a.REQUIREMENTS, at=AT)
    team.attach(a.audit(), a.REQUIREMENTS, at=AT)
    team.submit(1, a.REQUIREMENTS, a.sign, at=AT)
    team.take_events()
    return team


def open_in_review(team: Team) -> set[str]:
    """Return the keys of the findings that are open by the newest event to review."""
    events = [raised.event for raised in team.raised if isinstance(raised.event, TeamFindingChanged)]
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    last: dict[str, bool] = {}
    for event in events:
        assert last.get(event.key, True) == (not event.lifted), "each event differs from the one before"
        last[event.key] = event.lifted
    return {key for key, lifted in last.items() if not lifted}


def open_findings(team: Team, codes: Iterable[str]) -> set[str]:
    """Return the keys of the findings with these codes that are not lifted."""
    assert len({finding.key for finding in team.findings.each}) == len(team.findings.each)
    return {finding.key for finding in team.findings.each if not finding.lifted and finding.code in codes}


@FEW
@given(IMPORTS, st.data())
def test_b3_imports_in_any_order_and_repeated_end_in_the_same_listings(
    imports: list[Import], data: st.DataObject
) -> None:
    """B3: on a list in force is refused and on none accepted, whatever came first and how often; history is kept whole."""
    order = data.draw(st.permutations([*imports, *data.draw(st.lists(st.sampled_from(imports), max_size=4))]))
    record, heads = OrganisationRecord(id=a.code(1), stated=(TAKING_PART,)), dict[str, CreditHead]()
    for part in order:
        known = part.listing in record.listings
        if part.names == record.id:
            assert record.record_listing(part.listing, at=AT) is not known
        if part.whole and part.list in heads:
            heads[part.list].advance(on(part.day), "list", at=AT)
        elif part.whole:
            heads[part.list] = CreditHead.first(part.list, on(part.day), "list", at=AT)
    by_now = {name: head.as_of for name, head in heads.items()}
    assert by_now == heads_of(imports)
    assert set(record.listings_in_force(by_now)) == in_force(imports, record.id)
    assert len(record.listings) == len({part.listing for part in imports if part.names == record.id})
    assert len(record.raised) == len(record.listings), "each listing raises one event"
    try:
        record.require_credit(by_now)
        refused = False
    except Refusal as refusal:
        refused = refusal.code == organisations_rules.B3_CREDIT_LISTED
    assert refused is bool(in_force(imports, record.id))


@FEW
@given(IMPORTS, st.data())
def test_b3_a_team_ends_with_the_listings_in_force_whatever_the_order_of_events(
    imports: list[Import], data: st.DataObject
) -> None:
    """B3, D1: each event is handled at least once, by heads no older than it: an import writes them before it sends events."""
    events = [*((part, True) for part in imports if part.whole), *((part, False) for part in imports if part.names)]
    order = data.draw(
        st.permutations([*events, *(data.draw(st.lists(st.sampled_from(events), max_size=4)) if events else [])])
    )
    early = data.draw(st.lists(st.sampled_from(imports), max_size=4))  # imported, and not sent yet
    team, imported = submitted(), list[Import]()
    for part, of_the_whole in order:
        imported += [part, *early[:1]]
        early = early[1:]
        if of_the_whole:
            team.record_whole_list(part.list, on(part.day), at=AT)
        else:
            team.record_listing(part.names, part.listing, heads_of(imported), at=AT)
        before = team.findings.each
        again = team.record_whole_list(part.list, on(part.day), at=AT) if of_the_whole else False
        assert (again, team.findings.each) == (False, before), "a repeated event changes nothing"
    expected = {
        f"{LISTED}/{uscc}/{part.list}/{part.as_of.isoformat()}/{part.source}"
        for uscc in (a.code(1), PARTNER)
        for part in in_force(imports, uscc)
    }
    assert open_findings(team, {LISTED}) == open_in_review(team) == expected


AFFILIATIONS = st.builds(
    Affiliation,
    uscc=st.sampled_from((a.code(1), PARTNER)),
    organiser=st.sampled_from((a.ORGANISER, PARTNER)),
    way=st.sampled_from(("子公司", "子公司；控股")),
)


@FEW
@given(st.lists(st.one_of(st.none(), AFFILIATIONS), min_size=1, max_size=8))
def test_b8_the_last_affiliation_is_in_force(affiliations: list[Affiliation | None]) -> None:
    """B8, D1: only the last is in force, a repetition changes nothing, other findings stay."""
    team = submitted()
    listing = CreditListing(list=TAX, as_of=on(1), source="list")
    assert team.record_listing(PARTNER, listing, {}, at=AT)
    listed = team.findings.each
    for affiliation in affiliations:
        team.record_affiliation(affiliation, at=AT)
        assert not team.record_affiliation(affiliation, at=AT)
    assert team.findings.each[: len(listed)] == listed
    last = set() if affiliations[-1] is None else {affiliations[-1].finding(AT).key}
    assert open_findings(team, OF_ORGANISERS) == last
    assert open_in_review(team) == last | {listed[0].key}


@dataclass
class Files:
    """A scanner's results of two files, and which of them the last version holds; the events may arrive later."""

    infected: set[int] = field(default_factory=set)
    reported: list[int] = field(default_factory=list)
    handed_in: set[int] = field(default_factory=lambda: {0})


FILES = {number: a.audit(sha256=f"{number:064x}", id=f"e{number}", file_name=f"{number}.pdf") for number in range(2)}
STEP = st.one_of(
    st.tuples(st.sampled_from(("infected", "clean", "event")), st.integers(0, 1)),
    st.tuples(st.just("submit"), st.sets(st.integers(0, 1), min_size=1)),
)


# found, left out, cleared by a newer scan, submitted again, and found again
BACK_AND_FORTH: list[tuple[str, int | set[int]]] = [
    ("infected", 0),
    ("event", 0),
    ("submit", {1}),
    ("clean", 0),
    ("submit", {0}),
    ("infected", 0),
]


@FEW
@example(BACK_AND_FORTH[:3])
@example(BACK_AND_FORTH)
@given(st.lists(STEP, max_size=10))
def test_c7_malware_is_a_finding_exactly_while_its_file_is_submitted(
    steps: list[tuple[str, int | set[int]]],
) -> None:
    """C7, D1: found before or after a version with or without the file, again and twice; a version without it lifts that.

    As the commands do, known malware is not submitted, and a team hears only of malware in its submitted files.
    """
    team, files = submitted(), Files()
    team.evidence = ()
    team.attach(FILES[0], a.REQUIREMENTS, at=AT)
    team.submit(team.draft.revision, a.REQUIREMENTS, a.sign, at=AT)
    team.take_events()

    def record(number: int) -> None:
        if number in files.handed_in:
            team.record_malware(FILES[number].sha256, FILES[number].file_name, at=AT)
            assert not team.record_malware(FILES[number].sha256, FILES[number].file_name, at=AT)

    for kind, what in steps:
        if isinstance(what, set):
            if not what & files.infected:
                team.evidence = tuple(FILES[number] for number in sorted(what))
                team.submit(team.draft.revision, a.REQUIREMENTS, a.sign, at=AT)
                files.handed_in = what
        elif kind == "event" and what in files.reported and what in files.infected:
            record(what)
        elif kind == "infected" and what not in files.infected:
            files.infected.add(what)
            files.reported.append(what)
        elif kind == "clean" and what not in files.handed_in:
            files.infected.discard(what)  # a newer scan, at its next upload
    for number in sorted(files.infected):
        record(number)
    expected = {f"{INFECTED}//{FILES[number].sha256}" for number in files.infected & files.handed_in}
    assert open_findings(team, {INFECTED}) == open_in_review(team) == expected


@dataclass(frozen=True)
class Version:
    """A word list as of a day."""

    day: int
    words: int

    def replace_in(self, known: WordList) -> bool | None:
        """Replace the list by this version; return True if that changed it, None if it was older and refused."""
        words = tuple(
            ListedWord(list="甲", word=f"词{number}", severity=Severity.REFUSE) for number in range(self.words)
        )
        try:
            return known.replace(words, on(self.day), "来源", at=AT)
        except Refusal as refusal:
            return None if refusal.code == names_rules.B9_LIST_OLDER else True


@FEW
@given(st.lists(st.builds(Version, st.integers(1, 4), st.integers(1, 3)), min_size=1, max_size=8))
def test_b9_the_newest_list_is_in_force_and_of_one_date_the_last(order: list[Version]) -> None:
    """B9: older versions are refused, the one in force again changes nothing; nothing on record is ever altered."""
    word_list, current, versions = WordList(id="甲"), order[0], ()
    for version in order:
        older = bool(versions) and version.day < current.day
        changed = version.replace_in(word_list)
        assert changed is (None if older else not versions or version != current)
        if changed:
            current = version
        assert word_list.versions[: len(versions)] == versions
        versions = word_list.versions
        assert (versions[-1].as_of, versions[-1].words) == (on(current.day), current.words)
    assert current.day == max(version.day for version in order)
    assert [version.number for version in versions] == [*range(1, len(versions) + 1)]
    assert len(word_list.raised) == len(versions)
    newest = [version for version in order if version.day == current.day]
    assert current == newest[-1]
