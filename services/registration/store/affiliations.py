"""Relations between organisations, a document a lower organisation (rule B8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from .. import wire
from ..model.affiliation import Affiliations, RelationKind, Upper

# the embedded server takes many identifiers at once ill: one question of 100 costs five of 32
_AT_ONCE = 32


class AffiliationsDocument(AggregateDocument):
    """By the lower organisation's code."""

    meta: Any = {
        "collection": "affiliations",
        "indexes": [{"fields": ["state.uppers.uscc"], "name": "uppers", "sparse": True}],
    }


affiliations = Repository(AffiliationsDocument, Affiliations, wire.EVENTS)


def uppers(codes: frozenset[str]) -> Mapping[str, tuple[Upper, ...]]:
    """What each of these belongs to, in force; only by the primary key, and nothing but what the check needs."""
    found: dict[str, tuple[Upper, ...]] = {}
    wanted = sorted(codes)
    for start in range(0, len(wanted), _AT_ONCE):
        some = {"_id": {"$in": wanted[start : start + _AT_ONCE]}}
        for document in AffiliationsDocument._get_collection().find(some, {"state.uppers": 1}):
            found[document["_id"]] = tuple(
                Upper(uscc=one["uscc"], kind=RelationKind(one["kind"])) for one in document["state"].get("uppers", ())
            )
    return found


def above(uscc: str) -> frozenset[str]:
    """The organisation and all that it belongs to, at any depth."""
    return _reached(uscc, lambda front: {upper.uscc for found in uppers(front).values() for upper in found})


def below(uscc: str) -> frozenset[str]:
    """The organisation and all that belong to it, at any depth."""

    def lowers(front: frozenset[str]) -> set[str]:
        cursor = AffiliationsDocument._get_collection().find({"state.uppers.uscc": {"$in": sorted(front)}}, {"_id": 1})
        return {one["_id"] for one in cursor}

    return _reached(uscc, lowers)


def _reached(uscc: str, step: Callable[[frozenset[str]], set[str]]) -> frozenset[str]:
    seen = front = frozenset({uscc})
    while front:
        front = frozenset(step(front)) - seen
        seen |= front
    return seen
