"""Requests about second factors; they mirror those of `dasai.accounts.v1.SecondFactors`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class BeginSetUp:
    """`code` is of the present factor, if there is one."""

    code: str


@dataclass(frozen=True, kw_only=True)
class ConfirmSetUp:
    """`session_id` is of the session that goes on."""

    code: str
    session_id: str


@dataclass(frozen=True, kw_only=True)
class BeginPasskey:
    """`code` is of the authenticator, or a recovery code."""

    code: str
    session_id: str


@dataclass(frozen=True, kw_only=True)
class AddPasskey:
    """`credential` is what the browser made, in JSON."""

    session_id: str
    name: str
    credential: str


@dataclass(frozen=True, kw_only=True)
class RemovePasskey:
    passkey_id: str
    code: str


@dataclass(frozen=True, kw_only=True)
class RequestReset:
    account_id: str
    reason: str
    identity_check: str
