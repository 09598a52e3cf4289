"""B3: who is listed, who is lifted, whatever the order of imports."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal
from services.registration.model import rules
from services.registration.model.organisation import CreditHead, CreditList, CreditListing, OrganisationRecord
from tests.unit.services.registration import builders as a

DEBTOR, TAX = CreditList.DISHONEST_JUDGMENT_DEBTOR, CreditList.MAJOR_TAX_VIOLATION


def on(day: int) -> Instant:
    """A day of imports."""
    return a.APPLIES + timedelta(days=day)


def record(*listings: tuple[CreditList, int]) -> OrganisationRecord:
    """An organisation that stood on these lists on these days."""
    found = OrganisationRecord(id=a.code(1))
    for name, day in listings:
        assert found.list_credit(CreditListing(list=name, as_of=on(day), source="rehearsal"))
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
    assert refused.value.code == rules.B3_CREDIT_LISTED


def test_b3_an_older_list_that_comes_later_overrules_nothing() -> None:
    """B3: the newest whole list holds, whenever it arrives."""
    head = CreditHead(id=DEBTOR, as_of=on(2), source="second")
    assert not head.advance(on(1), "first")
    assert (head.as_of, head.source) == (on(2), "second")
    assert head.advance(on(3), "third")
