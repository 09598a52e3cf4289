"""Store the hits of the national check, and the finalist lists."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model.finalist_list import FinalistList
from .model.hit import Hit


class HitDocument(AggregateDocument):
    """A hit, by an identifier derived from both team ids."""

    meta: Any = {"collection": "hits", "indexes": [{"fields": ["state.state"], "name": "state"}]}


class FinalistListDocument(AggregateDocument):
    """The finalist list of an edition."""

    meta: Any = {"collection": "finalists"}


DOCUMENTS = (HitDocument, FinalistListDocument)

hits = Repository(HitDocument, Hit, wire.EVENTS)
finalist_lists = Repository(FinalistListDocument, FinalistList, wire.EVENTS)


def finalist_list_id(edition_id: str) -> str:
    """Return the identifier of the edition's one finalist list."""
    return f"finalists-{edition_id}"
