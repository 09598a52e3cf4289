"""Documents and indexes of API tokens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from mongoengine import DateTimeField

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.store import Repository

from . import wire
from .model import NOTED_EVERY, ApiTokens

_FAR = timedelta(days=1)
# the database deletes the note of a use so long after it, seconds: longer than a token lasts
_KEPT = 400 * 24 * 3600


class ApiTokensDocument(AggregateDocument):
    """By the account's identifier."""

    meta: Any = {
        "collection": "api_tokens",
        "indexes": [
            {"fields": ["state.tokens.id"], "name": "token", "unique": True, "sparse": True},
            {"fields": ["state.ended_at"], "name": "ended_at", "sparse": True},
        ],
    }


class TokenUseDocument(PlainDocument):
    """When a token was last used, by the hash of its text: noted beside the token, for a use is no change of it."""

    used_at = DateTimeField(required=True)

    meta: Any = {
        "collection": "api_token_uses",
        "indexes": [{"fields": ["used_at"], "name": "expiry", "expireAfterSeconds": _KEPT}],
    }


DOCUMENTS = (ApiTokensDocument, TokenUseDocument)

api_tokens = Repository(ApiTokensDocument, ApiTokens, wire.EVENTS)


def holder_of(token_id: str) -> ApiTokens | None:
    """Return the tokens of the account that has a token, for reading only, or None."""
    return next(api_tokens.every({"state.tokens.id": token_id}), None)


def note_use(token_id: str, now: Instant) -> None:
    """Note that a token was used, unless that was noted a moment ago."""
    collection = TokenUseDocument.collection()
    known = collection.find_one({"_id": token_id})
    if known is None:
        insert_once(TokenUseDocument, token_id, used_at=now)
    elif now - known["used_at"] >= NOTED_EVERY:
        collection.update_one({"_id": token_id}, {"$set": {"used_at": now}})


def last_uses(token_ids: Collection[str]) -> dict[str, Instant]:
    """Return when each token was last used; one that never was is left out."""
    noted = TokenUseDocument.collection().find({"_id": {"$in": sorted(token_ids)}})
    return {use["_id"]: use["used_at"] for use in noted}


def ended_since(since: Instant) -> list[str]:
    """Return the accounts whose holders have ended a token since a real time."""
    between = {"state.ended_at": {"$gte": since, "$lt": since + _FAR}}
    return [document["_id"] for document in ApiTokensDocument.collection().find(between, {"_id": 1})]
