"""Requests about sessions; they mirror those of `dasai.accounts.v1.Sessions`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """`address` is where the try comes from, `device` how the browser names itself, `device_token` the cookie of a known one."""

    login: str
    password: str
    address: str
    device: str
    device_token: str


@dataclass(frozen=True, kw_only=True)
class GiveSecondFactor:
    """`code` is one of the account's authenticator, or a recovery code."""

    session_id: str
    code: str


@dataclass(frozen=True, kw_only=True)
class GivePasskey:
    """`credential` is what the browser made of the session's challenge, in JSON."""

    session_id: str
    credential: str


@dataclass(frozen=True, kw_only=True)
class ChangePassword:
    """`session_id` is of the session that goes on."""

    old_password: str
    new_password: str
    session_id: str
