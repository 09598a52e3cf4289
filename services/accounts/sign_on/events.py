"""Events of linked identities; each mirrors its message in `dasai.accounts.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class IdentityLinked:
    account_id: str
    provider_id: str
    linked_by: str


@dataclass(frozen=True, kw_only=True)
class IdentityUnlinked:
    account_id: str
    provider_id: str


@dataclass(frozen=True, kw_only=True)
class LinkCodeMade:
    account_id: str
    provider_id: str
    made_by: str
    expires_at: Instant
