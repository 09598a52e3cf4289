"""Requests about password resets; they mirror those of `dasai.accounts.v1.PasswordResets`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class HandLink:
    """`identity_check` says how the holder's identity was checked."""

    account_id: str
    identity_check: str


@dataclass(frozen=True, kw_only=True)
class UseLink:
    code: str
    new_password: str
