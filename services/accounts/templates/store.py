"""Facts that many messages share, such as the text of an announcement, stored once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from mongoengine import DictField

from chassis.mongo.document import PlainDocument, insert_once


class SharedFactsDocument(PlainDocument):
    """By the identifier that messages name."""

    facts = DictField()

    meta: Any = {"collection": "shared_facts"}


DOCUMENTS = (SharedFactsDocument,)


def share(identifier: str, facts: Mapping[str, str]) -> None:
    """Store facts that many messages will name; a second time nothing happens."""
    insert_once(SharedFactsDocument, identifier, facts=dict(facts))


def shared(identifiers: Collection[str]) -> dict[str, dict[str, str]]:
    """Return the shared facts of these identifiers."""
    wanted = {"_id": {"$in": sorted(set(identifiers) - {""})}}
    return {stored["_id"]: dict(stored["facts"]) for stored in SharedFactsDocument.collection().find(wanted)}
