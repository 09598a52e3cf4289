"""Events of a password reset; each mirrors its message in `dasai.accounts.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant

from ..accounts.events import PasswordChange


@dataclass(frozen=True, kw_only=True)
class PasswordResetLinkMade:
    account_id: str
    means: PasswordChange
    expires_at: Instant


@dataclass(frozen=True, kw_only=True)
class PasswordResetLinkUsed:
    account_id: str
    means: PasswordChange
