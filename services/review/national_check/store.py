"""Hits and the finalist list: documents and indexes."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model.finalist_list import FinalistList
from .model.hit import Hit


class HitDocument(AggregateDocument):
    """By the pair."""

    meta: Any = {"collection": "hits", "indexes": [{"fields": ["state.state"], "name": "state"}]}


class FinalistsDocument(AggregateDocument):
    """One an edition."""

    meta: Any = {"collection": "finalists"}


DOCUMENTS = (HitDocument, FinalistsDocument)

hits = Repository(HitDocument, Hit, wire.EVENTS)
finalists = Repository(FinalistsDocument, FinalistList, wire.EVENTS)
