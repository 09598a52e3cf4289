"""Documents and indexes of linked identities."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import rules, wire
from .model import LinkedIdentities


class LinkedIdentitiesDocument(AggregateDocument):
    """By the account's identifier."""

    meta: Any = {
        "collection": "linked_identities",
        "indexes": [{"fields": ["state.identities.key"], "name": "identity", "unique": True, "sparse": True}],
    }


DOCUMENTS = (LinkedIdentitiesDocument,)

linked_identities = Repository(
    LinkedIdentitiesDocument, LinkedIdentities, wire.EVENTS, on_duplicate={"identity": rules.IDENTITY_TAKEN}
)


def holder_of(keys: Collection[str]) -> LinkedIdentities | None:
    """Return the identities of the account to which an identity is linked, by its keyed hashes; or None. For reading only."""
    return next(linked_identities.every({"state.identities.key": {"$in": sorted(keys)}}), None)
