"""Events of API tokens; each mirrors its message in `dasai.accounts.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class TokenMade:
    account_id: str
    token_id: str
    scopes: tuple[str, ...]
    expires_at: Instant


@dataclass(frozen=True, kw_only=True)
class TokenEnded:
    account_id: str
    token_id: str
