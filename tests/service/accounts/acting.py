"""Accounts, and calls by their holders, for the service tests of accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from chassis.actor import PUBLIC, Actor
from chassis.context import Context, handling
from chassis.facts.roles import Grant, Role
from chassis.kernel.clock import instant
from chassis.kernel.refusal import Refusal
from services.accounts.accounts import store
from services.accounts.accounts.model import Account

AT = instant(datetime(2024, 6, 1, tzinfo=UTC))
DIVISION = "110000"
PASSWORD = "three purple penguins walk"


def opened(login: str, *roles: Role, password: str = "") -> Actor:
    """Open an account with roles of the division; return who acts by it."""
    national = (Role.SECRETARIAT, Role.PARTICIPANT)
    grants = tuple(Grant(role, "" if role in national else DIVISION) for role in roles)
    account = Account(id=f"{login}-1", login=login, grants=grants, password=password)
    account.open(now=AT, at=AT)
    with handling(Context(actor=PUBLIC, causation_id="open")):
        store.accounts.add(account)
    return Actor(account.id, frozenset(grants))


def called(by: Actor, call: Callable[[], Any]) -> Any:
    """Call as somebody, and return the answer or the code of the refusal."""
    with handling(Context(actor=by, causation_id="call")):
        try:
            return call()
        except Refusal as refusal:
            return refusal.code.name
