"""Store relations between organisations, and follow them up and down (rule B8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.held import Held
from chassis.mongo.store import HeldRepository

from . import wire
from .model import BARRING, Affiliations, RelationKind, Upper

# the embedded server is slow with many identifiers at once: a query of 100 costs as much as five of 32
_AT_ONCE = 32


class AffiliationsDocument(AggregateDocument):
    """The relations of an organisation to those above it, by its code."""

    meta: Any = {
        "collection": "affiliations",
        "indexes": [{"fields": ["state.uppers.uscc"], "name": "uppers", "sparse": True}],
    }


LISTS = (
    ListDeclaration(
        operation="ListRelations",
        document=AffiliationsDocument,
        order="下级单位代码 code of the lower organisation",
        indexes=("_id",),
        words="导出文件时逐页取出全部 · all pages are read for the exported file",
    ),
)
affiliations = HeldRepository(AffiliationsDocument, Affiliations, wire.EVENTS)


def uppers(codes: frozenset[str]) -> Mapping[str, tuple[Upper, ...]]:
    """Return the relations in force of each organisation, found by primary key and reading nothing else."""
    return dict(_query("_id", codes))


def uppers_held(codes: frozenset[str]) -> Mapping[str, tuple[Upper, ...]]:
    """Return the relations in force of each organisation, as they are now, from what this process holds where it can."""
    return _uppers.exact(codes)


def above(codes: frozenset[str]) -> frozenset[str]:
    """Return these organisations and all that they are branches, subsidiaries or holdings of, at any depth."""

    def parents(frontier: frozenset[str]) -> set[str]:
        return {upper.uscc for relations in uppers(frontier).values() for upper in _barring(relations)}

    return _reachable(codes, parents)


def below(codes: frozenset[str]) -> frozenset[str]:
    """Return these organisations and all their branches, subsidiaries and holdings, at any depth."""

    def children(frontier: frozenset[str]) -> set[str]:
        lowers = _query("state.uppers.uscc", frontier)
        return {lower for lower, uppers in lowers if any(upper.uscc in frontier for upper in _barring(uppers))}

    return _reachable(codes, children)


def _query(field: str, codes: frozenset[str]) -> Iterator[tuple[str, tuple[Upper, ...]]]:
    ordered = sorted(codes)
    for start in range(0, len(ordered), _AT_ONCE):
        query = {field: {"$in": ordered[start : start + _AT_ONCE]}}
        for document in AffiliationsDocument._get_collection().find(query, {"state.uppers": 1}):
            uppers = document["state"].get("uppers", ())
            yield (
                document["_id"],
                tuple(Upper(uscc=upper["uscc"], kind=RelationKind(upper["kind"])) for upper in uppers),
            )


def _barring(uppers: tuple[Upper, ...]) -> Iterator[Upper]:
    # other relations join whole groups of companies: following them would mean checking half the register
    return (upper for upper in uppers if upper.kind in BARRING)


def _reachable(codes: frozenset[str], step: Callable[[frozenset[str]], set[str]]) -> frozenset[str]:
    reached = frontier = codes
    while frontier:
        frontier = frozenset(step(frontier)) - reached
        reached |= frontier
    return reached


_uppers = Held(affiliations.kind, uppers)
DOCUMENTS = (AffiliationsDocument,)
