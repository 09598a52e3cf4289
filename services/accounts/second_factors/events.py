"""Events of a second factor; each mirrors its message in `dasai.accounts.v1`. None holds a secret or a code."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class SecondFactorSetUp:
    account_id: str


@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved:
    account_id: str


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesRenewed:
    account_id: str


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed:
    account_id: str
    left: int


@dataclass(frozen=True, kw_only=True)
class PasskeyAdded:
    account_id: str


@dataclass(frozen=True, kw_only=True)
class PasskeyRemoved:
    account_id: str


@dataclass(frozen=True, kw_only=True)
class SecondFactorResetRequested:
    account_id: str
    requested_by: str
    expires_at: Instant


@dataclass(frozen=True, kw_only=True)
class SecondFactorReset:
    account_id: str
    requested_by: str
    approved_by: str


@dataclass(frozen=True, kw_only=True)
class SecondFactorResetRejected:
    account_id: str
    requested_by: str
    rejected_by: str
