"""Uploads and material."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from .. import wire
from ..model.material import Material, Upload

_EVER = datetime(1970, 1, 1, tzinfo=UTC)  # ranges have two sides: the embedded database is slow with one


class UploadDocument(AggregateDocument):
    """By identifier."""

    meta: Any = {
        "collection": "uploads",
        "indexes": [
            {"fields": ["state.team_id"], "name": "team"},
            {"fields": ["state.open_until"], "name": "open_until", "sparse": True},
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
        ],
    }


uploads = Repository(UploadDocument, Upload, wire.EVENTS)
materials = Repository(MaterialDocument, Material, wire.EVENTS)


def open_uploads(team_id: str, at: Instant) -> tuple[Upload, ...]:
    """The team's uploads that are on their way."""
    return tuple(uploads.every({"state.team_id": team_id, "state.state": "open", "state.open_until": {"$gte": at}}))


def names_of_absent(wanted: Mapping[str, str]) -> list[str]:
    """Names, by the ids of material, of what there is no record of; one read for all of them."""
    there = {one["_id"] for one in MaterialDocument._get_collection().find({"_id": {"$in": list(wanted)}}, {"_id": 1})}
    return [name for identifier, name in wanted.items() if identifier not in there]


def uploads_over(at: Instant) -> Iterator[Upload]:
    """Open uploads whose time is over."""
    return uploads.every({"state.open_until": {"$gte": _EVER, "$lt": at}})


def materials_over(at: Instant) -> Iterator[Material]:
    """Material that need not be kept any longer."""
    return materials.every({"state.retained_until": {"$gte": _EVER, "$lt": at}})


def materials_of_content(sha256: str) -> tuple[Material, ...]:
    """All material of this content, whosever it is."""
    return tuple(materials.every({"state.sha256": sha256}))


def forget_material(material: Material) -> bool:
    """Delete a record unless it changed since it was read; whether it went."""
    result = MaterialDocument._get_collection().delete_one({"_id": material.id, "version": material.version})
    return bool(result.deleted_count)
