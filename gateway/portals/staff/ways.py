"""Whom the pages of staff may name: people by their accounts, and the divisions of a role (rule K1)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from fastapi import Request

from chassis.actor import Actor
from chassis.facts.roles import Role
from gateway.api.accounts.accounts import AccountSearch, list_accounts, search_accounts
from gateway.problems import ProblemError
from gateway.rpc import as_json

from ..forms import body_of

Shown = dict[str, Any]
# so many accounts are listed to choose from, and so many are named in one call
_MOST = 200


def divisions_of(actor: Actor, role: Role) -> list[str]:
    """Return the codes of the divisions in which the reader holds a role, in their order."""
    return sorted({grant.division for grant in actor.grants if grant.role == role and grant.division})


def may_name_reviewers(actor: Actor, division: str) -> bool:
    """Return True if the reader administers the accounts of a division's reviewers, and so may see their names (rule K1)."""
    return actor.has(Role.SECRETARIAT) or (bool(division) and actor.has(Role.HOST, division))


async def reviewers_of(division: str, request: Request) -> list[Shown]:
    """Return the accounts that hold the role reviewer in a division, by name; raises ProblemError."""
    listed = await list_accounts(request, role=Role.REVIEWER, division=division, page_size=_MOST)
    return list(as_json(listed)["accounts"])


async def names_of(account_ids: Iterable[str], request: Request) -> dict[str, str]:
    """Return what those of the accounts are called that the reader administers, by account (rule K1).

    Nobody is named to whoever administers no accounts, nor while accounts is away: the page is shown without names.
    """
    try:
        accounts = await accounts_of(account_ids, request)
    except ProblemError:
        return {}
    return {account["account_id"]: name_of(account) for account in accounts}


async def accounts_of(account_ids: Iterable[str], request: Request) -> list[Shown]:
    """Return those of the accounts that the reader administers (rule K1); raises ProblemError."""
    wanted = sorted({account_id for account_id in account_ids if account_id})
    bodies = [
        body_of(AccountSearch, account_ids=wanted[first : first + _MOST], page_size=_MOST)
        for first in range(0, len(wanted), _MOST)
    ]
    answers = await asyncio.gather(*(search_accounts(body, request) for body in bodies))
    return [account for answer in answers for account in as_json(answer)["accounts"]]


def name_of(account: Shown) -> str:
    """Return how an account is called: its holder's name, else its login name."""
    return str(account["name"] or account["login"])
