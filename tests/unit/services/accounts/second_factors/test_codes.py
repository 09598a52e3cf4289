"""Codes of authenticators and recovery codes (K1)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from services.accounts.second_factors.adapters.codes import (
    address_of,
    hash_recovery_code,
    new_recovery_codes,
    new_secret,
    plain,
    step_of,
)

# RFC 6238, appendix B: the secret of SHA-1 in base32, and the last six digits of a code at a time
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
AT = datetime(2009, 2, 13, 23, 31, 30, tzinfo=UTC)
CODE, STEP = "005924", 1234567890 // 30


def test_k1_codes_are_those_of_rfc_6238() -> None:
    """K1: so that every authenticator works; the code of the table is the one of its time."""
    assert step_of(SECRET, CODE, AT) == STEP
    assert pyotp.TOTP(SECRET).at(AT) == CODE


@pytest.mark.parametrize(
    ("seconds", "right"), [(-31, False), (-30, True), (-1, True), (0, True), (29, True), (59, True), (60, False)]
)
def test_k1_a_code_is_right_for_its_step_and_the_neighbours(seconds: int, right: bool) -> None:
    """K1: AT is the beginning of its step: half a minute before, and until a minute after."""
    assert step_of(SECRET, CODE, AT + timedelta(seconds=seconds)) == (STEP if right else None)


@pytest.mark.parametrize("typed", ["005 924", " 005924\n", "００５９２４", "005-924"])
def test_k1_a_code_may_be_typed_in_several_ways(typed: str) -> None:
    """K1: with blanks, or wide as a Chinese input method types."""
    assert step_of(SECRET, typed, AT) == STEP


@pytest.mark.parametrize("typed", ["", "5924", "0059240", "00592a", "٠٠٥٩٢٤", "-05924", "k7mw-2xqe-9dfa-hs4t"])
def test_k1_what_is_no_code_is_none(typed: str) -> None:
    """K1: nothing is guessed from something shorter, longer or in other digits."""
    assert step_of(SECRET, typed, AT) is None


def test_k1_recovery_codes_are_ten_of_118_bits() -> None:
    """K1: in letters that do not look alike; stored as hashes that are the account's own, however they are typed."""
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    assert [code for code in codes if not re.fullmatch(r"([a-hj-km-np-z2-9]{4}-){5}[a-hj-km-np-z2-9]{4}", code)] == []
    typed = codes[0].upper().replace("-", " ")
    assert hash_recovery_code("a", typed) == hash_recovery_code("a", codes[0]) != hash_recovery_code("b", codes[0])
    assert plain("K7MW-2xqe 9DFA–hs4t") == "k7mw2xqe9dfahs4t"


def test_k1_a_secret_has_160_bits_and_an_address() -> None:
    """K1: the address names the platform and the login."""
    secret = new_secret()
    assert re.fullmatch(r"[A-Z2-7]{32}", secret)
    address = address_of(secret, "he-cheng-01", "大赛")
    assert address == f"otpauth://totp/%E5%A4%A7%E8%B5%9B:he-cheng-01?secret={secret}&issuer=%E5%A4%A7%E8%B5%9B"
