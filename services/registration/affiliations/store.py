"""Relations between organisations, a document a lower organisation (rule B8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import BARRING, Affiliations, RelationKind, Upper

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
    return dict(_asked("_id", codes))


def above(codes: frozenset[str]) -> frozenset[str]:
    """These organisations and all that they are branches, subsidiaries or holdings of, at any depth."""
    return _reached(codes, lambda front: {one.uscc for found in uppers(front).values() for one in _barring(found)})


def below(codes: frozenset[str]) -> frozenset[str]:
    """These organisations and all their branches, subsidiaries and holdings, at any depth."""

    def lowers(front: frozenset[str]) -> set[str]:
        asked = _asked("state.uppers.uscc", front)
        return {lower for lower, found in asked if any(one.uscc in front for one in _barring(found))}

    return _reached(codes, lowers)


def _asked(field: str, codes: frozenset[str]) -> Iterator[tuple[str, tuple[Upper, ...]]]:
    wanted = sorted(codes)
    for start in range(0, len(wanted), _AT_ONCE):
        some = {field: {"$in": wanted[start : start + _AT_ONCE]}}
        for document in AffiliationsDocument._get_collection().find(some, {"state.uppers": 1}):
            found = document["state"].get("uppers", ())
            yield document["_id"], tuple(Upper(uscc=one["uscc"], kind=RelationKind(one["kind"])) for one in found)


def _barring(found: tuple[Upper, ...]) -> Iterator[Upper]:
    # stakes that don't bar join whole groups of companies: to follow them is to check half the register
    return (one for one in found if one.kind in BARRING)


def _reached(codes: frozenset[str], step: Callable[[frozenset[str]], set[str]]) -> frozenset[str]:
    seen = front = codes
    while front:
        front = frozenset(step(front)) - seen
        seen |= front
    return seen


DOCUMENTS = (AffiliationsDocument,)
