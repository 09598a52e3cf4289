"""Requests about single sign-on; they mirror those of `dasai.accounts.v1.SignOn`."""

from __future__ import annotations

from dataclasses import dataclass

from .model import SignOnPurpose


@dataclass(frozen=True, kw_only=True)
class BeginSignOn:
    provider_id: str
    purpose: SignOnPurpose
    redirect_uri: str
    session_id: str
    link_code: str
    next_page: str


@dataclass(frozen=True, kw_only=True)
class CompleteSignOn:
    """`state`, `code`, `issuer` and `error` are as the provider sent them."""

    attempt: str
    state: str
    code: str
    issuer: str
    error: str
    session_id: str
    address: str
    device: str
    device_token: str


@dataclass(frozen=True, kw_only=True)
class OpenAccountBySignOn:
    ticket: str
    login: str
    privacy_notice: str
    name: str
    email: str
    mobile: str
    address: str
    device: str
    device_token: str


@dataclass(frozen=True, kw_only=True)
class MakeLinkCode:
    account_id: str
    provider_id: str
