"""Documents and indexes of messages, of what accounts chose, and of messages that go out bit by bit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mongoengine import BooleanField, DateTimeField, DictField, IntField, ListField, StringField

from chassis.facts.roles import AccountState, Role
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import PlainDocument, insert_once
from chassis.mongo.tokens import after_token, page_token

from ..accounts.settings import real_time
from ..accounts.store import AccountDocument
from ..deliveries.store import insert_new
from .model import FIRST_READ, Choice, Message, Preferences, Reader
from .requests import Audience, Notice

# the database deletes a message so long after it was stored, seconds of real time
_KEPT = 730 * 24 * 3600


class MessageDocument(PlainDocument):
    """By an identifier derived from what made it and its account. `place` orders the list of an account."""

    account_id = StringField(required=True)
    template = StringField(required=True)
    facts = DictField()
    shared = StringField()
    created_at = DateTimeField(required=True)
    read_at = DateTimeField()
    place = StringField(required=True)
    stored_at = DateTimeField(required=True)

    meta: Any = {
        "collection": "messages",
        "indexes": [
            {"fields": ["account_id", "place"], "name": "list"},
            {"fields": ["shared"], "name": "shared", "sparse": True},
            {"fields": ["stored_at"], "name": "expiry", "expireAfterSeconds": _KEPT},
        ],
    }


class PreferencesDocument(PlainDocument):
    """By the account's identifier."""

    choices = DictField()

    meta: Any = {"collection": "message_preferences"}


class BroadcastDocument(PlainDocument):
    """A message to many, by the identifier of its shared facts. `cursor` is the last team or account that has it."""

    template = StringField(required=True)
    division = StringField()
    roles = ListField(StringField())
    created_at = DateTimeField(required=True)
    cursor = StringField()
    reached = IntField(required=True)
    open = BooleanField()

    meta: Any = {
        "collection": "broadcasts",
        "indexes": [{"fields": ["open"], "name": "open", "sparse": True}],
    }


class HeldNoticeDocument(PlainDocument):
    """A notice that waits until a list is public, by an identifier derived from what made it and its template."""

    listed = StringField(required=True)
    template = StringField(required=True)
    facts = DictField()
    teams = ListField(StringField())
    hosts_of = ListField(StringField())
    source = StringField(required=True)
    at = DateTimeField(required=True)
    stored_at = DateTimeField(required=True)

    meta: Any = {
        "collection": "held_notices",
        "indexes": [
            {"fields": ["listed"], "name": "listed"},
            {"fields": ["stored_at"], "name": "expiry", "expireAfterSeconds": _KEPT},
        ],
    }


DOCUMENTS = (MessageDocument, PreferencesDocument, BroadcastDocument, HeldNoticeDocument)

LISTS = (
    ListDeclaration(
        operation="ListMessages",
        document=MessageDocument,
        order="未读在前，最新在前 the unread first, of either the newest first",
        indexes=("list",),
        bounded="本账号的消息，保存期限届满即删除 · the caller's own, which are deleted when their time is over",
    ),
)


@dataclass(frozen=True, kw_only=True)
class HeldNotice:
    """A notice that waits until a list is public; it is about what happened `at`, contest time."""

    id: str
    notice: Notice
    source: str
    at: Instant


@dataclass(frozen=True, kw_only=True)
class Broadcast:
    """A message to the teams of a division, to holders of roles, or to everyone, as far as it has come."""

    id: str
    template: str
    division: str
    roles: tuple[Role, ...]
    created_at: Instant
    cursor: str
    reached: int
    open: bool

    @property
    def is_to_teams(self) -> bool:
        """Return True if it goes to the accounts that act for a division's teams."""
        return bool(self.division) and not self.roles


def add(messages: Collection[Message], now: Instant) -> None:
    """Store new messages at a real time; those that are there already stay as they are, read or not."""
    values = []
    for message in messages:
        made = MessageDocument(
            id=message.id,
            account_id=message.account_id,
            template=message.template,
            facts=message.facts,
            shared=message.shared or None,
            created_at=message.created_at,
            place=message.place,
            stored_at=now,
        )
        made.validate()
        values.append(dict(made.to_mongo()))
    insert_new(MessageDocument, values)


def message(message_id: str) -> Message | None:
    """Return a message, or None."""
    stored = _messages().find_one({"_id": message_id})
    return _message(stored) if stored else None


def page(account_id: str, token: str, size: int, *, unread: bool) -> tuple[list[Message], str]:
    """Return a page of an account's messages in their order, and the next page's token.

    Refuses PAGE_TOKEN_INVALID if the token is of another account's, or of all and not only the unread.
    """
    of = ["messages", account_id, unread]
    after = {"$gt": after_token(token, of), "$lt": FIRST_READ if unread else "\uffff"}
    found: list[Message] = []
    with _messages().find({"account_id": account_id, "place": after}).sort("place", 1).batch_size(size + 1) as stored:
        for document in stored:
            if len(found) == size:
                return found, page_token(of, found[-1].place)
            found.append(_message(document))
    return found, ""


def count_unread(account_id: str) -> int:
    """Return how many messages of an account are unread."""
    return int(_messages().count_documents({"account_id": account_id, "place": {"$gt": "", "$lt": FIRST_READ}}))


def note_read(message: Message) -> None:
    """Note that a message was read, unless it was before."""
    change = {"$set": {"read_at": message.read_at, "place": message.place}}
    _messages().update_one({"_id": message.id, "read_at": None}, change)


def count_shared(shared: str) -> int:
    """Return how many messages name these shared facts."""
    return int(_messages().count_documents({"shared": shared}))


def preferences(account_id: str) -> Preferences:
    """Return what an account chose."""
    stored = PreferencesDocument.collection().find_one({"_id": account_id})
    return _preferences(stored) if stored else Preferences()


def keep_preferences(account_id: str, preferences: Preferences) -> None:
    """Store what an account chose."""
    choices = {choice.category: {"mail": choice.mail, "sms": choice.sms} for choice in preferences.choices}
    PreferencesDocument.collection().update_one({"_id": account_id}, {"$set": {"choices": choices}}, upsert=True)


def readers(account_ids: Collection[str]) -> list[Reader]:
    """Return those of these accounts that are there and not closed, each once."""
    wanted = {"_id": {"$in": sorted(set(account_ids))}}
    shown = {"state.contacts.key_id": 1, "state.state": 1}
    accounts = [
        (stored["_id"], bool(stored.get("state", {}).get("contacts")))
        for stored in AccountDocument.collection().find(wanted, shown)
        if stored.get("state", {}).get("state") != AccountState.CLOSED
    ]
    chosen = {stored["_id"]: _preferences(stored) for stored in PreferencesDocument.collection().find(wanted)}
    return [
        Reader(account_id=identifier, has_contacts=has_contacts, preferences=chosen.get(identifier, Preferences()))
        for identifier, has_contacts in accounts
    ]


def holders(roles: Sequence[Role], division: str = "") -> list[str]:
    """Return the accounts that hold one of the roles, in that division if one is named: for roles that few hold."""
    accounts = AccountDocument.collection()
    held: set[str] = set()
    for role in roles:
        wanted = {"state.grants": {"$elemMatch": {"role": role.value} | ({"division": division} if division else {})}}
        held |= {stored["_id"] for stored in accounts.find(wanted, {"_id": 1})}
    return sorted(held)


def accounts_after(cursor: str, size: int, roles: Sequence[Role], division: str) -> list[str]:
    """Return the next accounts by identifier: with one of the roles, if any, in that division, if one is named."""
    wanted: dict[str, Any] = {"_id": {"$gt": cursor, "$lt": "\uffff"}}
    if roles:
        wanted["state.grants.role"] = {"$in": [role.value for role in roles]}
    found = []
    with AccountDocument.collection().find(wanted, {"state.grants": 1}).sort("_id", 1).batch_size(size) as stored:
        for document in stored:
            grants = document.get("state", {}).get("grants", ())
            held = {grant["role"] for grant in grants if not division or grant.get("division", "") == division}
            if not roles or held & {role.value for role in roles}:
                found.append(document["_id"])
                if len(found) == size:
                    break
    return found


def begin_broadcast(
    identifier: str, template: str, *, division: str = "", roles: Sequence[Role] = (), created_at: Instant
) -> None:
    """Let a message with shared facts go out to many; a second time nothing happens."""
    insert_once(
        BroadcastDocument,
        identifier,
        template=template,
        division=division,
        roles=[role.value for role in roles],
        created_at=created_at,
        cursor="",
        reached=0,
        open=True,
    )


def open_broadcasts() -> list[Broadcast]:
    """Return the broadcasts that have not reached all."""
    return [_broadcast(stored) for stored in BroadcastDocument.collection().find({"open": True})]


def broadcast(identifier: str) -> Broadcast | None:
    """Return a broadcast, or None."""
    stored = BroadcastDocument.collection().find_one({"_id": identifier})
    return _broadcast(stored) if stored else None


def move_on(broadcast: Broadcast, cursor: str, reached: int) -> None:
    """Note how far a broadcast has come, unless another process did."""
    BroadcastDocument.collection().update_one(
        {"_id": broadcast.id, "cursor": broadcast.cursor}, {"$set": {"cursor": cursor}, "$inc": {"reached": reached}}
    )


def end_broadcast(broadcast: Broadcast, reached: int) -> None:
    """Note that a broadcast has reached all."""
    BroadcastDocument.collection().update_one(
        {"_id": broadcast.id}, {"$set": {"reached": reached}, "$unset": {"open": ""}}
    )


def hold(notice: Notice, source: str, at: Instant) -> None:
    """Keep a notice until its list is public; a second time nothing happens."""
    insert_once(
        HeldNoticeDocument,
        derived_id("held notice", source, notice.template),
        listed=notice.after_notice,
        template=notice.template,
        facts=notice.facts,
        teams=list(notice.audience.teams),
        hosts_of=list(notice.audience.hosts_of),
        source=source,
        at=at,
        stored_at=real_time(),
    )


def held(listed: str) -> list[HeldNotice]:
    """Return the notices that wait for a list."""
    return [
        HeldNotice(
            id=stored["_id"],
            notice=Notice(
                template=stored["template"],
                facts=dict(stored.get("facts", {})),
                audience=Audience(teams=tuple(stored.get("teams", ())), hosts_of=tuple(stored.get("hosts_of", ()))),
                after_notice=stored["listed"],
            ),
            source=stored["source"],
            at=stored["at"],
        )
        for stored in HeldNoticeDocument.collection().find({"listed": listed})
    ]


def end_hold(held: HeldNotice) -> None:
    """Forget a notice that was given."""
    HeldNoticeDocument.collection().delete_one({"_id": held.id})


def forget(account_id: str) -> None:
    """Delete the messages and the choices of an account (rule K4)."""
    _messages().delete_many({"account_id": account_id})
    PreferencesDocument.collection().delete_one({"_id": account_id})


def _messages() -> Any:
    return MessageDocument.collection()


def _message(stored: Mapping[str, Any]) -> Message:
    return Message(
        id=stored["_id"],
        account_id=stored["account_id"],
        template=stored["template"],
        facts=dict(stored.get("facts", {})),
        shared=stored.get("shared", ""),
        created_at=stored["created_at"],
        read_at=stored.get("read_at"),
    )


def _preferences(stored: Mapping[str, Any]) -> Preferences:
    chosen = stored.get("choices", {})
    return Preferences(
        choices=tuple(
            Choice(category=name, mail=choice["mail"], sms=choice["sms"]) for name, choice in sorted(chosen.items())
        )
    )


def _broadcast(stored: Mapping[str, Any]) -> Broadcast:
    return Broadcast(
        id=stored["_id"],
        template=stored["template"],
        division=stored.get("division", ""),
        roles=tuple(Role(role) for role in stored.get("roles", ())),
        created_at=stored["created_at"],
        cursor=stored.get("cursor", ""),
        reached=stored["reached"],
        open=bool(stored.get("open")),
    )
