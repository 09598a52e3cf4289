"""Numbers of identity papers and codes are checked by checksum and form, normalised and masked (rules B1, B5, K4)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.text import identity
from chassis.text.codes import is_uscc, normalised_code, uscc_check_character
from chassis.text.identity import IdentityForm, form_of, matched_text, normalised_number

TODAY = date(2024, 6, 15)


def has(form: IdentityForm, number: str) -> bool:
    """Return True if the number is of that form today."""
    return form_of((form,), number, TODAY) is form


def gb_11643(head: str) -> str:
    """Return the number of these seventeen digits."""
    return head + identity.resident_check_character(head)


@pytest.mark.parametrize("head", ["91110199000000001", "A1110199000000001", "N2110199000000001", "Y1110199000000001"])
def test_b1_only_the_right_check_character_makes_a_valid_code(head: str) -> None:
    """B1: codes of rural collectives (N), the military (A) and others (Y) are valid too."""
    right = head + uscc_check_character(head)
    assert is_uscc(right)
    others = [head + last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" if head + last != right]
    assert [code for code in others if is_uscc(code)] == []


@pytest.mark.parametrize(
    "code", ["", "911101990000000", "9111019900000000I1", "91110199000000001h", "91AB0199000000001H"]
)
def test_b1_a_code_of_another_form_is_invalid(code: str) -> None:
    """B1: length, characters and place code are checked."""
    assert not is_uscc(code)


@pytest.mark.parametrize("head", ["11010119900101001", "81000019900101001", "83000019900101001", "91115619900101001"])
def test_b5_resident_numbers_are_valid_by_their_checksum_with_any_place_code(head: str) -> None:
    """B5: those of residence permits (81 to 83) and foreigners' cards (9) are valid too."""
    right = gb_11643(head)
    assert has(IdentityForm.GB_11643, right)
    wrong = head + ("1" if right[-1] != "1" else "2")
    assert not has(IdentityForm.GB_11643, wrong)


def test_b5_an_impossible_birth_date_is_invalid() -> None:
    """B5: 30 February is invalid even with the right checksum."""
    head = "11010119900230001"
    assert not has(IdentityForm.GB_11643, gb_11643(head))


@pytest.mark.parametrize(("born", "valid"), [("20240615", True), ("20240616", False), ("18991231", False)])
def test_b5_the_birth_date_is_from_1900_to_today(born: str, valid: bool) -> None:
    """B5: a birth date before 1900 or after the contest's today is invalid."""
    head = f"110101{born}001"
    assert has(IdentityForm.GB_11643, gb_11643(head)) is valid


def test_b5_a_passport_number_is_valid_by_its_form() -> None:
    """B5: a passport number has no checksum."""
    assert has(IdentityForm.PASSPORT, "E12345678")
    for wrong in ("E1", "E123456789", "ABCDEFGH"):
        assert not has(IdentityForm.PASSPORT, wrong), wrong


@pytest.mark.parametrize(
    ("form", "right", "wrong"),
    [
        pytest.param(
            IdentityForm.HMT_RESIDENCE,
            [gb_11643("81000019900101001"), gb_11643("83000019900101001")],
            [gb_11643("11010119900101001"), "81000019900101001" + "X"],
            id="residence permit",
        ),
        pytest.param(
            IdentityForm.HK_MACAO_PERMIT,
            ["H12345678", "M12345678", "H1234567800"],
            ["A12345678", "H1234567", "H123456780", "12345678"],
            id="permit of Hong Kong and Macao residents",
        ),
        pytest.param(
            IdentityForm.TAIWAN_PERMIT,
            ["12345678", "1234567801", "1234567801B"],
            ["1234567", "123456780", "B12345678"],
            id="permit of Taiwan residents",
        ),
        pytest.param(
            IdentityForm.FOREIGN_RESIDENT,
            [gb_11643("91115619900101001")],
            [gb_11643("11010119900101001"), "USA310067010101"],
            id="permanent residence card",
        ),
        pytest.param(
            IdentityForm.OLD_FOREIGN_RESIDENT,
            ["USA110090022901"],
            ["USA110090023001", "USA1100900229", "US1110090022901"],
            id="older permanent residence card",
        ),
    ],
)
def test_b5_each_form_is_checked_by_its_own_rules(form: IdentityForm, right: list[str], wrong: list[str]) -> None:
    """B5: permits and older cards by letters, digits and dates; numbers of another form are refused."""
    assert [number for number in right if not has(form, number)] == []
    assert [number for number in wrong if has(form, number)] == []


def test_b5_a_person_is_matched_by_the_holders_number_of_a_renewed_permit() -> None:
    """B5: renewal changes the last two digits only; the same card counts under whichever kind it is given."""
    assert matched_text(IdentityForm.HK_MACAO_PERMIT, "H1234567801") == "hk_macao_permit:H12345678"
    assert matched_text(IdentityForm.HK_MACAO_PERMIT, "H12345678") == "hk_macao_permit:H12345678"
    assert matched_text(IdentityForm.TAIWAN_PERMIT, normalised_number("12345678 01（b）")) == "taiwan_permit:12345678"
    card = gb_11643("91115619900101001")
    assert form_of((IdentityForm.FOREIGN_RESIDENT, IdentityForm.OLD_FOREIGN_RESIDENT), card, TODAY) is not None
    assert matched_text(IdentityForm.FOREIGN_RESIDENT, card) == matched_text(IdentityForm.GB_11643, card)
    # as the release before stored them
    assert matched_text(IdentityForm.GB_11643, card) == f"resident:{card}"
    assert matched_text(IdentityForm.PASSPORT, "E12345678") == "passport:E12345678"


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_k4_a_mask_shows_only_the_first_and_last_character(number: str) -> None:
    """K4: the masked number does not identify the person."""
    assert identity.mask_number(number) == number[0] + "*" * 16 + number[-1]


def test_b5_spaces_hyphens_and_case_do_not_make_another_number() -> None:
    """B5: a person has the same key however the number is written."""
    assert normalised_code(" 110101 19900101-001x ") == "11010119900101001X"


def test_b5_full_width_and_invisible_characters_do_not_make_another_number() -> None:
    """B5: input methods and copied texts add such characters."""
    assert normalised_code("Ｅ１２\u200b３４　５–６７８") == "E12345678"


def test_b1_a_code_begins_with_a_registering_department() -> None:
    """B1: 1 to 9, A, N (rural collectives) and Y are valid; 0 and all other letters are not, even with the right checksum."""
    bodies = [f"{first}1110199000000019" for first in "0123456789ABCDEFGHJKLMNPQRTUWXY"]
    valid = [body[0] for body in bodies if is_uscc(body + uscc_check_character(body))]
    assert valid == list("123456789ANY")
