"""Documents and indexes of password resets."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import PasswordReset


class PasswordResetDocument(AggregateDocument):
    """By the account's identifier."""

    meta: Any = {
        "collection": "password_resets",
        "indexes": [{"fields": ["state.links.code_hash"], "name": "code", "sparse": True}],
    }


DOCUMENTS = (PasswordResetDocument,)

password_resets = Repository(PasswordResetDocument, PasswordReset, wire.EVENTS)


def account_id_of(code_hash: str) -> str:
    """Return the account whose link has the code, or an empty text."""
    stored = PasswordResetDocument.collection().find_one({"state.links.code_hash": code_hash}, {"_id": 1})
    return stored["_id"] if stored else ""
