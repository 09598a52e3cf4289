"""Documents and indexes of deliveries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from mongoengine import (
    BinaryField,
    BooleanField,
    DateTimeField,
    DictField,
    EmbeddedDocument,
    EmbeddedDocumentField,
    IntField,
    StringField,
)
from pymongo.errors import BulkWriteError

from chassis.kernel.clock import Instant
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import PlainDocument
from chassis.mongo.listing import Listing
from chassis.mongo.lists import Asked, Order, Page, Part, moment
from chassis.mongo.places import indexes, placed

from .model import TOO_LATE, Channel, Delivery, DeliveryState, SealedSecrets, Step

# the database deletes a delivery so long after it was queued, seconds
_KEPT = 180 * 24 * 3600
_DUPLICATE = 11000
# what is deleted of a delivery that was sent, or can't be sent any more
_CONTENT = {"facts": "", "secrets": "", "ends_at": ""}


NEWEST: Order[Delivery] = Order(
    "newest",
    key=lambda delivery: moment(delivery.queued_at),
    filters={"state": lambda delivery: delivery.state.value},
    paths=((), ("state",)),
    newest_first=True,
)


class SealedSecretsDocument(EmbeddedDocument):  # type: ignore[misc]
    """The secrets of a mail, sealed."""

    key_id = StringField(required=True)
    nonce = BinaryField(required=True)
    ciphertext = BinaryField(required=True)


class DeliveryDocument(PlainDocument):
    """By an identifier derived from message and channel.

    `due_at` is there while something is still to be done, `ends_at` while there is something to delete then. `lists` and `marks`
    are its places in lists, written with the state.
    """

    message_id = StringField(required=True)
    account_id = StringField(required=True)
    channel = StringField(required=True)
    unless_mail = BooleanField()
    template = StringField(required=True)
    facts = DictField()
    shared = StringField()
    secrets = EmbeddedDocumentField(SealedSecretsDocument)
    state = StringField(required=True)
    attempts = IntField(required=True)
    reason = StringField()
    queued_at = DateTimeField(required=True)
    due_at = DateTimeField()
    ends_at = DateTimeField()
    ended_at = DateTimeField()
    lists = DictField(default=None)
    marks = DictField(default=None)

    meta: Any = {
        "collection": "deliveries",
        "indexes": [
            {"fields": ["due_at"], "name": "due_at", "sparse": True},
            {"fields": ["state"], "name": "state"},
            {"fields": ["ends_at"], "name": "ends_at", "sparse": True},
            {"fields": ["account_id"], "name": "account"},
            {"fields": ["queued_at"], "name": "expiry", "expireAfterSeconds": _KEPT},
            *indexes(NEWEST),
        ],
    }


DOCUMENTS = (DeliveryDocument,)

LISTS = (
    ListDeclaration(
        operation="ListDeliveries",
        document=DeliveryDocument,
        orders=(NEWEST,),
        words="`account_id`：按索引 `account` 取出后排序，发给一个账号的，保存180日 · those to an account, which are kept for "
        "180 days, are read by "
        "the index `account` and sorted",
    ),
)


def add(deliveries: Collection[Delivery]) -> None:
    """Store new deliveries; those that are there already stay as they are."""
    insert_new(DeliveryDocument, [document_of(delivery) for delivery in deliveries])


def insert_new(document: type[PlainDocument], values: list[dict[str, Any]]) -> None:
    """Insert those of many documents whose identifiers are not taken yet."""
    if not values:
        return
    try:
        document.collection().insert_many(values, ordered=False)
    except BulkWriteError as error:
        if any(failed.get("code") != _DUPLICATE for failed in error.details.get("writeErrors", ())):
            raise


def due(now: Instant, size: int) -> list[Delivery]:
    """Return some of the deliveries that are due at a real time."""
    found = []
    with DeliveryDocument.collection().find({"due_at": {"$lte": now}}).batch_size(size) as stored:
        for document in stored:
            found.append(_delivery(document))
            if len(found) == size:
                break
    return found


def claim(delivery: Delivery, until: Instant) -> bool:
    """Take a due delivery for this process until a real time; return False if another process was first."""
    moved = _moved(delivery, DeliveryState.SENDING)
    change = {"$set": {**moved, "due_at": until}, "$inc": {"attempts": 1}}
    return bool(_deliveries().update_one({"_id": delivery.id, "due_at": delivery.due_at}, change).matched_count)


def give_back(delivery: Delivery, claimed_until: Instant, now: Instant) -> None:
    """Let another process have a delivery at once that this one claimed and did not try."""
    change = {"$set": {**_moved(delivery, DeliveryState.QUEUED), "due_at": now}, "$inc": {"attempts": -1}}
    _deliveries().update_one(_claimed(delivery, claimed_until), change)


def note(delivery: Delivery, claimed_until: Instant, step: Step, now: Instant) -> bool:
    """Note what came of a try; return False if the claim was over, and another process has the delivery.

    Of what was sent or can't be sent neither facts nor secrets stay.
    """
    change: dict[str, Any] = {"$set": {**_moved(delivery, step.state), "reason": step.reason}}
    if step.due_at is not None:
        change["$set"]["due_at"] = step.due_at
    else:
        change["$set"]["ended_at"] = now
        change["$unset"] = {"due_at": ""}
        if step.state is not DeliveryState.FAILED:
            change["$unset"] |= _CONTENT
    return bool(_deliveries().update_one(_claimed(delivery, claimed_until), change).matched_count)


def withhold_late(now: Instant) -> None:
    """Withhold what was not sent while it was of use, also what failed and might be sent again, and delete what it says."""
    unsent = {"state": {"$in": [DeliveryState.QUEUED.value, DeliveryState.FAILED.value]}}
    late = [_delivery(stored) for stored in _deliveries().find({"ends_at": {"$lte": now}, **unsent})]
    for delivery in late:
        change = {
            "$set": {**_moved(delivery, DeliveryState.WITHHELD), "reason": TOO_LATE, "ended_at": now},
            "$unset": {**_CONTENT, "due_at": ""},
        }
        _deliveries().update_one({"_id": delivery.id, "queued_at": delivery.queued_at, **unsent}, change)


def queue_again(delivery_id: str, now: Instant) -> bool:
    """Queue a failed delivery again, as if it were new; return False if it is not failed."""
    failed = delivery(delivery_id)
    if failed is None:
        return False
    moved = _moved(replace(failed, queued_at=now), DeliveryState.QUEUED)
    change = {
        "$set": {**moved, "due_at": now, "queued_at": now, "attempts": 0, "reason": ""},
        "$unset": {"ended_at": ""},
    }
    return bool(_deliveries().update_one({"_id": delivery_id, "state": DeliveryState.FAILED}, change).matched_count)


def delivery(delivery_id: str) -> Delivery | None:
    """Return a delivery, or None."""
    stored = _deliveries().find_one({"_id": delivery_id})
    return _delivery(stored) if stored else None


def deliveries_to(account_id: str) -> list[Delivery]:
    """Return all deliveries to an account that are stored."""
    return [_delivery(stored) for stored in _deliveries().find({"account_id": account_id})]


def listed(state: str, account_id: str, asked: Asked) -> Page[Delivery]:
    """Return a page of the deliveries in a state and to an account, if they are named, the newest first.

    Refuses PAGE_TOKEN_INVALID.
    """
    values = {"state": state} if state else {}
    few = {"account_id": account_id} if account_id else None
    listing = Listing("delivery", _deliveries, _delivery, {"lists": 0, "marks": 0})
    return listing.page([Part(NEWEST, values, few=few)], asked)


def forget(account_id: str) -> None:
    """Delete all deliveries to an account (rule K4)."""
    _deliveries().delete_many({"account_id": account_id})


def stored_secrets(sealed: SealedSecrets) -> SealedSecretsDocument:
    """Return sealed secrets as a document holds them."""
    return SealedSecretsDocument(key_id=sealed.key_id, nonce=sealed.nonce, ciphertext=sealed.ciphertext)


def sealed_of(stored: Mapping[str, Any]) -> SealedSecrets:
    """Return sealed secrets that a document holds."""
    return SealedSecrets(key_id=stored["key_id"], nonce=bytes(stored["nonce"]), ciphertext=bytes(stored["ciphertext"]))


def lease_end(now: Instant, seconds: float) -> Instant:
    """Return when a claim that begins now is over, cut to the millisecond that the database keeps."""
    end = now + timedelta(seconds=seconds)
    return end.replace(microsecond=end.microsecond // 1000 * 1000)


def _deliveries() -> Any:
    return DeliveryDocument.collection()


def _moved(delivery: Delivery, state: DeliveryState) -> dict[str, Any]:
    """Return what is written of a delivery that moves on to another state: that, and its places in lists."""
    return {"state": state, **placed((NEWEST,), replace(delivery, state=state))}


def _claimed(delivery: Delivery, until: Instant) -> dict[str, Any]:
    return {"_id": delivery.id, "state": DeliveryState.SENDING, "due_at": until}


def document_of(delivery: Delivery) -> dict[str, Any]:
    """Return the document of a new delivery, with its places in lists."""
    made = DeliveryDocument(
        id=delivery.id,
        message_id=delivery.message_id,
        account_id=delivery.account_id,
        channel=delivery.channel.value,
        unless_mail=delivery.unless_mail or None,
        template=delivery.template,
        facts=delivery.facts,
        shared=delivery.shared,
        secrets=stored_secrets(delivery.secrets) if delivery.secrets else None,
        state=delivery.state.value,
        attempts=delivery.attempts,
        reason=delivery.reason,
        queued_at=delivery.queued_at,
        due_at=delivery.due_at,
        ends_at=delivery.ends_at,
    )
    made.validate()
    return {**made.to_mongo(), **placed((NEWEST,), delivery)}


def _delivery(stored: Mapping[str, Any]) -> Delivery:
    return Delivery(
        id=stored["_id"],
        message_id=stored["message_id"],
        account_id=stored["account_id"],
        channel=Channel(stored["channel"]),
        unless_mail=stored.get("unless_mail", False),
        template=stored["template"],
        facts=dict(stored.get("facts", {})),
        shared=stored.get("shared", ""),
        secrets=sealed_of(stored["secrets"]) if stored.get("secrets") else None,
        state=DeliveryState(stored["state"]),
        attempts=stored["attempts"],
        reason=stored.get("reason", ""),
        queued_at=stored["queued_at"],
        due_at=stored.get("due_at"),
        ends_at=stored.get("ends_at"),
        ended_at=stored.get("ended_at"),
    )
