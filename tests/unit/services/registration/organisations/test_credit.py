"""B3: who is listed, who is lifted, whatever the order of imports."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal
from services.registration.names.model.screening import NameFinding
from services.registration.organisations import rules as organisations_rules
from services.registration.organisations.events import OrganisationListed
from services.registration.organisations.model import (
    CreditHead,
    CreditImport,
    CreditList,
    CreditListing,
    LineAtFault,
    OrganisationRecord,
)
from services.registration.teams.events import TeamFindingChanged
from tests.unit.services.registration import builders as a

DEBTOR, TAX = CreditList.DISHONEST_JUDGMENT_DEBTOR, CreditList.MAJOR_TAX_VIOLATION


def on(day: int) -> Instant:
    """A day of imports."""
    return a.APPLIES + timedelta(days=day)


def record(*listings: tuple[CreditList, int]) -> OrganisationRecord:
    """An organisation that stood on these lists on these days."""
    found = OrganisationRecord(id=a.code(1))
    for name, day in listings:
        assert found.list_credit(CreditListing(list=name, as_of=on(day), source="rehearsal"), at=on(9))
    return found


@pytest.mark.parametrize(
    ("listings", "heads"),
    [
        pytest.param([], {}, id="never listed"),
        pytest.param([(DEBTOR, 1)], {DEBTOR: 2}, id="lifted by a later whole list"),
        pytest.param([(DEBTOR, 1), (TAX, 2)], {DEBTOR: 2, TAX: 3}, id="lifted from both"),
    ],
)
def test_b3_who_is_on_no_list_in_force_takes_part(
    listings: list[tuple[CreditList, int]], heads: dict[CreditList, int]
) -> None:
    """B3: accepted; the history stays."""
    found = record(*listings)
    found.require_credit({name: on(day) for name, day in heads.items()})
    assert len(found.listings) == len(listings)


@pytest.mark.parametrize(
    ("listings", "heads"),
    [
        pytest.param([(DEBTOR, 1)], {}, id="a part of a list, none known whole"),
        pytest.param([(DEBTOR, 2)], {DEBTOR: 2}, id="on the last whole list"),
        pytest.param([(DEBTOR, 3)], {DEBTOR: 2}, id="a part newer than the last whole list"),
        pytest.param([(DEBTOR, 1)], {TAX: 2}, id="another list lifts nobody"),
        pytest.param([(DEBTOR, 1), (TAX, 2)], {DEBTOR: 2}, id="lifted from one of two"),
    ],
)
def test_b3_who_is_on_a_list_in_force_is_refused(
    listings: list[tuple[CreditList, int]], heads: dict[CreditList, int]
) -> None:
    """B3: refused, with the list and its date."""
    with pytest.raises(Refusal) as refused:
        record(*listings).require_credit({name: on(day) for name, day in heads.items()})
    assert refused.value.code == organisations_rules.B3_CREDIT_LISTED


def test_b3_an_older_list_that_comes_later_overrules_nothing() -> None:
    """B3: the newest whole list holds, whenever it arrives."""
    head = CreditHead(id=DEBTOR, as_of=on(2), source="second")
    assert not head.advance(on(1), "first", at=on(9))
    assert (head.as_of, head.source) == (on(2), "second")
    assert head.advance(on(3), "third", at=on(9))


def test_b3_a_listing_reaches_the_live_teams_of_who_takes_part() -> None:
    """B3: told once for each listing and team; of organisations that take no part nothing is told."""
    stranger = OrganisationRecord(id=a.code(9))
    listing = CreditListing(list=DEBTOR, as_of=on(3), source="rehearsal")
    assert stranger.list_credit(listing, at=on(9))
    assert stranger.raised == ()
    taking = OrganisationRecord(id=a.code(1), organisation=a.organisation(1))
    assert taking.list_credit(listing, at=on(9))
    assert [raised.event for raised in taking.raised] == [
        OrganisationListed(uscc=a.code(1), list=DEBTOR, as_of=on(3), source="rehearsal")
    ]


def test_b3_a_submitted_team_is_told_of_to_review_and_a_later_whole_list_lifts_it() -> None:
    """B3, D1: before it submits it is on the team's own record only; a newer listing is another finding."""
    team = a.complete_team()
    team.take_events()
    old = CreditListing(list=DEBTOR, as_of=on(3), source="rehearsal")
    assert not team.record_listing(a.code(9), old, {}, at=on(9))
    assert not team.record_listing(a.code(1), old, {DEBTOR: on(4)}, at=on(9)), "a newer whole list made it history"
    assert team.record_listing(a.code(1), old, {DEBTOR: on(2)}, at=on(9))
    assert not team.record_listing(a.code(1), old, {}, at=on(9))
    assert team.raised == ()
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    team.take_events()
    new = CreditListing(list=DEBTOR, as_of=on(5), source="rehearsal")
    assert team.record_listing(a.code(1), new, {}, at=on(9))
    assert team.record_whole_list(DEBTOR, on(5), at=on(9))
    assert not team.record_whole_list(DEBTOR, on(5), at=on(9))
    told = [(one.event.lifted, one.event.sequence, one.event.code) for one in team.raised]
    assert told == [(False, 2, "B3_CREDIT_LISTED"), (True, 3, "B3_CREDIT_LISTED")]
    assert [one.lifted for one in team.findings.each] == [True, False]
    team.withdraw(at=a.WHILE_OPEN)
    assert not team.record_listing(a.code(1), CreditListing(list=DEBTOR, as_of=on(7), source="x"), {}, at=on(9))


def test_b8_a_way_found_later_is_told_once_and_lifted_when_it_ends() -> None:
    """B8, D1: found, the same way again is no news, ended, and found again."""
    team = a.complete_team()
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    team.take_events()
    found = a.affiliation(a.code(1), a.ORGANISER, "子公司")
    assert not team.record_affiliation(None, at=on(1))
    assert team.record_affiliation(found, at=on(2))
    assert not team.record_affiliation(a.affiliation(a.code(1), a.ORGANISER, "子公司；控股"), at=on(3)), (
        "however the way runs"
    )
    assert team.record_affiliation(None, at=on(4))
    assert team.record_affiliation(found, at=on(5))
    told = [(one.event.code, one.event.lifted, one.event.sequence) for one in team.raised]
    assert told == [("B8_AFFILIATED", False, 1), ("B8_AFFILIATED", True, 2), ("B8_AFFILIATED", False, 3)]
    assert len({one.event.key for one in team.raised}) == 1


def test_c7_malware_found_later_is_told_once_and_lifted_by_a_version_without_the_file() -> None:
    """C7, D1: a version that still names the file lifts nothing; a copy of the finding is no news."""
    team = a.complete_team()
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    team.take_events()
    (piece,) = team.evidence
    assert team.record_malware(piece.sha256, piece.file_name, at=on(1))
    assert not team.record_malware(piece.sha256, piece.file_name, at=on(2))
    team.submit(team.draft.revision, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    assert [one.lifted for one in team.findings.each] == [False]
    team.detach(piece.id, at=a.WHILE_OPEN)
    team.attach(replace(piece, id="other", sha256="f" * 64), a.REQUIREMENTS, at=a.WHILE_OPEN)
    team.submit(team.draft.revision, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    assert [one.lifted for one in team.findings.each] == [True]
    told = [one.event for one in team.raised if isinstance(one.event, TeamFindingChanged)]
    assert [(one.code, one.lifted, one.sequence) for one in told] == [
        ("C7_MATERIAL_INFECTED", False, 1),
        ("C7_MATERIAL_INFECTED", True, 2),
    ]
    assert piece.file_name in told[0].evidence
    assert piece.sha256 in told[0].evidence


def test_b9_names_that_stand_are_told_of_when_a_list_changes() -> None:
    """B9, D1: what is new and what is gone, once each; nothing of a team that left."""
    team = a.complete_team()
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    team.take_events()
    said = NameFinding(field="team_name", list="词表", word="词", trick="exact", matched="词")
    assert team.record_names((said,), at=on(1))
    assert not team.record_names((said,), at=on(2))
    assert team.record_names((), at=on(3))
    assert [(one.event.code, one.event.lifted) for one in team.raised] == [("B9_NAME", False), ("B9_NAME", True)]
    team.withdraw(at=a.WHILE_OPEN)
    assert not team.record_names((said,), at=on(4))


def test_b8_an_organiser_found_later_is_another_finding_than_a_relation_to_one() -> None:
    """B8: a new scheme names the team's own organisation: found by its own code; out of the scheme again: lifted."""
    team = a.complete_team()
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    team.take_events()
    assert team.record_affiliation(a.affiliation(a.code(1), a.ORGANISER, "子公司"), at=on(1))
    assert team.record_affiliation(a.affiliation(a.code(1), a.code(1), "组织单位"), at=on(2))
    assert team.record_affiliation(None, at=on(3))
    assert [(one.event.code, one.event.lifted) for one in team.raised] == [
        ("B8_AFFILIATED", False),
        ("B8_AFFILIATED", True),
        ("B8_ORGANISER_TAKES_PART", False),
        ("B8_ORGANISER_TAKES_PART", True),
    ]


def test_b3_a_team_that_comes_back_brings_no_finding_that_ended_while_it_was_away() -> None:
    """B3, C12: it comes back only where nothing holds against it, so nothing found before holds; the history stays."""
    team = a.complete_team()
    listing = CreditListing(list=DEBTOR, as_of=on(3), source="rehearsal")
    assert team.record_listing(a.code(1), listing, {}, at=on(9))
    team.withdraw(at=a.WHILE_OPEN)
    assert not team.record_whole_list(DEBTOR, on(5), at=on(9))
    assert [one.lifted for one in team.findings.each] == [False]
    team.revive(a.division(), at=a.WHILE_OPEN)
    assert [one.lifted for one in team.findings.each] == [True]
    assert team.record_listing(a.code(1), replace(listing, as_of=on(7)), {DEBTOR: on(5)}, at=on(9))


def test_b2_b3_what_speaks_against_an_organisation_goes_with_it() -> None:
    """B2, B3, D1: review is told that it is lifted, of what was open only; what speaks against the lead stays."""
    team = a.team(co_organisations=(a.organisation(2),))
    team.answer_invitation(a.code(2), "partner", consent=True, at=a.WHILE_OPEN)
    team.save_declaration(a.SECTIONS, 0, a.REQUIREMENTS, at=a.WHILE_OPEN)
    team.attach(a.audit(), a.REQUIREMENTS, at=a.WHILE_OPEN)
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    for number, day in ((1, 3), (2, 3), (2, 4)):
        listing = CreditListing(list=DEBTOR if number == 2 else TAX, as_of=on(day), source="rehearsal")
        assert team.record_listing(a.code(number), listing, {}, at=on(9))
    assert team.record_whole_list(DEBTOR, on(4), at=on(9))
    team.take_events()
    team.remove_co_organisation(a.code(2), at=a.WHILE_OPEN)
    assert [one.uscc for one in team.findings.each] == [a.code(1)]
    told = [one.event for one in team.raised if isinstance(one.event, TeamFindingChanged)]
    assert [(one.lifted, one.sequence, one.key.split("/")[1]) for one in told] == [(True, 5, a.code(2))]


def fault(line: int, name: str = "") -> LineAtFault:
    """A line whose code is wrong."""
    return LineAtFault.of(line, "911101990000000190", name)


def test_b3_a_fault_of_a_part_stays_open_until_it_is_mended_or_waived() -> None:
    """B3: mended by the name with a right code in a later part; what a part brings itself is never waived with it."""
    parts = CreditImport(id=CreditImport.identifier(DEBTOR, on(1)))
    assert not parts.take([], ["甲"], waive=True)
    assert parts.take([fault(2, "甲"), fault(3)], ["甲", ""], waive=False), "the same name beside it mends nothing"
    assert not parts.take([fault(2, "甲")], ["乙", ""], waive=False)
    assert parts.take([], ["甲"], waive=False)
    assert parts.faults == (fault(3),)
    assert parts.take([fault(4, "丙")], [], waive=True)
    assert parts.faults == (fault(4, "丙"),)
    assert not parts.take([fault(3)], [], waive=False), "waived once, and not asked again"
