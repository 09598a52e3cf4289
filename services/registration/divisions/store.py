"""Store the divisions and their schemes, and read parts of the scheme in force."""

from __future__ import annotations

from typing import Any

from bson import Binary
from mongoengine import BinaryField

from chassis.kernel.clock import Instant
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.held import Held
from chassis.mongo.store import PublicRepository

from . import wire
from .model.division import Division


class DivisionDocument(AggregateDocument):
    """A division, by its unit's code."""

    meta: Any = {"collection": "divisions", "indexes": [{"fields": ["state.due_at"], "name": "due", "sparse": True}]}


class SchemeDocument(PlainDocument):
    """A scheme as it was filed, by its digest, never changed: written before the filing that names it (rule A5)."""

    meta: Any = {"collection": "schemes", "auto_create_index": False}
    content = BinaryField()


LISTS = (
    ListDeclaration(
        operation="ListDivisions",
        document=DivisionDocument,
        order="编号 identifier",
        indexes=("_id",),
        bounded="一届的分赛，由赛事数据文件列明 · the divisions of an edition, as its file lists them",
    ),
)

divisions = PublicRepository(DivisionDocument, Division, wire.EVENTS)


def keep_scheme(digest: str, content: bytes) -> None:
    """Store a scheme under its digest; the same scheme again changes nothing."""
    insert_once(SchemeDocument, digest, content=Binary(content))


def scheme_content(digest: str) -> bytes | None:
    """Return the scheme of this digest as bytes of its contract, None if there is none."""
    document = SchemeDocument._get_collection().find_one({"_id": digest})
    return bytes(document["content"]) if document else None


def division_held(code: str) -> Division | None:
    """Return a division for reading only, as it is now, from what this process holds if it can; None if there is none."""
    return _held.exact([code]).get(code)


def _read(codes: frozenset[str]) -> dict[str, Division]:
    return {division.id: division for division in divisions.every({"_id": {"$in": sorted(codes)}})}


_held = Held(divisions.kind, _read, most=200)


def organisers_held(code: str) -> frozenset[str]:
    """Return the codes of the division's organising bodies by the scheme in force, as `organisers` does (rule B8)."""
    division = division_held(code)
    return division.scheme.organisers if division is not None else frozenset()


def organisers(division_code: str) -> frozenset[str]:
    """Return the codes of the division's organising bodies by the scheme in force, reading nothing else of it (rule B8)."""
    fields = {"state.scheme.organising_bodies.uscc": 1}
    document = DivisionDocument._get_collection().find_one({"_id": division_code}, fields)
    scheme = document["state"].get("scheme", {}) if document else {}
    return frozenset(body["uscc"] for body in scheme.get("organising_bodies", ()))


def deadlines(division_code: str) -> tuple[Instant, Instant] | None:
    """Return when registration and submission close by the scheme in force, reading nothing else of it; None if there is none."""
    fields = {"state.scheme.registration_closes": 1, "state.scheme.submission_closes": 1}
    document = DivisionDocument._get_collection().find_one({"_id": division_code}, fields)
    scheme = document["state"]["scheme"] if document else None
    return (scheme["registration_closes"], scheme["submission_closes"]) if scheme else None


DOCUMENTS = (DivisionDocument, SchemeDocument)
