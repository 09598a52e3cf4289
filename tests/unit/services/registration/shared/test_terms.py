"""States and credit lists have words for people (rule K5)."""

from __future__ import annotations

import enum
from datetime import UTC, datetime

import pytest

from chassis.kernel.refusal import Refusal
from services.registration.divisions.model.division import DivisionState
from services.registration.organisations.model import CreditList, CreditListing, OrganisationRecord
from services.registration.shared.terms import term
from services.registration.teams.model.team import TeamState


@pytest.mark.parametrize("value", [*DivisionState, *TeamState, *CreditList])
def test_k5_every_state_and_list_has_words_in_both_languages(value: enum.StrEnum) -> None:
    """K5: people read these words instead of a program's value."""
    words = term(value)
    assert words.fact == value.value
    assert any("\u4e00" <= character <= "\u9fff" for character in words.zh)
    assert words.en.isascii()
    assert "_" not in words.en


def test_k5_b3_a_refusal_names_the_credit_list_in_words_and_its_date_in_beijing() -> None:
    """K5, B3: a list as of 2:00 on 2 June in Beijing is of 2 June, although it is 1 June in UTC."""
    listing = CreditListing(
        list=CreditList.MAJOR_TAX_VIOLATION, as_of=datetime(2024, 6, 1, 18, tzinfo=UTC), source="信用中国"
    )
    record = OrganisationRecord(id="91110000MA01B2C3D4", listings=(listing,))
    with pytest.raises(Refusal) as refused:
        record.require_credit({})
    assert refused.value.facts["list"] == "major_tax_violation"
    beginning = "参赛单位91110000MA01B2C3D4在“信用中国”严重失信名单（重大税收违法案件当事人名单，截至2024-06-02）中"
    assert refused.value.zh.startswith(beginning)
