"""Documents and indexes of password resets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mongoengine import DateTimeField, EmbeddedDocumentField

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.store import Repository

from ..accounts.events import PasswordChange
from ..deliveries.store import SealedSecretsDocument, sealed_of, stored_secrets
from . import wire
from .model import LASTS, LinkRequest, PasswordReset

# seconds
_KEPT = LASTS[PasswordChange.MAILED_LINK] // timedelta(seconds=1)


class PasswordResetDocument(AggregateDocument):
    """By the account's identifier."""

    meta: Any = {
        "collection": "password_resets",
        "indexes": [{"fields": ["state.links.code_hash"], "name": "code", "sparse": True}],
    }


class LinkRequestDocument(PlainDocument):
    """A request for a link that waits for its answer; the database deletes it once the link would be over."""

    sealed = EmbeddedDocumentField(SealedSecretsDocument, required=True)
    requested_at = DateTimeField(required=True)
    stored_at = DateTimeField(required=True)

    meta: Any = {
        "collection": "password_reset_requests",
        "indexes": [{"fields": ["stored_at"], "name": "expiry", "expireAfterSeconds": _KEPT}],
    }


DOCUMENTS = (PasswordResetDocument, LinkRequestDocument)

password_resets = Repository(PasswordResetDocument, PasswordReset, wire.EVENTS)


def account_id_of(code_hash: str) -> str:
    """Return the account whose link has the code, or an empty text."""
    stored = PasswordResetDocument.collection().find_one({"state.links.code_hash": code_hash}, {"_id": 1})
    return stored["_id"] if stored else ""


def keep_request(request: LinkRequest, now: Instant) -> None:
    """Store a request for a link at a real time."""
    sealed = stored_secrets(request.sealed)
    insert_once(LinkRequestDocument, request.id, sealed=sealed, requested_at=request.requested_at, stored_at=now)


def requests(size: int) -> list[LinkRequest]:
    """Return some of the requests that wait, the oldest first."""
    waiting = []
    with LinkRequestDocument.collection().find({}).sort("stored_at", 1).batch_size(size) as stored:
        for document in stored:
            waiting.append(
                LinkRequest(
                    id=document["_id"], sealed=sealed_of(document["sealed"]), requested_at=document["requested_at"]
                )
            )
            if len(waiting) == size:
                break
    return waiting


def forget_request(request_id: str) -> None:
    """Delete a request that was answered."""
    LinkRequestDocument.collection().delete_one({"_id": request_id})
