"""Passwords."""

from __future__ import annotations

import asyncio

import pytest

from chassis.kernel.refusal import Refusal
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
    require_strength("somebody", password)


@pytest.mark.parametrize("password", ["eleven char", "", "x1y2" * 50 + "z", "Some.Body@example", "aaaaaaaaaaaaaaaab"])
def test_a_weak_password_is_refused(password: str) -> None:
    """Too short, too long, the login name, or hardly more than a single character."""
    with pytest.raises(Refusal) as refused:
        require_strength("some.body@EXAMPLE", password)
    assert refused.value.code.name == "PASSWORD_WEAK"
