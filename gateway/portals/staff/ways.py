"""Whom the pages of review may name: reviewers by their accounts, and the divisions of a role (rule K1)."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from chassis.actor import Actor
from chassis.facts.roles import Role
from gateway.api.accounts.accounts import list_accounts
from gateway.problems import ProblemError
from gateway.rpc import as_json

Shown = dict[str, Any]
# so many accounts of a division are read to name them: more than any division has reviewers
_NAMED = 200


def divisions_of(actor: Actor, role: Role) -> list[str]:
    """Return the codes of the divisions in which the reader holds a role, in their order."""
    return sorted({grant.division for grant in actor.grants if grant.role == role and grant.division})


def may_name_reviewers(actor: Actor, division: str) -> bool:
    """Return True if the reader administers the accounts of a division's reviewers, and so may see their names (rule K1)."""
    return actor.has(Role.SECRETARIAT) or (bool(division) and actor.has(Role.HOST, division))


async def reviewers_of(division: str, request: Request) -> list[Shown]:
    """Return the accounts that hold the role reviewer in a division, by name; raises ProblemError."""
    listed = await list_accounts(request, role=Role.REVIEWER, division=division, page_size=_NAMED)
    return list(as_json(listed)["accounts"])


async def names_of_reviewers(division: str, request: Request) -> dict[str, str]:
    """Return the names of a division's reviewers by account; none while accounts is away: the page is shown without them."""
    try:
        return {account["account_id"]: name_of(account) for account in await reviewers_of(division, request)}
    except ProblemError:
        return {}


def name_of(account: Shown) -> str:
    """Return how an account is called: its holder's name, else its login name."""
    return str(account["name"] or account["login"])
