"""Documents and indexes of accounts."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from google.protobuf.message import Message
from mongoengine import BinaryField, DateTimeField, IntField, ListField, StringField

from chassis.context import current
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.listing import DEFAULT_PAGE, MAX_PAGE, page_of_few
from chassis.mongo.lists import COUNTED, Asked, Page
from chassis.mongo.store import Repository
from chassis.mongo.tokens import after_token, page_token
from chassis.refusals import PAGE_TOKEN_INVALID
from chassis.settings import settings

from . import rules, wire
from .model import Account, FormerContacts, SealedContacts, WaitingAddress, login_name, marks_of, search_form
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
            {"fields": ["state.sessions_changed_at"], "name": "sessions_changed_at", "sparse": True},
        ],
    }


class TakenOverDocument(PlainDocument):
    """A database whose accounts were taken over, by its name."""

    meta: Any = {"collection": "taken_over"}


class MarksDocument(PlainDocument):
    """The marks that part the list of all accounts into short stretches, and how many accounts there were then."""

    marks = ListField(StringField())
    count = IntField(required=True)

    meta: Any = {"collection": "list_marks"}


class FirstAccountDocument(PlainDocument):
    """A first account that was opened, by the hash of its login name, which is free again once its holder has closed it."""

    meta: Any = {"collection": "first_accounts"}


class AddressDocument(PlainDocument):
    """Which address of an account is confirmed, and which waits for a link to do so, by keyed hash; by the account's identifier.

    Beside the account, for the release before knows nothing of it: an address that is changed there is confirmed no more.
    """

    confirmed = StringField()
    waits_for = StringField()
    due_at = DateTimeField()

    meta: Any = {
        "collection": "addresses",
        "indexes": [{"fields": ["due_at"], "name": "due", "sparse": True}],
    }


class FormerContactsDocument(PlainDocument):
    """Contacts that were replaced, sealed, until a message to them is in the outbox."""

    account_id = StringField(required=True)
    key_id = StringField(required=True)
    nonce = BinaryField(required=True)
    ciphertext = BinaryField(required=True)
    since = DateTimeField(required=True)

    meta: Any = {
        "collection": "former_contacts",
        "indexes": [{"fields": ["since"], "name": "since"}, {"fields": ["account_id"], "name": "account"}],
    }


DOCUMENTS = (
    AccountDocument,
    AddressDocument,
    FirstAccountDocument,
    FormerContactsDocument,
    MarksDocument,
    TakenOverDocument,
)


class Accounts(Repository[Account]):
    """The accounts; each write notes who changed what, and brings in line what lists go by."""

    def save(self, aggregate: Account, *, answer: Message | None = None) -> None:
        """Write an account; see Repository.save."""
        aggregate.note_changes(current().actor.account_id, real_time())
        aggregate.list_anew()
        super().save(aggregate, answer=answer)


accounts = Accounts(AccountDocument, Account, wire.EVENTS, on_duplicate={"login": rules.LOGIN_TAKEN})

# that the addresses of earlier releases were noted
_ADDRESSES = "addresses"
# above every text: MongoDB compares texts by their bytes
_ABOVE = "\U0010ffff"
_MARKS = "listed"
# of how many accounts more or fewer than when the list was marked it is marked anew
_GROWN = 1.2
# what few accounts have is read along an index of its own, at once; whoever is left of all accounts, stretch by stretch
_OF_FEW = ("state.grants", "state.grants.role", "state.grants.division", "state.administered_by")
# the parts of a list: by the name, or else the login name; then those with a name, by the login name
_BY_NAME, _BY_LOGIN = "n", "l"


LISTS = (
    ListDeclaration(
        operation="ListAccounts",
        document=AccountDocument,
        order="姓名，无姓名的按登录名；检索时其后为登录名匹配的 name, or else login name; in a search then those whose "
        "login name matches",
        indexes=("listed", "listed_login", "administered_by", "division", "role"),
        words="角色可有多项，不能各占一个位置：按筛选条件的索引取出少数账号后排序；全部账号按 `listed` 分段读取（`list_marks`），"
        "`state` 逐条筛选；`account_ids` 指定的至多200个账号按编号取出后排序 · an account may have several roles, and so no "
        "single place: by the index of the filter few are read and sorted; all are read along `listed` in short stretches "
        "(`list_marks`), where `state` filters what was read; those that `account_ids` names, at most 200, are read by "
        "identifier and sorted",
    ),
)


def list_accounts(filters: Mapping[str, Any], text: str, asked: Asked) -> Page[Account]:
    """Return a page of the accounts whose name begins with a text, by name, then of those whose login name does.

    An empty text is the beginning of all. The token names the last account of the page before, by its identifier and not by its
    name (rule K4); after the last page it is empty. Each part is read along an index, between two ends. Refuses
    PAGE_TOKEN_INVALID if the token is of other filters or another text, or its account is gone.
    """
    of = ["accounts", dict(filters), search_form(text), login_name(text)]
    size = min(asked.size or DEFAULT_PAGE, MAX_PAGE)
    total = _count(filters, text) if asked.count else None
    page: list[Account] = []
    following = ""
    with closing(_in_order(filters, text, after_token(asked.token, of), size)) as in_order:
        for part, account in in_order:
            if len(page) == size:
                break
            page.append(account)
            following = page_token(of, f"{part}{account.id}")
        else:
            following = ""
    return Page.counted(page, following, total, asked)


def list_accounts_among(
    account_ids: Collection[str], filters: Mapping[str, Any], text: str, asked: Asked
) -> Page[Account]:
    """Return a page of those of a few accounts that match, in the order of `list_accounts`, read at once by identifier."""
    name, login = search_form(text), login_name(text)
    matching = list(accounts.every({"_id": {"$in": sorted(set(account_ids))}, **filters}))
    by_name = [account for account in matching if account.listed.startswith(name)]
    others = [account for account in matching if not account.listed.startswith(name)]
    by_login = [account for account in others if account.listed_login.startswith(login)]
    ordered = [
        *sorted(by_name, key=lambda account: account.listed),
        *sorted(by_login, key=lambda account: account.listed_login),
    ]
    of = ["accounts among", sorted(set(account_ids)), dict(filters), name, login]
    return page_of_few(ordered, lambda account: account.id, of, asked)


def _in_order(
    filters: Mapping[str, Any], text: str, token: str, size: int
) -> Generator[tuple[str, Account], None, None]:
    """Yield the accounts in the order of the list, after the account of a token, each with the part of the list it is in."""
    name = search_form(text)
    parts = [(_BY_NAME, "listed", name), *([(_BY_LOGIN, "listed_login", login_name(text))] if text else [])]
    begun, last = token[:1], accounts.peek(token[1:]) if token else None
    refuse_unless(not token or last is not None, PAGE_TOKEN_INVALID)
    for part, field, beginning in parts:
        if begun == _BY_LOGIN and part == _BY_NAME:
            continue
        after = getattr(last, field) if last is not None and part == begun else ""
        with closing(_between(field, beginning, after, filters, size)) as between:
            for account in between:
                # whoever was in the first part is not in the second
                if part == _BY_NAME or not account.listed.startswith(name):
                    yield part, account


def _count(filters: Mapping[str, Any], text: str) -> int:
    """Return how many accounts a list has; counts no further than it is asked to say."""
    with closing(_in_order(filters, text, "", COUNTED)) as in_order:
        return sum(1 for _ in islice(in_order, COUNTED + 1))


def _between(
    field: str, beginning: str, after: str, filters: Mapping[str, Any], size: int
) -> Generator[Account, None, None]:
    """Yield the accounts whose field begins so, in its order, after a value if one is named."""
    low = {"$gt": after} if after else {"$gte": beginning}
    for end in (*_ends(field, after or beginning, beginning + _ABOVE, filters), beginning + _ABOVE):
        query = {**filters, f"state.{field}": {**low, "$lt": end}}
        cursor = AccountDocument.collection().find(query, {"outbox": 0, "applied": 0, "outcomes": 0})
        # no limit(): see Repository.page
        with cursor.sort(f"state.{field}", 1).batch_size(size + 1) as documents:
            for document in documents:
                yield accounts._structure(document)
        low = {"$gte": end}


def _ends(field: str, low: str, high: str, filters: Mapping[str, Any]) -> list[str]:
    """Return where the stretches between two texts end that are read in turn, each twice as long as the one before.

    The embedded server reads whatever lies between the two ends of a query, however little of it is asked for. So the first
    stretch holds about a page; and a filter that leaves few accounts of all takes few stretches.
    """
    if field != "listed" or any(_is_of_few(filters, name) for name in _OF_FEW):
        return []
    stored = MarksDocument.collection().find_one({"_id": _MARKS})
    marks: list[str] = stored["marks"] if stored else []
    place, step, ends = bisect_right(marks, low), 1, []
    while place < len(marks) and marks[place] < high:
        ends.append(marks[place])
        place, step = place + step, step * 2
    return ends


def _is_of_few(filters: Mapping[str, Any], name: str) -> bool:
    wanted = filters.get(name)
    return wanted is not None and not (isinstance(wanted, Mapping) and "$nin" in wanted)


def mark_list() -> bool:
    """Part the list of all accounts into short stretches, if it has grown or shrunk by a fifth; return True if it was done.

    Marks only say where to part what is read: whatever they are, each account is listed once.
    """
    collection = AccountDocument.collection()
    count = collection.estimated_document_count()
    stored = MarksDocument.collection().find_one({"_id": _MARKS})
    if stored is not None and stored["count"] / _GROWN <= count <= stored["count"] * _GROWN:
        return False
    listed = collection.find({}, {"_id": 0, "state.listed": 1}).sort("state.listed", 1)
    marks = marks_of([document["state"]["listed"] for document in listed if document["state"].get("listed")])
    made = {"$set": {"marks": marks, "count": count}}
    MarksDocument.collection().update_one({"_id": _MARKS}, made, upsert=True)
    return True


def accounts_of_the_gateway() -> Iterator[dict[str, Any]]:
    """Yield the accounts that releases before this service kept in the gateway's database."""
    collection = AccountDocument.collection()
    gateway = collection.database.client[settings().database("gateway")]
    if TakenOverDocument.collection().find_one({"_id": gateway.name}) is None:
        yield from gateway["accounts"].find()


def note_taken_over() -> None:
    """Note that the gateway's accounts are taken over, so that no later start looks for them."""
    insert_once(TakenOverDocument, settings().database("gateway"))


def was_first_account(login: str) -> bool:
    """Return True if a first account of this login name was noted."""
    return FirstAccountDocument.collection().find_one({"_id": _hashed(login)}) is not None


def note_first_account(login: str) -> None:
    """Note that the first account of this login name was opened."""
    insert_once(FirstAccountDocument, _hashed(login))


def accounts_of(account_ids: Iterable[str]) -> dict[str, Account]:
    """Return the accounts that there are of these identifiers, for reading only, in one read."""
    return {account.id: account for account in accounts.every({"_id": {"$in": sorted(account_ids)}})}


def _hashed(login: str) -> str:
    return hashlib.sha256(login.encode()).hexdigest()


def account_named(login: str) -> Account | None:
    """Return the account of a login name in its stored form, for reading only, or None."""
    return next(accounts.every({"state.login": login}), None)


def renew_hash(account_id: str, old: str, new: str) -> None:
    """Store another hash of the same password, unless the password was changed meanwhile.

    It is no change of the account: nothing is raised, and its version stays. A command that read the account before may write
    the old hash back, which the next sign-in renews.
    """
    unchanged = {"_id": account_id, "state.password": old}
    AccountDocument.collection().update_one(unchanged, {"$set": {"state.password": new}})


def let_address_wait(waiting: WaitingAddress) -> None:
    """Note that an address waits for a link to confirm it."""
    change = {"$set": {"waits_for": waiting.key, "due_at": waiting.since}}
    AddressDocument.collection().update_one({"_id": waiting.account_id}, change, upsert=True)


def let_earlier_addresses_wait(now: Instant) -> None:
    """Note once that each address waits that was given before addresses were confirmed; which there are, opened contacts say."""
    if TakenOverDocument.collection().find_one({"_id": _ADDRESSES}) is not None:
        return
    with AccountDocument.collection().find({"state.contacts.key_id": {"$gt": ""}}, {"_id": 1}) as given:
        for account in given:
            insert_once(AddressDocument, account["_id"], waits_for="", due_at=now)
    insert_once(TakenOverDocument, _ADDRESSES)


def waiting_addresses(size: int) -> list[WaitingAddress]:
    """Return some of the addresses that wait for a link, the oldest first."""
    due = {"due_at": {"$gt": datetime(1970, 1, 1, tzinfo=UTC)}}
    with AddressDocument.collection().find(due).sort("due_at", 1).batch_size(size) as stored:
        return [
            WaitingAddress(account_id=each["_id"], key=each.get("waits_for", ""), since=each["due_at"])
            for each in islice(stored, size)
        ]


def end_wait(waiting: WaitingAddress) -> None:
    """Note that an address has its link, or needs none, unless another one was given meanwhile."""
    same = {"_id": waiting.account_id, "due_at": waiting.since}
    AddressDocument.collection().update_one(same, {"$unset": {"waits_for": "", "due_at": ""}})


def confirm_address(account_id: str, key: str) -> None:
    """Note that an account's address, by its keyed hash, is confirmed."""
    change = {"$set": {"confirmed": key}, "$unset": {"waits_for": "", "due_at": ""}}
    AddressDocument.collection().update_one({"_id": account_id}, change, upsert=True)


def confirmed_address(account_id: str) -> str:
    """Return the keyed hash of the address that an account's holder confirmed; empty if none."""
    stored = AddressDocument.collection().find_one({"_id": account_id}, {"confirmed": 1})
    return str(stored.get("confirmed") or "") if stored else ""


def forget_address(account_id: str) -> None:
    """Delete what is noted of a closed account's address (rule K4)."""
    AddressDocument.collection().delete_one({"_id": account_id})


def ended_since(since: Instant) -> set[str]:
    """Return the accounts whose sessions have all ended, or show or owe something else, since a real time."""
    return {
        document["_id"]
        for field in ("ended_at", "sessions_changed_at")
        for document in AccountDocument.collection().find(
            {f"state.{field}": {"$gte": since, "$lt": since + _FAR}}, {"_id": 1}
        )
    }


def names_of(account_ids: Collection[str]) -> dict[str, str]:
    """Return the holders' names, or else the login names, of accounts."""
    named = accounts.every({"_id": {"$in": sorted(account_ids)}})
    return {account.id: account.name or account.login for account in named}


def keep_former(former: FormerContacts) -> None:
    """Keep contacts that are replaced, once."""
    sealed = former.sealed
    insert_once(
        FormerContactsDocument,
        former.id,
        account_id=former.account_id,
        key_id=sealed.key_id,
        nonce=sealed.nonce,
        ciphertext=sealed.ciphertext,
        since=former.since,
    )


def former_contacts(size: int) -> list[FormerContacts]:
    """Return some of the contacts that were replaced, the oldest first."""
    stored = FormerContactsDocument.collection().find().sort("since", 1).limit(size)
    return [
        FormerContacts(
            id=each["_id"],
            account_id=each["account_id"],
            sealed=SealedContacts(
                key_id=each["key_id"], nonce=bytes(each["nonce"]), ciphertext=bytes(each["ciphertext"])
            ),
            since=each["since"],
        )
        for each in stored
    ]


def forget_former(former: FormerContacts) -> None:
    """Delete contacts that were replaced."""
    FormerContactsDocument.collection().delete_one({"_id": former.id})
