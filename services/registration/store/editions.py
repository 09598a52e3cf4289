"""Every version of the edition that this platform ran: its file, and what stored data may name of it (rule A1)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from mongoengine import BinaryField, DictField, IntField, StringField
from pymongo.errors import DuplicateKeyError

from chassis.edition import Edition
from chassis.edition.since import Names, names_of
from chassis.mongo.document import PlainDocument


class EditionVersionDocument(PlainDocument):
    """By edition and version.

    The names stand beside the file, so that a later release, to which the old file may be none, can still go by them.
    """

    meta: Any = {"collection": "edition_versions"}
    edition = StringField(required=True)
    number = IntField(required=True)
    file = BinaryField(required=True)
    ids = DictField()
    titles = DictField()


def newest_names(edition_id: str) -> Names | None:
    """What may be named of the newest version of an edition that ran here; None where none did."""
    found = EditionVersionDocument._get_collection().find({"edition": edition_id}, {"file": 0})
    newest = max(found, key=lambda one: int(one["number"]), default=None)
    return Names({key: tuple(ids) for key, ids in newest["ids"].items()}, newest["titles"]) if newest else None


def keep_edition(edition: Edition, file: bytes) -> None:
    """Keep a version as it runs from now on."""
    names = names_of(edition)
    fields = {
        "edition": edition.id,
        "number": edition.version,
        "file": file,
        "ids": {key: list(ids) for key, ids in names.ids.items()},
        "titles": dict(names.titles),
    }
    with suppress(DuplicateKeyError):  # two servers that start at once insert the same
        EditionVersionDocument._get_collection().replace_one(
            {"_id": f"{edition.id}-{edition.version}"}, fields, upsert=True
        )
