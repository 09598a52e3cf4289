"""Passwords: how strong they must be, and their hashes (argon2id), made outside the event loop."""

from __future__ import annotations

import asyncio

import unicodedata2 as unicodedata
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from chassis.kernel.refusal import Code, Kind, refuse_unless
from gateway.settings import GatewaySettings

PASSWORD_WEAK = Code(
    "PASSWORD_WEAK",
    Kind.INVALID,
    "密码须为12至200个字符，且不得与登录名相同或仅由同一字符组成。",
    "A password has 12 to 200 characters, differs from the login name, and does not repeat a single character.",
)


class Passwords:
    """Makes and checks hashes, at most two at a time: each occupies a core and its memory."""

    def __init__(self, limits: GatewaySettings) -> None:
        self._hasher = PasswordHasher(time_cost=limits.argon2_passes, memory_cost=limits.argon2_memory, parallelism=1)
        self._places = asyncio.Semaphore(2)
        # checked if the login is unknown, so that the answer takes equally long
        self._nobody = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """Return the hash of a password, in its normal form."""
        async with self._places:
            return await asyncio.to_thread(self._hasher.hash, normal_form(password))

    async def matches(self, stored: str | None, password: str) -> bool:
        """Return True if the password has the stored hash; take equally long if there is no hash."""
        async with self._places:
            return await asyncio.to_thread(self._check, stored, password)

    def _check(self, stored: str | None, password: str) -> bool:
        # accounts of earlier releases have the hash of what was typed
        return any(self._verify(stored, form) for form in dict.fromkeys((normal_form(password), password)))

    def _verify(self, stored: str | None, password: str) -> bool:
        try:
            return self._hasher.verify(stored or self._nobody, password) and stored is not None
        except (Argon2Error, InvalidHashError):
            return False


def normal_form(password: str) -> str:
    """Return a password as it is hashed: the same from every keyboard (RFC 8265: NFC, one kind of blank).

    Macs compose letters in another way than phones, and input methods type wide blanks.
    """
    composed = unicodedata.normalize("NFC", password)
    return "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in composed)


def require_strength(login: str, password: str) -> None:
    """Refuse PASSWORD_WEAK if the password is too weak."""
    password = normal_form(password)
    strong = 12 <= len(password) <= 200 and password.casefold() != login.casefold() and len(set(password)) > 3
    refuse_unless(strong, PASSWORD_WEAK)
