"""Documents and indexes of deliveries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from mongoengine import (
    BinaryField,
    DateTimeField,
    DictField,
    EmbeddedDocument,
    EmbeddedDocumentField,
    IntField,
    StringField,
)
from pymongo.errors import BulkWriteError

from chassis.kernel.clock import Instant
from chassis.mongo.document import PlainDocument

from .model import Channel, Delivery, DeliveryState, SealedSecrets, Step

# the database deletes a delivery so long after it was queued, seconds
_KEPT = 180 * 24 * 3600
_DUPLICATE = 11000


class SealedSecretsDocument(EmbeddedDocument):  # type: ignore[misc]
    """The secrets of a mail, sealed."""

    key_id = StringField(required=True)
    nonce = BinaryField(required=True)
    ciphertext = BinaryField(required=True)


class DeliveryDocument(PlainDocument):
    """By an identifier derived from message and channel. `due_at` is there while something is still to be done."""

    message_id = StringField(required=True)
    account_id = StringField(required=True)
    channel = StringField(required=True)
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

    meta: Any = {
        "collection": "deliveries",
        "indexes": [
            {"fields": ["due_at"], "name": "due_at", "sparse": True},
            {"fields": ["state"], "name": "state"},
            {"fields": ["account_id"], "name": "account"},
            {"fields": ["queued_at"], "name": "expiry", "expireAfterSeconds": _KEPT},
        ],
    }


DOCUMENTS = (DeliveryDocument,)


def add(deliveries: Collection[Delivery]) -> None:
    """Store new deliveries; those that are there already stay as they are."""
    insert_new(DeliveryDocument, [_document(delivery) for delivery in deliveries])


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
    change = {"$set": {"state": DeliveryState.SENDING, "due_at": until}, "$inc": {"attempts": 1}}
    return bool(_deliveries().update_one({"_id": delivery.id, "due_at": delivery.due_at}, change).matched_count)


def give_back(delivery: Delivery, claimed_until: Instant, now: Instant) -> None:
    """Let another process have a delivery at once that this one claimed and did not try."""
    change = {"$set": {"state": DeliveryState.QUEUED, "due_at": now}, "$inc": {"attempts": -1}}
    _deliveries().update_one(_claimed(delivery, claimed_until), change)


def note(delivery: Delivery, claimed_until: Instant, step: Step, now: Instant) -> bool:
    """Note what came of a try; return False if the claim was over, and another process has the delivery.

    Of what was sent or can't be sent neither facts nor secrets stay.
    """
    change: dict[str, Any] = {"$set": {"state": step.state, "reason": step.reason}}
    if step.due_at is not None:
        change["$set"]["due_at"] = step.due_at
    else:
        change["$set"]["ended_at"] = now
        change["$unset"] = {"due_at": ""}
        if step.state is not DeliveryState.FAILED:
            change["$unset"] |= {"facts": "", "secrets": ""}
    return bool(_deliveries().update_one(_claimed(delivery, claimed_until), change).matched_count)


def queue_again(delivery_id: str, now: Instant) -> bool:
    """Queue a failed delivery again, as if it were new; return False if it is not failed."""
    change = {
        "$set": {"state": DeliveryState.QUEUED, "due_at": now, "queued_at": now, "attempts": 0, "reason": ""},
        "$unset": {"ended_at": ""},
    }
    return bool(_deliveries().update_one({"_id": delivery_id, "state": DeliveryState.FAILED}, change).matched_count)


def delivery(delivery_id: str) -> Delivery | None:
    """Return a delivery, or None."""
    stored = _deliveries().find_one({"_id": delivery_id})
    return _delivery(stored) if stored else None


def page(filters: Mapping[str, Any], token: str, size: int) -> tuple[list[Delivery], str]:
    """Return a page in order of identifiers, and the next page's token."""
    found: list[Delivery] = []
    query = {**filters, "_id": {"$gt": token, "$lt": "\uffff"}}
    with _deliveries().find(query).sort("_id", 1).batch_size(size + 1) as stored:
        for document in stored:
            if len(found) == size:
                return found, found[-1].id
            found.append(_delivery(document))
    return found, ""


def forget(account_id: str) -> None:
    """Delete all deliveries to an account (rule K4)."""
    _deliveries().delete_many({"account_id": account_id})


def lease_end(now: Instant, seconds: float) -> Instant:
    """Return when a claim that begins now is over, cut to the millisecond that the database keeps."""
    end = now + timedelta(seconds=seconds)
    return end.replace(microsecond=end.microsecond // 1000 * 1000)


def _deliveries() -> Any:
    return DeliveryDocument.collection()


def _claimed(delivery: Delivery, until: Instant) -> dict[str, Any]:
    return {"_id": delivery.id, "state": DeliveryState.SENDING, "due_at": until}


def _document(delivery: Delivery) -> dict[str, Any]:
    secrets = delivery.secrets
    made = DeliveryDocument(
        id=delivery.id,
        message_id=delivery.message_id,
        account_id=delivery.account_id,
        channel=delivery.channel.value,
        template=delivery.template,
        facts=delivery.facts,
        shared=delivery.shared,
        secrets=SealedSecretsDocument(key_id=secrets.key_id, nonce=secrets.nonce, ciphertext=secrets.ciphertext)
        if secrets
        else None,
        state=delivery.state.value,
        attempts=delivery.attempts,
        reason=delivery.reason,
        queued_at=delivery.queued_at,
        due_at=delivery.due_at,
        ends_at=delivery.ends_at,
    )
    made.validate()
    return dict(made.to_mongo())


def _delivery(stored: Mapping[str, Any]) -> Delivery:
    secrets = stored.get("secrets")
    return Delivery(
        id=stored["_id"],
        message_id=stored["message_id"],
        account_id=stored["account_id"],
        channel=Channel(stored["channel"]),
        template=stored["template"],
        facts=dict(stored.get("facts", {})),
        shared=stored.get("shared", ""),
        secrets=SealedSecrets(
            key_id=secrets["key_id"], nonce=bytes(secrets["nonce"]), ciphertext=bytes(secrets["ciphertext"])
        )
        if secrets
        else None,
        state=DeliveryState(stored["state"]),
        attempts=stored["attempts"],
        reason=stored.get("reason", ""),
        queued_at=stored["queued_at"],
        due_at=stored.get("due_at"),
        ends_at=stored.get("ends_at"),
        ended_at=stored.get("ended_at"),
    )
