"""Passwords: argon2id, off the event loop, and what a password must be."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from chassis.kernel.refusal import Code, Kind, refuse_unless
from gateway.settings import GatewaySettings

PASSWORD_WEAK = Code(
    "PASSWORD_WEAK",
    Kind.INVALID,
    "密码须为12至200个字符，且不得与登录名相同或仅由同一字符组成。",
    "A password takes 12 to 200 characters, is not the login name, and not one character over and over.",
)


class Passwords:
    """Hashes and checks. At most two at a time: each takes a core and its memory."""

    def __init__(self, limits: GatewaySettings) -> None:
        self._hasher = PasswordHasher(time_cost=limits.argon2_passes, memory_cost=limits.argon2_memory, parallelism=1)
        self._places = asyncio.Semaphore(2)
        # checked where a login is unknown, so that both cases take alike long
        self._nobody = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """The hash to keep."""
        async with self._places:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, kept: str | None, password: str) -> bool:
        """Whether the password is the kept one's; takes as long where nothing is kept."""
        async with self._places:
            return await asyncio.to_thread(self._check, kept, password)

    def _check(self, kept: str | None, password: str) -> bool:
        try:
            return self._hasher.verify(kept or self._nobody, password) and kept is not None
        except (Argon2Error, InvalidHashError):
            return False


def require_strength(login: str, password: str) -> None:
    """Refuse PASSWORD_WEAK."""
    strong = 12 <= len(password) <= 200 and password.casefold() != login.casefold() and len(set(password)) > 3
    refuse_unless(strong, PASSWORD_WEAK)
