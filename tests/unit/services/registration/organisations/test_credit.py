"""Credit lists are imported in any order: who is listed, who is lifted, and what their teams learn (rules B3, B8, B9, C7)."""

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
    LineFault,
    OrganisationRecord,
)
from services.registration.teams.events import TeamFindingChanged
from tests.unit.services.registration import builders as a

DEBTOR, TAX = CreditList.DISHONEST_JUDGMENT_DEBTOR, CreditList.MAJOR_TAX_VIOLATION


def on(day: int) -> Instant:
    """Return an instant so many days after the first."""
    return a.APPLIES + timedelta(days=day)


def record(*listings: tuple[CreditList, int]) -> OrganisationRecord:
    """Return an organisation that was named by these lists on these days."""
    organisation = OrganisationRecord(id=a.code(1))
    for name, day in listings:
        assert organisation.record_listing(CreditListing(list=name, as_of=on(day), source="rehearsal"), at=on(9))
    return organisation


@pytest.mark.parametrize(
    ("listings", "heads"),
    [
        pytest.param([], {}, id="never listed"),
        pytest.param([(DEBTOR, 1)], {DEBTOR: 2}, id="lifted by a later whole list"),
        pytest.param([(DEBTOR, 1), (TAX, 2)], {DEBTOR: 2, TAX: 3}, id="lifted from both"),
    ],
)
def test_b3_an_organisation_without_a_listing_in_force_takes_part(
    listings: list[tuple[CreditList, int]], heads: dict[CreditList, int]
) -> None:
    """B3: it is accepted, and its listings stay on record."""
    organisation = record(*listings)
    organisation.require_credit({name: on(day) for name, day in heads.items()})
    assert len(organisation.listings) == len(listings)


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
def test_b3_an_organisation_with_a_listing_in_force_is_refused(
    listings: list[tuple[CreditList, int]], heads: dict[CreditList, int]
) -> None:
    """B3: refused by a listing that no later whole list has lifted."""
    with pytest.raises(Refusal) as refused:
        record(*listings).require_credit({name: on(day) for name, day in heads.items()})
    assert refused.value.code == organisations_rules.B3_CREDIT_LISTED


def test_b3_an_older_list_that_is_imported_later_changes_nothing() -> None:
    """B3: the newest whole list is in force, in whatever order they are imported."""
    head = CreditHead(id=DEBTOR, as_of=on(2), source="second")
    assert not head.advance(on(1), "first", at=on(9))
    assert head.as_of == on(2)
    assert head.source == "second"
    assert head.advance(on(3), "third", at=on(9))


def test_b3_a_listing_raises_an_event_only_if_the_organisation_takes_part() -> None:
    """B3: the event lets active teams be checked again; there are none for an organisation that takes no part."""
    stranger = OrganisationRecord(id=a.code(9))
    listing = CreditListing(list=DEBTOR, as_of=on(3), source="rehearsal")
    assert stranger.record_listing(listing, at=on(9))
    assert stranger.raised == ()
    taking = OrganisationRecord(id=a.code(1))
    assert taking.introduce(a.organisation(1), "110000", at=on(1))
    assert taking.record_listing(listing, at=on(9))
    assert [raised.event for raised in taking.raised] == [
        OrganisationListed(uscc=a.code(1), list=DEBTOR, as_of=on(3), source="rehearsal")
    ]


def test_b3_review_hears_of_a_listing_of_a_submitted_team_and_of_its_end() -> None:
    """B3, D1: before it submits, the finding is only the team's own; a newer listing is another finding."""
    team = a.complete_team()
    team.take_events()
    old = CreditListing(list=DEBTOR, as_of=on(3), source="rehearsal")
    assert not team.record_listing(a.code(9), old, {}, at=on(9))
    assert not team.record_listing(a.code(1), old, {DEBTOR: on(4)}, at=on(9)), "a newer whole list has lifted it"
    assert team.record_listing(a.code(1), old, {DEBTOR: on(2)}, at=on(9))
    assert not team.record_listing(a.code(1), old, {}, at=on(9))
    assert team.raised == ()
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    team.take_events()
    new = CreditListing(list=DEBTOR, as_of=on(5), source="rehearsal")
    assert team.record_listing(a.code(1), new, {}, at=on(9))
    assert team.record_whole_list(DEBTOR, on(5), at=on(9))
    assert not team.record_whole_list(DEBTOR, on(5), at=on(9))
    events = [raised.event for raised in team.raised]
    assert [event.code for event in events] == ["B3_CREDIT_LISTED"] * 2
    assert [event.lifted for event in events] == [False, True]
    assert [event.sequence for event in events] == [2, 3]
    assert [finding.lifted for finding in team.findings.each] == [True, False]
    team.withdraw(at=a.WHILE_OPEN)
    assert not team.record_listing(a.code(1), CreditListing(list=DEBTOR, as_of=on(7), source="x"), {}, at=on(9))


def test_b8_review_hears_once_of_a_later_affiliation_and_once_of_its_end() -> None:
    """B8, D1: the same affiliation again raises no event; after its end it is a finding again."""
    team = a.complete_team()
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    team.take_events()
    affiliation = a.affiliation(a.code(1), a.ORGANISER, "子公司")
    assert not team.record_affiliation(None, at=on(1))
    assert team.record_affiliation(affiliation, at=on(2))
    assert not team.record_affiliation(a.affiliation(a.code(1), a.ORGANISER, "子公司；控股"), at=on(3)), (
        "by whatever chain of relations"
    )
    assert team.record_affiliation(None, at=on(4))
    assert team.record_affiliation(affiliation, at=on(5))
    events = [raised.event for raised in team.raised]
    assert [event.code for event in events] == ["B8_AFFILIATED"] * 3
    assert [event.lifted for event in events] == [False, True, False]
    assert [event.sequence for event in events] == [1, 2, 3]
    assert len({event.key for event in events}) == 1


def test_c7_review_hears_once_of_later_malware_and_a_version_without_the_file_lifts_it() -> None:
    """C7, D1: a version that still has the file lifts nothing; the same finding again raises no event."""
    team = a.complete_team()
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    team.take_events()
    (piece,) = team.evidence
    assert team.record_malware(piece.sha256, piece.file_name, at=on(1))
    assert not team.record_malware(piece.sha256, piece.file_name, at=on(2))
    team.submit(team.draft.revision, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    assert [finding.lifted for finding in team.findings.each] == [False]
    team.detach(piece.id, at=a.WHILE_OPEN)
    team.attach(replace(piece, id="other", sha256="f" * 64), a.REQUIREMENTS, at=a.WHILE_OPEN)
    team.submit(team.draft.revision, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    assert [finding.lifted for finding in team.findings.each] == [True]
    events = [raised.event for raised in team.raised if isinstance(raised.event, TeamFindingChanged)]
    assert [event.code for event in events] == ["C7_MATERIAL_INFECTED"] * 2
    assert [event.lifted for event in events] == [False, True]
    assert [event.sequence for event in events] == [1, 2]
    assert piece.file_name in events[0].evidence
    assert piece.sha256 in events[0].evidence


def test_b9_review_hears_of_names_of_submitted_teams_when_a_word_list_changes() -> None:
    """B9, D1: once of a new finding and once of its end; nothing of a team that withdrew."""
    team = a.complete_team()
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    team.take_events()
    finding = NameFinding(field="team_name", list="词表", word="词", trick="exact", matched="词")
    assert team.record_names((finding,), at=on(1))
    assert not team.record_names((finding,), at=on(2))
    assert team.record_names((), at=on(3))
    assert [raised.event.code for raised in team.raised] == ["B9_NAME"] * 2
    assert [raised.event.lifted for raised in team.raised] == [False, True]
    team.withdraw(at=a.WHILE_OPEN)
    assert not team.record_names((finding,), at=on(4))


def test_b8_an_organiser_in_the_team_and_a_relation_to_an_organiser_are_different_findings() -> None:
    """B8: a scheme that names the team's own organisation gives a finding of its own code, lifted with the next scheme."""
    team = a.complete_team()
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    team.take_events()
    assert team.record_affiliation(a.affiliation(a.code(1), a.ORGANISER, "子公司"), at=on(1))
    assert team.record_affiliation(a.affiliation(a.code(1), a.code(1), "组织单位"), at=on(2))
    assert team.record_affiliation(None, at=on(3))
    assert [(raised.event.code, raised.event.lifted) for raised in team.raised] == [
        ("B8_AFFILIATED", False),
        ("B8_AFFILIATED", True),
        ("B8_ORGANISER_TAKES_PART", False),
        ("B8_ORGANISER_TAKES_PART", True),
    ]


def test_b3_c12_a_revived_team_has_no_open_finding_from_before_it_withdrew() -> None:
    """B3, C12: a team is revived only if nothing is against it now, so earlier findings are lifted and stay on record."""
    team = a.complete_team()
    listing = CreditListing(list=DEBTOR, as_of=on(3), source="rehearsal")
    assert team.record_listing(a.code(1), listing, {}, at=on(9))
    team.withdraw(at=a.WHILE_OPEN)
    assert not team.record_whole_list(DEBTOR, on(5), at=on(9))
    assert [finding.lifted for finding in team.findings.each] == [False]
    team.revive(a.division(), at=a.WHILE_OPEN)
    assert [finding.lifted for finding in team.findings.each] == [True]
    assert team.record_listing(a.code(1), replace(listing, as_of=on(7)), {DEBTOR: on(5)}, at=on(9))


def test_b2_b3_the_findings_of_an_organisation_are_removed_with_it() -> None:
    """B2, B3, D1: review hears that the open ones are lifted; the findings of the lead stay."""
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
    assert [finding.uscc for finding in team.findings.each] == [a.code(1)]
    (event,) = [raised.event for raised in team.raised if isinstance(raised.event, TeamFindingChanged)]
    assert event.lifted
    assert event.sequence == 5
    assert event.key.split("/")[1] == a.code(2)


def fault(line: int, name: str = "") -> LineFault:
    """Return a line with an invalid code."""
    return LineFault.of(line, "911101990000000190", name)


def test_b3_a_fault_of_a_part_stays_open_until_it_is_corrected_or_waived() -> None:
    """B3: a later part corrects it by the name with a valid code, or waives it; a part never waives its own faults."""
    parts = CreditImport(id=CreditImport.identifier(DEBTOR, on(1)))
    assert not parts.record_part([], ["甲"], waive=True)
    assert parts.record_part([fault(2, "甲"), fault(3)], ["甲", ""], waive=False), (
        "the same name in the same part corrects nothing"
    )
    assert not parts.record_part([fault(2, "甲")], ["乙", ""], waive=False)
    assert parts.record_part([], ["甲"], waive=False)
    assert parts.faults == (fault(3),)
    assert parts.record_part([fault(4, "丙")], [], waive=True)
    assert parts.faults == (fault(4, "丙"),)
    assert not parts.record_part([fault(3)], [], waive=False), "what was waived stays waived"
