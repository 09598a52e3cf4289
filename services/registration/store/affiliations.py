"""Relations between organisations, a document a lower organisation (rule B8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from ..model.affiliation import Affiliations, RelationKind, Upper

# the embedded server takes many identifiers at once ill: one question of 100 costs five of 32
_AT_ONCE = 32


class AffiliationsDocument(AggregateDocument):
    """By the lower organisation's code."""

    meta: Any = {"collection": "affiliations"}


affiliations = Repository(AffiliationsDocument, Affiliations, {})


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
