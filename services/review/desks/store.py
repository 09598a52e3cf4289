"""Desks: documents and indexes."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from .model import Desk


class DeskDocument(AggregateDocument):
    """By division code."""

    meta: Any = {"collection": "desks"}


DOCUMENTS = (DeskDocument,)

desks = Repository(DeskDocument, Desk, {})
