"""Requests about accounts; they mirror those of `dasai.accounts.v1.Accounts`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.roles import Grant


@dataclass(frozen=True, kw_only=True)
class SignUp:
    login: str
    password: str
    privacy_notice: str
    name: str
    organisation_uscc: str
    email: str
    mobile: str
    address: str


@dataclass(frozen=True, kw_only=True)
class CorrectOwnAccount:
    """A correction of the caller's own account; a field that is None stays as it is. `password` is needed to change contacts."""

    name: str | None
    organisation_uscc: str | None
    email: str | None
    mobile: str | None
    password: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordConsent:
    kind: str
    version: str
    given: bool


@dataclass(frozen=True, kw_only=True)
class SeenRoles:
    roles: tuple[Grant, ...]


@dataclass(frozen=True, kw_only=True)
class ChangeRoles:
    account_id: str
    roles: tuple[Grant, ...]
    reason: str
    organisation_uscc: str
    seen: SeenRoles | None = None


@dataclass(frozen=True, kw_only=True)
class DisableAccount:
    account_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class EnableAccount:
    account_id: str
    reason: str
