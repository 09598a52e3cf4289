"""Roles, and what other services know of an account: no personal data."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Role(enum.StrEnum):
    """The roles of the contest: what an account may do, and for whom (rule K1)."""

    PARTICIPANT = "participant"
    HOST = "host"
    RECOMMENDER = "recommender"
    REVIEWER = "reviewer"
    EXPERT = "expert"
    SECRETARIAT = "secretariat"
    COMMITTEE = "committee"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, and the division it holds in; empty if it holds nation-wide or depends on no division."""

    role: Role
    division: str = ""


class AccountState(enum.StrEnum):
    """The state of an account: only an active one may be used."""

    ACTIVE = "active"
    DISABLED = "disabled"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class AccountFacts:
    """The facts of an account that services know; `organisation_uscc` is of the holder's own organisation, or empty.

    The facts with the highest `sequence` are the newest.
    """

    account_id: str
    grants: tuple[Grant, ...]
    organisation_uscc: str
    state: AccountState
    sequence: int

    def holds(self, *grants: Grant) -> bool:
        """Return True if the account is active and has at least one of these roles."""
        return self.state is AccountState.ACTIVE and not set(grants).isdisjoint(self.grants)
