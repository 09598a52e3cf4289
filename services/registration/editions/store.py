"""Store every version of an edition that ran here: its file, and the names that stored data may use (rule A1)."""

from __future__ import annotations

import hashlib
from typing import Any

from mongoengine import BinaryField, DictField, IntField, ListField, StringField

from chassis.edition import Edition
from chassis.edition.versions import Names, names_of, of_all
from chassis.mongo.document import PlainDocument, insert_once


class EditionVersionDocument(PlainDocument):
    """A version of an edition, by edition, version and the hash of its file; never changed.

    The names are stored beside the file, so that a later release can use them even if it can't read the old file.
    """

    meta: Any = {"collection": "edition_versions"}
    edition = StringField(required=True)
    number = IntField(required=True)
    file = BinaryField(required=True)
    ids = ListField()
    titles = DictField()


def names_up_to(edition_id: str, number: int) -> Names | None:
    """Return the names of all versions of an edition that ran here, up to this number; None if there is none."""
    query = {"edition": edition_id, "number": {"$lte": number}}
    documents = EditionVersionDocument._get_collection().find(query, {"file": 0})
    versions = [
        Names({key: tuple(ids) for key, ids in document["ids"]}, document["titles"])
        for document in sorted(documents, key=lambda document: int(document["number"]))
    ]
    return of_all(versions) if versions else None


def newest_number(edition_id: str) -> int:
    """Return the highest version of an edition that ran here, 0 if none did."""
    documents = EditionVersionDocument._get_collection().find({"edition": edition_id}, {"number": 1})
    return max((int(document["number"]) for document in documents), default=0)


def keep_edition(edition: Edition, file: bytes) -> None:
    """Store a version with its file; the same file again changes nothing."""
    names = names_of(edition)
    insert_once(
        EditionVersionDocument,
        f"{edition.id}-{edition.version}-{hashlib.sha256(file).hexdigest()[:16]}",
        edition=edition.id,
        number=edition.version,
        file=file,
        ids=[[key, list(ids)] for key, ids in names.ids.items()],
        titles=dict(names.titles),
    )


DOCUMENTS = (EditionVersionDocument,)
