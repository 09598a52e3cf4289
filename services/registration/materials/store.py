"""Uploads and material."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from mongoengine import DateTimeField

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.store import Repository

from . import wire
from .model.material import KeptTotal, Material, Reservations, ScanState, Upload

_EVER = datetime(1970, 1, 1, tzinfo=UTC)  # ranges have two sides: the embedded database is slow with one


class UploadDocument(AggregateDocument):
    """By identifier."""

    meta: Any = {
        "collection": "uploads",
        "indexes": [
            {"fields": ["state.team_id"], "name": "team"},
            {"fields": ["state.open_until"], "name": "open_until", "sparse": True},
            {"fields": ["state.sha256"], "name": "finishing", "sparse": True},
        ],
    }


class MaterialDocument(AggregateDocument):
    """By what it is derived from: team, owner and content."""

    meta: Any = {
        "collection": "materials",
        "indexes": [
            {"fields": ["state.team_id"], "name": "team"},
            {"fields": ["state.sha256"], "name": "content"},
            {"fields": ["state.retained_until"], "name": "retained_until"},
            {"fields": ["state.scan_state"], "name": "scan_state"},
        ],
    }


class ReservationsDocument(AggregateDocument):
    """By team."""

    meta: Any = {"collection": "reservations"}


class RemovalDocument(PlainDocument):
    """By content: an object that is being removed. Who keeps the same content waits until it is gone (ADR 5)."""

    meta: Any = {"collection": "removals", "auto_create_index": False}
    since = DateTimeField()


uploads = Repository(UploadDocument, Upload, wire.EVENTS)
materials = Repository(MaterialDocument, Material, wire.EVENTS)
_reservations = Repository(ReservationsDocument, Reservations, wire.EVENTS)


def reservations(team_id: str, at: Instant) -> Reservations:
    """The team's uploads on their way, to reserve one more; those that ended since are left out."""
    found = _reservations.find(team_id) or Reservations(id=team_id)
    known = {one.id: one for one in uploads.every({"_id": {"$in": [one.upload_id for one in found.uploads]}})}
    found.free({one.id for one in known.values() if one.over(at)}, set(known), at)
    return found


def save_reservations(found: Reservations) -> None:
    """One conditional write; raises StaleVersion where another upload was begun meanwhile."""
    _reservations.save(found)


def kept(team_id: str) -> KeptTotal:
    """How much is kept of a team, read without the rest."""
    sizes = MaterialDocument._get_collection().find({"state.team_id": team_id}, {"state.size_bytes": 1})
    each = [int(one["state"]["size_bytes"]) for one in sizes]
    return KeptTotal(files=len(each), size_bytes=sum(each))


def materials_by_id(identifiers: Collection[str]) -> dict[str, Material]:
    """Those that there are; one read for all of them."""
    return {one.id: one for one in materials.every({"_id": {"$in": list(identifiers)}})}


def uploads_over(at: Instant) -> Iterator[Upload]:
    """Uploads on their way whose time is over."""
    return uploads.every({"state.open_until": {"$gte": _EVER, "$lt": at}})


def materials_over(at: Instant) -> Iterator[Material]:
    """Material that need not be kept any longer."""
    return materials.every({"state.retained_until": {"$gte": _EVER, "$lt": at}})


def materials_of_content(sha256: str) -> tuple[Material, ...]:
    """All material of this content, whosever it is."""
    return tuple(materials.every({"state.sha256": sha256}))


def is_infected(team_id: str, sha256: str) -> bool:
    """Whether malware was found in a team's material of this content, whichever of its organisations owns it."""
    kept = materials_of_content(sha256)
    return any(one.team_id == team_id and one.scan_state is ScanState.INFECTED for one in kept)


def unscanned(count: int) -> list[Material]:
    """Some that no scanner has seen."""
    # no limit(): see Repository.page
    return list(islice(materials.every({"state.scan_state": ScanState.UNSCANNED.value}), count))


def wanted_content(sha256: str) -> bool:
    """Whether material is of this content, or is about to be."""
    found: Any = MaterialDocument._get_collection().find_one({"state.sha256": sha256}, {"_id": 1})
    return (found or UploadDocument._get_collection().find_one({"state.sha256": sha256}, {"_id": 1})) is not None


def begin_removal(sha256: str, at: Instant) -> bool:
    """Say that the object of this content is about to be removed; False where somebody else does it."""
    return insert_once(RemovalDocument, sha256, since=at)


def is_removed(sha256: str) -> bool:
    """Whether the object of this content is about to be removed."""
    return RemovalDocument._get_collection().find_one({"_id": sha256}, {"_id": 1}) is not None


def end_removal(sha256: str) -> None:
    """It is gone, or stays."""
    RemovalDocument._get_collection().delete_one({"_id": sha256})


def unfinished_removals(before: Instant, at: Instant) -> list[str]:
    """Removals that began before and never ended, taken over as of now: each by one caller."""
    collection = RemovalDocument._get_collection()
    found = list(collection.find({"since": {"$gte": _EVER, "$lt": before}}))
    taken = [
        collection.update_one({"_id": one["_id"], "since": one["since"]}, {"$set": {"since": at}}) for one in found
    ]
    return [one["_id"] for one, result in zip(found, taken, strict=True) if result.modified_count]


def forget_material(material: Material) -> bool:
    """Delete a record unless it changed since it was read; whether it went."""
    result = MaterialDocument._get_collection().delete_one({"_id": material.id, "version": material.version})
    return bool(result.deleted_count)


DOCUMENTS = (UploadDocument, MaterialDocument, ReservationsDocument, RemovalDocument)
