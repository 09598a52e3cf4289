"""Events of an account; each mirrors its message in `dasai.accounts.v1`."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.facts.roles import AccountFacts
from chassis.kernel.clock import Instant


class PasswordChange(enum.StrEnum):
    """The means by which a password was changed."""

    OWN = "own"
    MAILED_LINK = "mailed_link"
    HANDED_LINK = "handed_link"


@dataclass(frozen=True, kw_only=True)
class AccountOpened:
    account: AccountFacts
    invitation_id: str


@dataclass(frozen=True, kw_only=True)
class StaffChanged:
    account: AccountFacts


@dataclass(frozen=True, kw_only=True)
class RolesChanged:
    account: AccountFacts
    reason: str


@dataclass(frozen=True, kw_only=True)
class OrganisationRecorded:
    account: AccountFacts


@dataclass(frozen=True, kw_only=True)
class AccountDisabled:
    account: AccountFacts
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountEnabled:
    account: AccountFacts
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountClosed:
    account: AccountFacts


@dataclass(frozen=True, kw_only=True)
class PasswordChanged:
    account_id: str
    means: PasswordChange


@dataclass(frozen=True, kw_only=True)
class ContactsChanged:
    """Which contacts were replaced or taken back; the contacts themselves are in no event (rule K4)."""

    account_id: str
    email: bool
    mobile: bool


@dataclass(frozen=True, kw_only=True)
class ConsentRecorded:
    account_id: str
    kind: str
    version: str
    given: bool
    at: Instant
