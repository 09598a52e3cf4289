"""What becomes known comes in any order and more than once, and ends the same (rules B3, B8, B9, C7)."""

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
    """A day of imports."""
    return a.APPLIES + timedelta(days=day)


@dataclass(frozen=True)
class Import:
    """The last part of a list as of a day, or one before it; it names an organisation, or it names none of ours."""

    list: CreditList
    day: int
    whole: bool
    names: str

    @property
    def listing(self) -> CreditListing:
        """As it goes on the organisation's record."""
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
    """As of when each list is whole once these are imported: the newest counts."""
    heads: dict[CreditList, Instant] = {}
    for one in imports:
        if one.whole:
            heads[one.list] = max(on(one.day), heads.get(one.list, on(0)))
    return heads


def in_force(imports: Sequence[Import], uscc: str) -> set[CreditListing]:
    """What the lists say of an organisation, read off the imports as a heap."""
    heads = heads_of(imports)
    return {one.listing for one in imports if one.names == uscc and one.listing.as_of >= heads.get(one.list, on(0))}


def submitted() -> Team:
    """A joint team that has submitted, so that review is told of everything."""
    team = a.team(co_organisations=(a.organisation(2),))
    team.answer_invitation(PARTNER, "partner", consent=True, at=AT)
    team.save_declaration(a.SECTIONS, 0, a.REQUIREMENTS, at=AT)
    team.attach(a.audit(), a.REQUIREMENTS, at=AT)
    team.submit(1, a.REQUIREMENTS, a.sign, at=AT)
    team.take_events()
    return team


def as_review_has_it(team: Team) -> set[str]:
    """What stands by review's last word of each finding; it takes the highest number, in whatever order they come."""
    told = [one.event for one in team.raised if isinstance(one.event, TeamFindingChanged)]
    assert [one.sequence for one in told] == list(range(1, len(told) + 1))
    last: dict[str, bool] = {}
    for one in told:
        assert last.get(one.key, True) == (not one.lifted), "each word is another than the one before"
        last[one.key] = one.lifted
    return {key for key, lifted in last.items() if not lifted}


def standing(team: Team, codes: Iterable[str]) -> set[str]:
    """Keys of what is found and not lifted."""
    assert len({one.key for one in team.findings.each}) == len(team.findings.each)
    return {one.key for one in team.findings.each if not one.lifted and one.code in codes}


@FEW
@given(IMPORTS, st.data())
def test_b3_any_order_of_imports_and_any_repetition_ends_in_the_same_listing(
    imports: list[Import], data: st.DataObject
) -> None:
    """B3: on a list in force is refused and on none accepted, whatever came first and how often; history is kept whole."""
    order = data.draw(st.permutations([*imports, *data.draw(st.lists(st.sampled_from(imports), max_size=4))]))
    record, heads = OrganisationRecord(id=a.code(1), stated=(TAKING_PART,)), dict[str, CreditHead]()
    for one in order:
        known = one.listing in record.listings
        if one.names == record.id:
            assert record.record_listing(one.listing, at=AT) is not known
        if one.whole and one.list in heads:
            heads[one.list].advance(on(one.day), "list", at=AT)
        elif one.whole:
            heads[one.list] = CreditHead.first(one.list, on(one.day), "list", at=AT)
    by_now = {name: head.as_of for name, head in heads.items()}
    assert by_now == heads_of(imports)
    assert set(record.listings_in_force(by_now)) == in_force(imports, record.id)
    assert len(record.listings) == len({one.listing for one in imports if one.names == record.id})
    assert len(record.raised) == len(record.listings), "told once of each"
    try:
        record.require_credit(by_now)
        refused = False
    except Refusal as refusal:
        refused = refusal.code == organisations_rules.B3_CREDIT_LISTED
    assert refused is bool(in_force(imports, record.id))


@FEW
@given(IMPORTS, st.data())
def test_b3_a_team_told_in_any_order_and_twice_ends_with_what_the_lists_say(
    imports: list[Import], data: st.DataObject
) -> None:
    """B3, D1: each word is handled at least once, by heads no older than it: an import writes them before it tells anything."""
    words = [*((one, True) for one in imports if one.whole), *((one, False) for one in imports if one.names)]
    order = data.draw(
        st.permutations([*words, *(data.draw(st.lists(st.sampled_from(words), max_size=4)) if words else [])])
    )
    early = data.draw(st.lists(st.sampled_from(imports), max_size=4))  # imported, and not told yet
    team, imported = submitted(), list[Import]()
    for one, of_the_whole in order:
        imported += [one, *early[:1]]
        early = early[1:]
        if of_the_whole:
            team.record_whole_list(one.list, on(one.day), at=AT)
        else:
            team.record_listing(one.names, one.listing, heads_of(imported), at=AT)
        before = team.findings.each
        again = team.record_whole_list(one.list, on(one.day), at=AT) if of_the_whole else False
        assert (again, team.findings.each) == (False, before), "the same again is no news"
    expected = {
        f"{LISTED}/{uscc}/{one.list}/{one.as_of.isoformat()}/{one.source}"
        for uscc in (a.code(1), PARTNER)
        for one in in_force(imports, uscc)
    }
    assert standing(team, {LISTED}) == as_review_has_it(team) == expected


FOUND = st.builds(
    Affiliation,
    uscc=st.sampled_from((a.code(1), PARTNER)),
    organiser=st.sampled_from((a.ORGANISER, PARTNER)),
    way=st.sampled_from(("子公司", "子公司；控股")),
)


@FEW
@given(st.lists(st.one_of(st.none(), FOUND), min_size=1, max_size=8))
def test_b8_affiliations_end_as_the_last_word_says(words: list[Affiliation | None]) -> None:
    """B8, D1: found, another, found again or none: the last alone stands, a word twice is no news, other findings stay."""
    team = submitted()
    listing = CreditListing(list=TAX, as_of=on(1), source="list")
    assert team.record_listing(PARTNER, listing, {}, at=AT)
    listed = team.findings.each
    for word in words:
        team.record_affiliation(word, at=AT)
        assert not team.record_affiliation(word, at=AT)
    assert team.findings.each[: len(listed)] == listed
    last = set() if words[-1] is None else {words[-1].finding(AT).key}
    assert standing(team, OF_ORGANISERS) == last
    assert as_review_has_it(team) == last | {listed[0].key}


@dataclass
class Files:
    """What a scanner says of two files, and which of them the last version holds; the events may come later."""

    infected: set[int] = field(default_factory=set)
    told: list[int] = field(default_factory=list)
    handed_in: set[int] = field(default_factory=lambda: {0})


FILES = {number: a.audit(sha256=f"{number:064x}", id=f"e{number}", file_name=f"{number}.pdf") for number in range(2)}
STEP = st.one_of(
    st.tuples(st.sampled_from(("infected", "clean", "hear")), st.integers(0, 1)),
    st.tuples(st.just("submit"), st.sets(st.integers(0, 1), min_size=1)),
)


# found, left out, cleared by a newer word of the scanner, handed in again, and found again
BACK_AND_FORTH: list[tuple[str, int | set[int]]] = [
    ("infected", 0),
    ("hear", 0),
    ("submit", {1}),
    ("clean", 0),
    ("submit", {0}),
    ("infected", 0),
]


@FEW
@example(BACK_AND_FORTH[:3])
@example(BACK_AND_FORTH)
@given(st.lists(STEP, max_size=10))
def test_c7_malware_is_told_while_its_file_is_handed_in_whatever_comes_first(
    steps: list[tuple[str, int | set[int]]],
) -> None:
    """C7, D1: found before or after a version with or without the file, again and twice; a version without it lifts that.

    As the commands do: what is known as malware is not submitted, and only of what is handed in the team is told.
    """
    team, files = submitted(), Files()
    team.evidence = ()
    team.attach(FILES[0], a.REQUIREMENTS, at=AT)
    team.submit(team.draft.revision, a.REQUIREMENTS, a.sign, at=AT)
    team.take_events()

    def hear(number: int) -> None:
        if number in files.handed_in:
            team.record_malware(FILES[number].sha256, FILES[number].file_name, at=AT)
            assert not team.record_malware(FILES[number].sha256, FILES[number].file_name, at=AT)

    for kind, what in steps:
        if isinstance(what, set):
            if not what & files.infected:
                team.evidence = tuple(FILES[number] for number in sorted(what))
                team.submit(team.draft.revision, a.REQUIREMENTS, a.sign, at=AT)
                files.handed_in = what
        elif kind == "hear" and what in files.told and what in files.infected:
            hear(what)
        elif kind == "infected" and what not in files.infected:
            files.infected.add(what)
            files.told.append(what)
        elif kind == "clean" and what not in files.handed_in:
            files.infected.discard(what)  # a newer word of the scanner, at its next upload
    for number in sorted(files.infected):
        hear(number)
    expected = {f"{INFECTED}//{FILES[number].sha256}" for number in files.infected & files.handed_in}
    assert standing(team, {INFECTED}) == as_review_has_it(team) == expected


@dataclass(frozen=True)
class Version:
    """A word list as of a day."""

    day: int
    words: int

    def taken(self, known: WordList) -> bool | None:
        """Whether it is news; None where it is older and refused."""
        words = tuple(
            ListedWord(list="甲", word=f"词{number}", severity=Severity.REFUSE) for number in range(self.words)
        )
        try:
            return known.replace(words, on(self.day), "来源", at=AT)
        except Refusal as refusal:
            return None if refusal.code == names_rules.B9_LIST_OLDER else True


@FEW
@given(st.lists(st.builds(Version, st.integers(1, 4), st.integers(1, 3)), min_size=1, max_size=8))
def test_b9_the_newest_list_stands_and_of_one_date_the_last(order: list[Version]) -> None:
    """B9: older ones are refused whenever they come, the one in force again is no news; nothing on record is ever altered."""
    known, force, kept = WordList(id="甲"), order[0], ()
    for one in order:
        older = bool(kept) and one.day < force.day
        news = one.taken(known)
        assert news is (None if older else not kept or one != force)
        if news:
            force = one
        assert known.versions[: len(kept)] == kept
        kept = known.versions
        assert (kept[-1].as_of, kept[-1].words) == (on(force.day), force.words)
    assert force.day == max(one.day for one in order)
    assert [one.number for one in kept] == [*range(1, len(kept) + 1)]
    assert len(known.raised) == len(kept)
    newest = [one for one in order if one.day == force.day]
    assert force == newest[-1]
