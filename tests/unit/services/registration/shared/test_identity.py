"""Checksums and masks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.shared import identity
from services.registration.shared.identity import IdentityKind, is_identity, is_uscc

TODAY = date(2024, 6, 15)


@pytest.mark.parametrize("head", ["91110199000000001", "A1110199000000001", "N2110199000000001", "Y1110199000000001"])
def test_b1_any_leading_character_with_its_checksum_is_a_code(head: str) -> None:
    """B1: rural collectives (N), foreign bodies (A) and others (Y) pass with the right check character, and no other."""
    right = head + identity.uscc_check_character(head)
    assert is_uscc(right)
    others = [head + last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" if head + last != right]
    assert [code for code in others if is_uscc(code)] == []


@pytest.mark.parametrize(
    "code", ["", "911101990000000", "9111019900000000I1", "91110199000000001h", "91AB0199000000001H"]
)
def test_b1_what_has_not_the_form_is_no_code(code: str) -> None:
    """B1: length, alphabet and place are checked."""
    assert not is_uscc(code)


@pytest.mark.parametrize("head", ["11010119900101001", "81000019900101001", "83000019900101001", "91115619900101001"])
def test_b5_resident_numbers_and_residence_permits(head: str) -> None:
    """B5: the checksum decides; residence permits (81 to 83) and foreigners' cards (9) pass."""
    right = head + identity.resident_check_character(head)
    assert is_identity(IdentityKind.RESIDENT, right, TODAY)
    wrong = head + ("1" if right[-1] != "1" else "2")
    assert not is_identity(IdentityKind.RESIDENT, wrong, TODAY)


def test_b5_a_birth_date_that_never_was_is_refused() -> None:
    """B5: 30 February with the right checksum is still no identity."""
    head = "11010119900230001"
    assert not is_identity(IdentityKind.RESIDENT, head + identity.resident_check_character(head), TODAY)


@pytest.mark.parametrize(("born", "right"), [("20240615", True), ("20240616", False), ("18991231", False)])
def test_b5_nobody_is_born_after_today(born: str, right: bool) -> None:
    """B5: the birth date is sane by the contest's clock, to the day."""
    head = f"110101{born}001"
    assert is_identity(IdentityKind.RESIDENT, head + identity.resident_check_character(head), TODAY) is right


def test_b5_passports_by_form() -> None:
    """B5: a passport has no checksum here, but a form."""
    assert is_identity(IdentityKind.PASSPORT, "E12345678", TODAY)
    assert not is_identity(IdentityKind.PASSPORT, "E1", TODAY)


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_k4_a_mask_shows_the_ends_only(number: str) -> None:
    """K4: what a screen shows does not identify."""
    assert identity.mask_number(number) == number[0] + "*" * 16 + number[-1]


def test_spacing_and_case_do_not_make_another_number() -> None:
    """B5: one person is one key however the number is written."""
    assert identity.normalise(" 110101 19900101-001x ") == "11010119900101001X"


def test_full_width_and_unseen_characters_do_not_make_another_number() -> None:
    """B5: what an input method or a copied text adds is no way around."""
    assert identity.normalise("Ｅ１２\u200b３４　５–６７８") == "E12345678"


def test_b1_every_registering_department_and_no_other_begins_a_code() -> None:
    """B1: 1 to 9, A, N (rural collectives) and Y are taken; 0 and every other letter are refused, checksum right or not."""
    bodies = [f"{first}1110199000000019" for first in "0123456789ABCDEFGHJKLMNPQRTUWXY"]
    taken = [body[0] for body in bodies if is_uscc(body + identity.uscc_check_character(body))]
    assert taken == list("123456789ANY")
