"""Store looks, and find those at a team or an activity."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import Look


class LookDocument(AggregateDocument):
    """A look; it is only ever added."""

    meta: Any = {"collection": "looks", "indexes": [{"fields": ["state.subject_id"], "name": "subject"}]}


DOCUMENTS = (LookDocument,)

looks = Repository(LookDocument, Look, wire.EVENTS)


def looks_at(subject_id: str) -> list[Look]:
    """Return the looks at the people of a team or of an activity, first to last."""
    return sorted(looks.every({"state.subject_id": subject_id}), key=lambda look: (look.at, look.id))
