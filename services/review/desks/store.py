"""Store the desks."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import Desk, SchemeTerms


class DeskDocument(AggregateDocument):
    """A desk, by division code."""

    meta: Any = {"collection": "desks"}


DOCUMENTS = (DeskDocument,)

desks = Repository(DeskDocument, Desk, wire.EVENTS)


def scheme_terms(division_code: str) -> SchemeTerms | None:
    """Return the terms of the division's newest published scheme, or None if none was published."""
    desk = desks.peek(division_code)
    return desk.terms if desk is not None else None
