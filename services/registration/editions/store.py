"""Every version of the edition that this platform ran: its file, and what stored data may name of it (rule A1)."""

from __future__ import annotations

import hashlib
from typing import Any

from mongoengine import BinaryField, DictField, IntField, ListField, StringField

from chassis.edition import Edition
from chassis.edition.versions import Names, names_of, of_all
from chassis.mongo.document import PlainDocument, insert_once


class EditionVersionDocument(PlainDocument):
    """By edition, version and the file's hash; never changed.

    The names stand beside the file, so that a later release, to which the old file may be none, can still go by them.
    """

    meta: Any = {"collection": "edition_versions"}
    edition = StringField(required=True)
    number = IntField(required=True)
    file = BinaryField(required=True)
    ids = ListField()
    titles = DictField()


def names_up_to(edition_id: str, number: int) -> Names | None:
    """What may be named of the versions of an edition that ran here, up to that one; None where none did."""
    wanted = {"edition": edition_id, "number": {"$lte": number}}
    found = sorted(
        EditionVersionDocument._get_collection().find(wanted, {"file": 0}), key=lambda one: int(one["number"])
    )
    return (
        of_all(Names({key: tuple(ids) for key, ids in one["ids"]}, one["titles"]) for one in found) if found else None
    )


def newest_number(edition_id: str) -> int:
    """The highest version of an edition that ran here; 0 where none did."""
    found = EditionVersionDocument._get_collection().find({"edition": edition_id}, {"number": 1})
    return max((int(one["number"]) for one in found), default=0)


def keep_edition(edition: Edition, file: bytes) -> None:
    """Keep a version as it runs from now on; again is nothing new."""
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
