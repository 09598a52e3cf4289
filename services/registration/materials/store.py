"""Uploads and material: documents, indexes and repositories."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from mongoengine import DateTimeField, ListField, LongField, StringField
from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from chassis.kernel.clock import Instant
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.store import Repository

from ..shared.materials import KeptTotal
from . import wire
from .model.material import Material, Reservations, ScanState, Upload

_EVER = datetime(1970, 1, 1, tzinfo=UTC)  # ranges have two sides: the embedded database is slow with one


class UploadDocument(AggregateDocument):
    """Uploads by identifier."""

    meta: Any = {
        "collection": "uploads",
        "indexes": [
            {"fields": ["state.team_id"], "name": "team"},
            {"fields": ["state.open_until"], "name": "open_until", "sparse": True},
            {"fields": ["state.sha256"], "name": "finishing", "sparse": True},
        ],
    }


class MaterialDocument(AggregateDocument):
    """Material by the identifier of team, owner and content."""

    meta: Any = {
        "collection": "materials",
        "indexes": [
            {"fields": ["state.team_id"], "name": "team"},
            {"fields": ["state.sha256"], "name": "content"},
            {"fields": ["state.retained_until"], "name": "retained_until"},
            {"fields": ["state.scan_state"], "name": "scan_state"},
            {"fields": ["state.received.upload_id"], "name": "received", "sparse": True},
        ],
    }


class ReservationsDocument(AggregateDocument):
    """Reservations by team."""

    meta: Any = {"collection": "reservations"}


class RemovalDocument(PlainDocument):
    """Contents that are being removed, `since`, or held by who is about to keep them, until `held_until`; never both (ADR 5)."""

    meta: Any = {"collection": "removals", "auto_create_index": False}
    since = DateTimeField()
    held_until = DateTimeField()


class ScoredRoundDocument(PlainDocument):
    """Who reads the material of a round's projects, as scoring assigned last; a reader is stored as `team/account`."""

    meta: Any = {
        "collection": "scored_rounds",
        "auto_create_index": False,
        "indexes": [{"fields": ["readers"], "name": "reader"}],
    }
    panel_id = StringField(required=True)
    readers = ListField(StringField())
    sequence = LongField(required=True)


class PanelExpertsDocument(PlainDocument):
    """The accounts that are experts of a panel now and may score, as scoring told last."""

    meta: Any = {"collection": "panel_experts", "auto_create_index": False}
    account_ids = ListField(StringField())
    sequence = LongField(required=True)


class ExpertInterestsDocument(PlainDocument):
    """The teams and organisations that an expert of a panel must not score, by `panel/account`; none is ever taken away."""

    meta: Any = {"collection": "expert_interests", "auto_create_index": False}
    interests = ListField(StringField())


LISTS = (
    ListDeclaration(
        operation="ListMaterials",
        document=MaterialDocument,
        order="编号 identifier",
        indexes=("team",),
        bounded="一个团队的，文件数量和大小有上限 · that of one team, whose files are limited in number and size",
    ),
)

uploads = Repository(UploadDocument, Upload, wire.EVENTS)
materials = Repository(MaterialDocument, Material, wire.EVENTS)
_reservations = Repository(ReservationsDocument, Reservations, wire.EVENTS)


def reservations(team_id: str, at: Instant) -> Reservations:
    """Return the team's reservations, to reserve room for another upload; the room of those that ended is freed."""
    reserved = _reservations.find(team_id) or Reservations(id=team_id)
    identifiers = [reservation.upload_id for reservation in reserved.uploads]
    if not identifiers:
        return reserved
    known = {upload.id: upload for upload in uploads.every({"_id": {"$in": identifiers}})}
    reserved.free({upload.id for upload in known.values() if upload.over(at)}, set(known), at)
    return reserved


def save_reservations(reserved: Reservations) -> None:
    """Save reservations; raises StaleVersion if another upload was begun meanwhile."""
    _reservations.save(reserved)


def kept_total(team_id: str, but: str = "") -> KeptTotal:
    """Return how much is kept of a team, but for one file; reads only the sizes."""
    documents = MaterialDocument._get_collection().find({"state.team_id": team_id}, {"state.size_bytes": 1})
    sizes = [int(document["state"]["size_bytes"]) for document in documents if document["_id"] != but]
    return KeptTotal(files=len(sizes), size_bytes=sum(sizes))


def upload_received_whole(upload_id: str) -> Upload | None:
    """Return the upload by which material came whole, None if there is none of this identifier."""
    for material in materials.every({"state.received.upload_id": upload_id}):
        return next(material.upload(each) for each in material.received if each.upload_id == upload_id)
    return None


def materials_by_id(identifiers: Collection[str]) -> dict[str, Material]:
    """Return the material that there is of these identifiers, in one read."""
    return {material.id: material for material in materials.every({"_id": {"$in": list(identifiers)}})}


def uploads_over(at: Instant) -> Iterator[Upload]:
    """Yield open uploads whose time is over."""
    return uploads.every({"state.open_until": {"$gte": _EVER, "$lt": at}})


def materials_over(at: Instant) -> Iterator[Material]:
    """Yield material whose retention is over."""
    return materials.every({"state.retained_until": {"$gte": _EVER, "$lt": at}})


def materials_of_content(sha256: str) -> tuple[Material, ...]:
    """Return all material of this content, of every team."""
    return tuple(materials.every({"state.sha256": sha256}))


def is_infected(team_id: str, sha256: str) -> bool:
    """Return True if malware was found in a team's material of this content, whichever of its organisations owns it."""
    return any(
        material.team_id == team_id and material.scan_state is ScanState.INFECTED
        for material in materials_of_content(sha256)
    )


def unscanned(count: int) -> list[Material]:
    """Return up to `count` materials that no scanner has seen."""
    # no limit(): see Repository.page
    return list(islice(materials.every({"state.scan_state": ScanState.UNSCANNED.value}), count))


def wanted_content(sha256: str) -> bool:
    """Return True if material, or an upload that is being kept, has this content."""
    material: Any = MaterialDocument._get_collection().find_one({"state.sha256": sha256}, {"_id": 1})
    return (material or UploadDocument._get_collection().find_one({"state.sha256": sha256}, {"_id": 1})) is not None


def begin_removal(sha256: str, at: Instant) -> bool:
    """Note that the object of this content is about to be removed; return False if another process removes it, or holds it."""
    if insert_once(RemovalDocument, sha256, since=at):
        return True
    lapsed = {"_id": sha256, "held_until": {"$gte": _EVER, "$lt": at}}
    change = {"$set": {"since": at}, "$unset": {"held_until": ""}}
    return bool(RemovalDocument._get_collection().update_one(lapsed, change).matched_count)


def hold_content(sha256: str, until: Instant) -> bool:
    """Hold the object of this content, so that nobody removes it before `until`; return False if it is being removed."""
    free = {"_id": sha256, "since": {"$exists": False}}
    try:
        RemovalDocument._get_collection().update_one(free, {"$max": {"held_until": until}}, upsert=True)
    except DuplicateKeyError:
        return False
    return True


def forget_holds(before: Instant) -> None:
    """Delete the holds that lapsed before then."""
    RemovalDocument._get_collection().delete_many({"held_until": {"$gte": _EVER, "$lt": before}})


def is_removed(sha256: str) -> bool:
    """Return True if the object of this content is about to be removed."""
    removal: Any = RemovalDocument._get_collection().find_one({"_id": sha256})
    return removal is not None and "since" in removal


def end_removal(sha256: str) -> None:
    """Note that the removal is over: the object is gone, or stays."""
    RemovalDocument._get_collection().delete_one({"_id": sha256})


def unfinished_removals(before: Instant, at: Instant) -> list[str]:
    """Take over removals that began before `before` and did not end; return their contents, each to one caller only."""
    collection = RemovalDocument._get_collection()
    removals = list(collection.find({"since": {"$gte": _EVER, "$lt": before}}))
    results = [
        collection.update_one({"_id": removal["_id"], "since": removal["since"]}, {"$set": {"since": at}})
        for removal in removals
    ]
    return [removal["_id"] for removal, result in zip(removals, results, strict=True) if result.modified_count]


def forget_material(material: Material) -> bool:
    """Delete a record unless it changed since it was read; return True if it was deleted."""
    result = MaterialDocument._get_collection().delete_one({"_id": material.id, "version": material.version})
    return bool(result.deleted_count)


def keep_experts(round_id: str, panel_id: str, readers: Collection[tuple[str, str]], sequence: int) -> None:
    """Keep who reads the material of a round's projects, unless a newer assignment is known: in any order of the events."""
    fields = {"panel_id": panel_id, "readers": ["/".join(pair) for pair in readers], "sequence": sequence}
    if not insert_once(ScoredRoundDocument, round_id, **fields):
        older = {"_id": round_id, "sequence": {"$lt": sequence}}
        ScoredRoundDocument.collection().update_one(older, {"$set": fields})


def keep_panel(panel_id: str, account_ids: Collection[str], sequence: int) -> None:
    """Keep who is on a panel and may score, unless a newer appointment is known: in any order of the events."""
    fields = {"account_ids": sorted(account_ids), "sequence": sequence}
    if not insert_once(PanelExpertsDocument, panel_id, **fields):
        PanelExpertsDocument.collection().update_one({"_id": panel_id, "sequence": {"$lt": sequence}}, {"$set": fields})


def keep_interests(panel_id: str, interests: Mapping[str, Collection[str]]) -> None:
    """Add to the interests that experts of a panel have, by their accounts."""
    added = [
        UpdateOne(
            {"_id": f"{panel_id}/{account_id}"}, {"$addToSet": {"interests": {"$each": sorted(own)}}}, upsert=True
        )
        for account_id, own in sorted(interests.items())
        if own
    ]
    if added:
        ExpertInterestsDocument.collection().bulk_write(added, ordered=False)


def panels_of_reader(team_id: str, account_id: str) -> tuple[str, ...]:
    """Return the panels for which an account scores a team's project without being blind, and of which it is an expert still.

    A panel of which nothing was heard since a release before counts as one that the account is on.
    """
    rounds = ScoredRoundDocument.collection().find({"readers": f"{team_id}/{account_id}"})
    panels = {document["panel_id"] for document in rounds}
    known = PanelExpertsDocument.collection().find({"_id": {"$in": sorted(panels)}}) if panels else ()
    left = {document["_id"] for document in known if account_id not in document["account_ids"]}
    return tuple(sorted(panels - left))


def interests_of(panel_id: str, account_id: str) -> frozenset[str]:
    """Return the teams and organisations that an expert of a panel must not score."""
    document: Any = ExpertInterestsDocument.collection().find_one({"_id": f"{panel_id}/{account_id}"})
    return frozenset(document.get("interests", ()) if document else ())


DOCUMENTS = (
    UploadDocument,
    MaterialDocument,
    ReservationsDocument,
    RemovalDocument,
    ScoredRoundDocument,
    PanelExpertsDocument,
    ExpertInterestsDocument,
)
