"""Every version of the edition that this platform ran, as it ran (rule A1)."""

from __future__ import annotations

from typing import Any

from mongoengine import BinaryField, IntField, StringField

from chassis.edition import Edition
from chassis.mongo.document import PlainDocument


class EditionVersionDocument(PlainDocument):
    """By edition and version."""

    meta: Any = {"collection": "edition_versions"}
    edition = StringField(required=True)
    number = IntField(required=True)
    content = BinaryField(required=True)


def newest_edition(edition_id: str) -> Edition | None:
    """The newest version of an edition that ran here; None where none did."""
    found = EditionVersionDocument._get_collection().find({"edition": edition_id})
    newest = max(found, key=lambda one: int(one["number"]), default=None)
    return Edition.model_validate_json(newest["content"]) if newest else None


def keep_edition(edition: Edition) -> None:
    """Keep a version as it runs from now on."""
    EditionVersionDocument._get_collection().replace_one(
        {"_id": f"{edition.id}-{edition.version}"},
        {
            "edition": edition.id,
            "number": edition.version,
            "content": edition.model_dump_json(by_alias=True).encode(),
        },
        upsert=True,
    )
