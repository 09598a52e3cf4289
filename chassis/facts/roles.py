"""Roles, and what other services know of an account: no personal data."""

from __future__ import annotations

import enum
from collections.abc import Collection
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


# the roles that the holder of a role grants, and so withdraws (rule K1)
GRANTED_BY: dict[Role, frozenset[Role]] = {
    Role.SECRETARIAT: frozenset({Role.HOST, Role.RECOMMENDER, Role.REVIEWER, Role.EXPERT}),
    Role.OPERATOR: frozenset({Role.SECRETARIAT, Role.COMMITTEE, Role.OPERATOR}),
    Role.HOST: frozenset({Role.REVIEWER, Role.EXPERT}),
}
# roles that are held in a division; the others hold nation-wide, whatever division somebody works for
OF_DIVISION = frozenset({Role.HOST, Role.REVIEWER, Role.EXPERT})


def may_grant(granter: Collection[Grant], grant: Grant) -> bool:
    """Return True if somebody with these roles may grant, and so withdraw, a role (rule K1).

    A host grants roles in its division only; the secretariat alone grants reviewers and experts that hold nation-wide.
    """
    return any(grant.role in GRANTED_BY.get(own.role, ()) and _reaches(own, grant) for own in granter)


def _reaches(own: Grant, grant: Grant) -> bool:
    return own.role is not Role.HOST or (bool(grant.division) and own.division == grant.division)


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
