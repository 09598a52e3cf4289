"""Registration's documents and indexes."""

from __future__ import annotations

from typing import Any

from bson import Binary
from mongoengine import BinaryField

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.store import Repository

from . import wire
from .model.division import Division


class DivisionDocument(AggregateDocument):
    """By the unit's code."""

    meta: Any = {"collection": "divisions", "indexes": [{"fields": ["state.due_at"], "name": "due", "sparse": True}]}


class SchemeDocument(PlainDocument):
    """A scheme as it was filed, by its digest and never changed: written before the filing that points to it (rule A5)."""

    meta: Any = {"collection": "schemes", "auto_create_index": False}
    content = BinaryField()


divisions = Repository(DivisionDocument, Division, wire.EVENTS)


def keep_scheme(digest: str, content: bytes) -> None:
    """Keep a scheme under its digest; the same again is nothing new."""
    insert_once(SchemeDocument, digest, content=Binary(content))


def scheme_content(digest: str) -> bytes | None:
    """The scheme of this digest."""
    found = SchemeDocument._get_collection().find_one({"_id": digest})
    return bytes(found["content"]) if found else None


def organisers(division_code: str) -> frozenset[str]:
    """Codes of the division's organising bodies by the scheme in force, read without the rest of it (rule B8)."""
    fields = {"state.scheme.organising_bodies.uscc": 1}
    found = DivisionDocument._get_collection().find_one({"_id": division_code}, fields)
    scheme = found["state"].get("scheme", {}) if found else {}
    return frozenset(body["uscc"] for body in scheme.get("organising_bodies", ()))


def deadlines(division_code: str) -> tuple[Instant, Instant] | None:
    """When registration and submission close by the scheme in force, read without the rest of it."""
    fields = {"state.scheme.registration_closes": 1, "state.scheme.submission_closes": 1}
    found = DivisionDocument._get_collection().find_one({"_id": division_code}, fields)
    scheme = found["state"]["scheme"] if found else None
    return (scheme["registration_closes"], scheme["submission_closes"]) if scheme else None


DOCUMENTS = (DivisionDocument, SchemeDocument)
