"""What is kept of an organisation: what teams call it, in which divisions, and its name by those who know (rules B1, B3, K1)."""

from __future__ import annotations

from dataclasses import replace

from services.registration.organisations.events import OrganisationListed
from services.registration.organisations.model import (
    EVERYWHERE,
    LISTED,
    MAX_STATED,
    CreditList,
    CreditListing,
    OrganisationRecord,
    StatedOrganisation,
)
from tests.unit.services.registration import builders as a

BEIJING, TIANJIN = "110000", "120000"
LISTING = CreditListing(list=CreditList.MAJOR_TAX_VIOLATION, as_of=a.APPLIES, source="list", name="名单上的名称")


def record() -> OrganisationRecord:
    """Return the record of an organisation that nothing is known of."""
    return OrganisationRecord(id=a.code(1))


def test_b1_no_name_that_a_team_states_is_the_organisations_name() -> None:
    """B1: the first name counts no more than the second; a credit list's name does, and a confirmed one before it."""
    organisation = record()
    for name in ("抢先填写的名称", "真实名称"):
        assert organisation.introduce(replace(a.organisation(1), name=name), BEIJING, at=a.WHILE_OPEN)
    assert organisation.name == ""
    assert organisation.record_listing(LISTING, at=a.WHILE_OPEN)
    assert organisation.name == "名单上的名称"
    assert organisation.confirm_name("真实名称")
    assert not organisation.confirm_name("真实名称")
    assert organisation.name == "真实名称"


def test_b1_k1_what_is_stated_is_kept_by_division() -> None:
    """B1, K1: the same name in a second division is kept once with both; a division sees its own and no other's."""
    first, second = a.organisation(1), replace(a.organisation(1), name="另一名称")
    organisation = record()
    assert organisation.introduce(first, BEIJING, at=a.WHILE_OPEN)
    assert organisation.introduce(first, TIANJIN, at=a.WHILE_OPEN)
    assert not organisation.introduce(first, TIANJIN, at=a.WHILE_OPEN)
    assert organisation.introduce(second, TIANJIN, at=a.WHILE_OPEN)
    assert organisation.stated_in(frozenset({BEIJING})) == (
        StatedOrganisation(organisation=first, division_codes=(BEIJING,)),
    )
    assert [stated.organisation for stated in organisation.stated_in(frozenset({TIANJIN}))] == [first, second]
    assert organisation.stated_in(frozenset({"130000"})) == ()


def test_b1_k1_an_organisation_is_found_in_a_division_by_what_was_stated_there_only() -> None:
    """B1, B3, K1: each name is found by the secretariat and in its division, the name on a list by every host."""
    organisation = record()
    organisation.introduce(a.organisation(1), BEIJING, at=a.WHILE_OPEN)
    organisation.introduce(replace(a.organisation(1), name="ABC"), TIANJIN, at=a.WHILE_OPEN)
    organisation.record_listing(LISTING, at=a.WHILE_OPEN)
    assert organisation.index(str.lower, 1)
    assert not organisation.index(str.lower, 1)
    expected = {
        BEIJING: {"合成测试企业1"},
        TIANJIN: {"abc"},
        LISTED: {"名单上的名称"},
        EVERYWHERE: {"合成测试企业1", "abc", "名单上的名称"},
    }
    found_by = {f"{scope}/{text}" for scope, names in expected.items() for text in (organisation.id, *names)}
    assert set(organisation.found_by) == found_by
    assert organisation.index(str.lower, 2), "of a newer folding"


def test_b1_names_stated_in_one_division_are_bounded_and_leave_room_in_others() -> None:
    """B1: whoever states a new name with each team fills one division's list, and no other division's."""
    organisation = record()
    for number in range(MAX_STATED):
        assert organisation.introduce(replace(a.organisation(1), name=f"名称{number}"), BEIJING, at=a.WHILE_OPEN)
    assert not organisation.introduce(a.organisation(1), BEIJING, at=a.WHILE_OPEN)
    assert organisation.introduce(a.organisation(1), TIANJIN, at=a.WHILE_OPEN)


def test_b3_a_listing_that_came_while_the_team_registered_raises_its_event_once_the_team_is_known() -> None:
    """B3: the list was imported before the organisation was known to take part: its teams are checked all the same."""
    organisation = record()
    assert organisation.record_listing(LISTING, at=a.WHILE_OPEN)
    assert organisation.raised == ()
    assert organisation.introduce(a.organisation(1), BEIJING, at=a.WHILE_OPEN)
    assert organisation.introduce(a.organisation(1), TIANJIN, at=a.WHILE_OPEN)
    assert [raised.event for raised in organisation.raised] == [
        OrganisationListed(uscc=a.code(1), list=LISTING.list, as_of=LISTING.as_of, source="list")
    ]


def test_b3_the_name_on_a_list_is_mended_without_another_listing() -> None:
    """B3: the same list with a name, or with another name, stays one listing; without a name it changes nothing."""
    organisation = record()
    assert organisation.record_listing(replace(LISTING, name=""), at=a.WHILE_OPEN)
    assert organisation.record_listing(LISTING, at=a.WHILE_OPEN)
    assert not organisation.record_listing(replace(LISTING, name=""), at=a.WHILE_OPEN)
    assert organisation.listings == (LISTING,)
