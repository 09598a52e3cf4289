"""Documents and indexes of accounts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.store import Repository
from chassis.settings import settings

from . import rules, wire
from .model import Account

# an account that ended its sessions in this process a moment ago may be seen a moment later by another
_FAR = timedelta(days=1)


class AccountDocument(AggregateDocument):
    """By the account's identifier."""

    meta: Any = {
        "collection": "accounts",
        "indexes": [
            {"fields": ["state.login"], "name": "login", "unique": True},
            {"fields": ["state.grants.division"], "name": "division", "sparse": True},
            {"fields": ["state.grants.role"], "name": "role", "sparse": True},
            {"fields": ["state.ended_at"], "name": "ended_at", "sparse": True},
        ],
    }


class TakenOverDocument(PlainDocument):
    """A database whose accounts were taken over, by its name."""

    meta: Any = {"collection": "taken_over"}


DOCUMENTS = (AccountDocument, TakenOverDocument)

accounts = Repository(AccountDocument, Account, wire.EVENTS, on_duplicate={"login": rules.LOGIN_TAKEN})


def accounts_of_the_gateway() -> Iterator[dict[str, Any]]:
    """Yield the accounts that releases before this service kept in the gateway's database."""
    collection = AccountDocument.collection()
    gateway = collection.database.client[settings().database("gateway")]
    if TakenOverDocument.collection().find_one({"_id": gateway.name}) is None:
        yield from gateway["accounts"].find()


def note_taken_over() -> None:
    """Note that the gateway's accounts are taken over, so that no later start looks for them."""
    insert_once(TakenOverDocument, settings().database("gateway"))


def account_named(login: str) -> Account | None:
    """Return the account of a login name in its stored form, for reading only, or None."""
    return next(accounts.every({"state.login": login}), None)


def ended_since(since: Instant) -> list[str]:
    """Return the accounts whose sessions have all ended since a real time."""
    between = {"state.ended_at": {"$gte": since, "$lt": since + _FAR}}
    return [document["_id"] for document in AccountDocument.collection().find(between, {"_id": 1})]


def names_of(account_ids: Collection[str]) -> dict[str, str]:
    """Return the holders' names, or else the login names, of accounts."""
    named = accounts.every({"_id": {"$in": sorted(account_ids)}})
    return {account.id: account.name or account.login for account in named}
