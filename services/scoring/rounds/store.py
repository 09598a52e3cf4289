"""Documents and indexes of rounds."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model.round import Round


class RoundDocument(AggregateDocument):
    """`division-<code>-<track>` and `final-<track>`."""

    meta: Any = {
        "collection": "rounds",
        "indexes": [
            {"fields": ["state.stage"], "name": "stage"},
            {"fields": ["state.division_code"], "name": "division", "sparse": True},
        ],
    }


DOCUMENTS = (RoundDocument,)

rounds = Repository(RoundDocument, Round, wire.EVENTS)
