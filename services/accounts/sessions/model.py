"""A session: an account that is signed in (rule K1). All instants are real time."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import timedelta

from chassis.kernel.clock import Instant

# a session is noted as used at most this often in its idle time
_NOTES = 10


class Pending(enum.StrEnum):
    """What must be done in a session before anything else."""

    PASSWORD_CHANGE = "password_change"  # noqa: S105 - a state
    SECOND_FACTOR = "second_factor"
    SECOND_FACTOR_SETUP = "second_factor_setup"
    SECOND_FACTOR_RESET = "second_factor_reset"
    PRIVACY_NOTICE = "privacy_notice"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long a session may last, and how long it may be unused."""

    absolute: timedelta
    idle: timedelta


@dataclass(frozen=True, kw_only=True)
class Session:
    """A session by the hash of its token. It belongs to the account's epoch in which it began.

    `second_factor_at` says when a code of the account's second factor was given in it.
    `provider_id` is the identity provider by which it began; empty if by a password.
    """

    id: str
    account_id: str
    epoch: int
    begun_at: Instant
    seen_at: Instant
    ends_at: Instant
    device: str = ""
    address: str = ""
    ended_at: Instant | None = None
    second_factor_at: Instant | None = None
    provider_id: str = ""

    def goes_on(self, epoch: int, limits: Limits, now: Instant) -> bool:
        """Return True if it is neither ended nor over, was used lately, and belongs to the account's present epoch."""
        lasting = self.ended_at is None and now < self.ends_at and now < self.seen_at + limits.idle
        return lasting and self.epoch == epoch

    def is_to_be_noted(self, limits: Limits, now: Instant) -> bool:
        """Return True if its use was last noted so long ago that it is to be noted again."""
        return now - self.seen_at >= limits.idle / _NOTES
