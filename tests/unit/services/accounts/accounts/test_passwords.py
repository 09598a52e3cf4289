"""Passwords: their strength, and their hashes."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher

from services.accounts.accounts.adapters import hash_password, is_strong, normal_form, password_matches
from services.accounts.accounts.model import login_name

PASSWORD = "数据 and twelve more"


def test_a_password_matches_its_own_hash_only() -> None:
    """Hashes are argon2id with a salt: a password has different hashes, and all match; the hash of nobody never matches."""
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first.startswith("$argon2id$")
    assert first != second
    assert [password_matches(stored, PASSWORD) for stored in (first, second)] == [True, True]
    assert password_matches(first, PASSWORD + " ") is False
    assert password_matches("", PASSWORD) is False
    assert password_matches("", "nobody has this password") is False
    assert password_matches("not a hash", PASSWORD) is False


@pytest.mark.parametrize(
    "password",
    [
        "horse battery staple",
        "春眠不觉晓处处闻啼鸟夜来",
        "x1y2k8w0q7z3m5" * 14,
        "Kx7#mQ2$vN9p",
        "三只 purple 企鹅 walk",
    ],
)
def test_a_strong_password_is_accepted(password: str) -> None:
    """12 to 200 characters of any script that are hard to guess."""
    assert is_strong(password, ("somebody",)) is True


@pytest.mark.parametrize(
    "password",
    [
        "Kx7#mQ2$vN9",
        "",
        "x1y2k8w0q7z3m5" * 14 + "Kx7#mQ2$v",
        "Some.Body@example",
        "aaaaaaaaaaaaaaaab",
        "123456789012",
        "password1234",
        "qwertyuiop12",
        "woaini1314520",
        "shuju5201314",
        "Beijing20240",
        "1qaz2wsx3edc",
        "abcdefghijkl",
        "a1b2c3d4e5f6",
        "somebody2024",
    ],
)
def test_a_weak_password_is_refused(password: str) -> None:
    """Too short, too long, close to the login name, one character, or what many people choose, in China or elsewhere."""
    assert is_strong(password, ("some.body@example",)) is False


def test_a_password_is_the_same_from_every_keyboard() -> None:
    """A letter with a mark is one character or two, a blank narrow or wide; who signed up before that was so still signs in."""
    composed, split = "mot de passé très sûr", unicodedata.normalize("NFD", "mot de passé\u3000très sûr")
    before = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(split)
    stored = hash_password(composed)
    assert [password_matches(stored, typed) for typed in (composed, split)] == [True, True]
    assert [password_matches(before, typed) for typed in (composed, split)] == [False, True]
    assert normal_form(split) == composed


@pytest.mark.parametrize(
    "typed",
    ["Some.Body", " some.body ", "ｓｏｍｅ．ｂｏｄｙ", "some.body\u200b", "\ufeffsome.body\n", "SOME.BODY\u3000"],
)
def test_a_login_name_is_the_same_however_it_is_pasted(typed: str) -> None:
    """Case, width, and blanks and invisible characters around it are no part of it; blanks within are."""
    assert login_name(typed) == "some.body"
    assert login_name("some body") == "some body"
