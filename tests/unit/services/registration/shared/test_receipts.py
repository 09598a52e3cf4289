"""Receipt numbers detect typing errors, and receipts are verified with public keys alone (rule C8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from services.registration.shared.receipts import (
    _ALPHABET,
    Receipt,
    Verdict,
    as_written,
    is_receipt_number,
    receipt_number,
    signed_form,
    verify,
)
from services.registration.teams.adapters.signing import is_signed, key_id
from tests.unit.services.registration import builders as a

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()


def sign(form: bytes) -> tuple[str, str]:
    """Sign with a test key, as the platform does with its own."""
    return key_id(PUBLIC), KEY.sign(form).hex()


KEYS = {key_id(PUBLIC): PUBLIC}


def receipt() -> Receipt:
    """Return a genuine receipt."""
    plain = Receipt(
        number=receipt_number("team", 1, sign),
        team_id="team",
        submission_number=1,
        submitted_at=a.WHILE_OPEN,
        digest="d" * 64,
    )
    return replace(plain, key_id=key_id(PUBLIC), signature=KEY.sign(signed_form(plain)).hex())


@given(st.text(max_size=40), st.integers(1, 9999))
def test_c8_a_number_with_a_typing_error_is_invalid(team: str, number: int) -> None:
    """C8: every wrong character and every swap of different neighbours is detected; hyphens and case don't matter."""
    right = receipt_number(team, number, sign)
    plain = right.replace("-", "")
    assert is_receipt_number(right)
    assert is_receipt_number(plain.lower())
    for place, character in enumerate(plain):
        wrong = [plain[:place] + other + plain[place + 1 :] for other in _ALPHABET if other != character]
        assert [typed for typed in wrong if is_receipt_number(typed)] == []
        swapped = plain[:place] + plain[place : place + 2][::-1] + plain[place + 2 :]
        assert is_receipt_number(swapped) == (swapped == plain)


@pytest.mark.parametrize("text", ["", "0", "IIII-LLLL-OOOO", "0000-0000-000Z", "０" * 12, "x" * 500])
def test_c8_other_texts_are_no_receipt_numbers(text: str) -> None:
    """C8: texts of the wrong length or with other characters are invalid."""
    assert not is_receipt_number(text)


def test_c8_a_genuine_receipt_is_valid() -> None:
    """C8: valid by the public key alone, also among other keys."""
    assert verify(receipt(), KEYS, is_signed) is Verdict.VALID
    assert verify(receipt(), KEYS | {"other": b"\x01" * 32}, is_signed) is Verdict.VALID


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"number": receipt_number("team", 2, sign)}, Verdict.ALTERED),
        ({"number": "0000-0000-0001"}, Verdict.NUMBER_WRONG),
        ({"team_id": "other"}, Verdict.ALTERED),
        ({"submission_number": 2}, Verdict.ALTERED),
        ({"submitted_at": a.OPENS}, Verdict.ALTERED),
        ({"digest": "e" * 64}, Verdict.ALTERED),
        ({"signature": "00" * 64}, Verdict.ALTERED),
        ({"signature": "not hexadecimal"}, Verdict.ALTERED),
        ({"signature": ""}, Verdict.ALTERED),
        ({"signature": receipt().signature.upper()}, Verdict.ALTERED),
        ({"signature": f" {receipt().signature}"}, Verdict.ALTERED),
        ({"submitted_at": receipt().submitted_at + timedelta(microseconds=1)}, Verdict.ALTERED),
        ({"key_id": "unknown"}, Verdict.KEY_UNKNOWN),
    ],
)
def test_c8_a_receipt_with_an_altered_field_is_not_valid(change: dict[str, Any], verdict: Verdict) -> None:
    """C8: the verdict says what is wrong."""
    assert verify(replace(receipt(), **change), KEYS, is_signed) is verdict


def test_c8_k1_a_number_depends_on_the_platforms_key_and_does_not_reveal_the_team() -> None:
    """C8, K1: a submission has the same number each time; another key gives another, so a team's id does not give it away."""
    other_key = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    assert receipt_number("team", 1, sign) == receipt_number("team", 1, sign)
    assert receipt_number("team", 1, sign) != receipt_number("team", 1, lambda form: ("", other_key.sign(form).hex()))


def test_c8_a_typed_number_is_read_without_hyphens_in_any_case() -> None:
    """C8: spaces don't matter either; a wrong character is detected."""
    number = receipt_number("team", 1, sign)
    plain = number.replace("-", "")
    assert [as_written(text) for text in (plain, plain.lower(), f" {plain[:6]} {plain[6:]} ")] == [number] * 3
    assert as_written(("1" if plain[0] != "1" else "2") + plain[1:]) is None


@pytest.mark.parametrize(
    "typed",
    [
        "0123－4567－89A6",
        "0123–4567–89A6",
        "0123——4567——89A6",
        "0123−4567─89A6",
        "0123ー4567ー89A6",
        "０１２３－４５６７－８９ａ６",
        "O123-4567-89a6",
        "ol23 4567 89A6",
        "0I23\u20074567\u200b89A6",
        "“0123-4567-89A6”。",
    ],
)
def test_c8_a_number_typed_on_a_chinese_keyboard_or_misread_is_read(typed: str) -> None:
    """C8: full width, other dashes, O for 0, I and L for 1 are accepted to look a receipt up, but not in the receipt itself."""
    assert as_written(typed) == "0123-4567-89A6"
    assert as_written(typed.replace("7", "8").replace("７", "８")) is None
    assert is_receipt_number("0123-4567-89A6")
    assert not is_receipt_number(typed)


def test_c8_a_receipt_with_a_retyped_number_is_not_valid() -> None:
    """C8: a number that can be looked up is still not the number that was signed."""
    genuine = receipt()
    wide = genuine.number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789-"})
    assert as_written(wide) == genuine.number
    assert verify(replace(genuine, number=wide), KEYS, is_signed) is Verdict.NUMBER_WRONG
