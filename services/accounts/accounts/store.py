"""Documents and indexes of accounts."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any

from google.protobuf.message import Message

from chassis.context import current
from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.store import DEFAULT_PAGE, MAX_PAGE, Repository
from chassis.settings import settings

from . import rules, wire
from .model import Account, login_name, search_form
from .settings import real_time

# an account that ended its sessions in this process a moment ago may be seen a moment later by another
_FAR = timedelta(days=1)


class AccountDocument(AggregateDocument):
    """By the account's identifier."""

    meta: Any = {
        "collection": "accounts",
        "indexes": [
            {"fields": ["state.login"], "name": "login", "unique": True},
            # lists: what is filtered by first, then the order
            {"fields": ["state.listed"], "name": "listed"},
            {"fields": ["state.listed_login"], "name": "listed_login", "sparse": True},
            {"fields": ["state.administered_by", "state.listed"], "name": "administered_by"},
            {"fields": ["state.grants.division", "state.listed"], "name": "division"},
            {"fields": ["state.grants.role", "state.listed"], "name": "role"},
            {"fields": ["state.ended_at"], "name": "ended_at", "sparse": True},
        ],
    }


class TakenOverDocument(PlainDocument):
    """A database whose accounts were taken over, by its name."""

    meta: Any = {"collection": "taken_over"}


DOCUMENTS = (AccountDocument, TakenOverDocument)


class Accounts(Repository[Account]):
    """The accounts; each write notes who changed what, and brings in line what lists go by."""

    def save(self, aggregate: Account, *, answer: Message | None = None) -> None:
        """Write an account; see Repository.save."""
        aggregate.note_changes(current().actor.account_id, real_time())
        aggregate.list_anew()
        super().save(aggregate, answer=answer)


accounts = Accounts(AccountDocument, Account, wire.EVENTS, on_duplicate={"login": rules.LOGIN_TAKEN})

# above every text: MongoDB compares texts by their bytes
_ABOVE = "\U0010ffff"
# the parts of a list: by the name, or else the login name; then those with a name, by the login name
_BY_NAME, _BY_LOGIN = "n", "l"


def list_accounts(filters: Mapping[str, Any], text: str, token: str, size: int) -> tuple[list[Account], str]:
    """Return a page of the accounts whose name begins with a text, by name, then of those whose login name does.

    An empty text is the beginning of all. The token names the last account of the page before, by its identifier and not by its
    name (rule K4); after the last page it is empty. Each part is read along an index, between two ends.
    """
    size = min(size or DEFAULT_PAGE, MAX_PAGE)
    name = search_form(text)
    parts = [(_BY_NAME, "listed", name), *([(_BY_LOGIN, "listed_login", login_name(text))] if text else [])]
    begun, last = token[:1], accounts.peek(token[1:]) if token else None
    page: list[Account] = []
    following = ""
    for part, field, beginning in parts:
        if begun == _BY_LOGIN and part == _BY_NAME:
            continue
        after = getattr(last, field) if last is not None and part == begun else ""
        with closing(_between(field, beginning, after, filters, size)) as between:
            for account in between:
                if part == _BY_LOGIN and account.listed.startswith(name):
                    continue  # it was in the first part
                if len(page) == size:
                    return page, following
                page.append(account)
                following = f"{part}{account.id}"
    return page, ""


def _between(
    field: str, beginning: str, after: str, filters: Mapping[str, Any], size: int
) -> Generator[Account, None, None]:
    """Yield the accounts whose field begins so, in its order, after a value if one is named."""
    low = {"$gt": after} if after else {"$gte": beginning}
    query = {**filters, f"state.{field}": {**low, "$lt": beginning + _ABOVE}}
    cursor = AccountDocument.collection().find(query, {"outbox": 0, "applied": 0, "outcomes": 0})
    # no limit(): see Repository.page
    with cursor.sort(f"state.{field}", 1).batch_size(size + 1) as documents:
        for document in documents:
            yield accounts._structure(document)


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
