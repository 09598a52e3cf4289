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


def desks_of(account_id: str) -> list[str]:
    """Return the codes of the divisions at whose desk an account reviews; there are few desks, and no index."""
    named = DeskDocument.collection().find({"state.reviewers.account_id": account_id}, {"_id": 1})
    return sorted(document["_id"] for document in named)


def scheme_terms(division_code: str) -> SchemeTerms | None:
    """Return the terms of the division's newest published scheme, or None if none was published."""
    desk = desks.peek(division_code)
    return desk.terms if desk is not None else None
