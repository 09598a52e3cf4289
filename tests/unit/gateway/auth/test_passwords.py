"""Passwords."""

from __future__ import annotations

import asyncio
import unicodedata

import pytest
from argon2 import PasswordHasher

from chassis.kernel.refusal import Refusal
from gateway.auth.accounts import login_name
from gateway.auth.passwords import Passwords, require_strength
from gateway.settings import GatewaySettings

PASSWORD = "数据 and twelve more"


def test_a_password_matches_its_own_hash_only() -> None:
    """Hashes are argon2id with a salt: a password has different hashes, and all match; the hash of nobody never matches."""
    passwords = Passwords(GatewaySettings(argon2_memory=8192, argon2_passes=1))

    async def walk() -> None:
        first, second = await passwords.hash(PASSWORD), await passwords.hash(PASSWORD)
        assert first.startswith("$argon2id$")
        assert first != second
        assert [await passwords.matches(stored, PASSWORD) for stored in (first, second)] == [True, True]
        assert await passwords.matches(first, PASSWORD + " ") is False
        assert await passwords.matches(None, PASSWORD) is False
        assert await passwords.matches(None, "nobody has this password") is False
        assert await passwords.matches("not a hash", PASSWORD) is False

    asyncio.run(walk())


@pytest.mark.parametrize("password", ["twelve chars", "一二三四五六七八九十甲乙", "x1y2" * 50])
def test_a_strong_password_is_accepted(password: str) -> None:
    """12 to 200 characters of any script."""
    try:
        require_strength("somebody", password)
    except Refusal as refusal:
        refused = refusal.code.name
    else:
        refused = ""
    assert refused == ""


@pytest.mark.parametrize("password", ["eleven char", "", "x1y2" * 50 + "z", "Some.Body@example", "aaaaaaaaaaaaaaaab"])
def test_a_weak_password_is_refused(password: str) -> None:
    """Too short, too long, the login name, or hardly more than a single character."""
    with pytest.raises(Refusal) as refused:
        require_strength("some.body@EXAMPLE", password)
    assert refused.value.code.name == "PASSWORD_WEAK"


def test_a_password_is_the_same_from_every_keyboard() -> None:
    """A letter with a mark is one character or two, a blank narrow or wide; who signed up before that was so still signs in."""
    passwords = Passwords(GatewaySettings(argon2_memory=8192, argon2_passes=1))
    composed, split = "mot de passé très sûr", unicodedata.normalize("NFD", "mot de passé\u3000très sûr")
    before = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(split)

    async def walk() -> None:
        stored = await passwords.hash(composed)
        assert [await passwords.matches(stored, typed) for typed in (composed, split)] == [True, True]
        assert [await passwords.matches(before, typed) for typed in (composed, split)] == [False, True]

    asyncio.run(walk())
    require_strength("somebody", split)


@pytest.mark.parametrize(
    "typed",
    ["Some.Body", " some.body ", "ｓｏｍｅ．ｂｏｄｙ", "some.body\u200b", "\ufeffsome.body\n", "SOME.BODY\u3000"],
)
def test_a_login_name_is_the_same_however_it_is_pasted(typed: str) -> None:
    """Case, width, and blanks and invisible characters around it are no part of it; blanks within are."""
    assert login_name(typed) == "some.body"
    assert login_name("some body") == "some body"
