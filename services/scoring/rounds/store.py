"""Documents and indexes of rounds."""

from __future__ import annotations

from typing import Any

from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import PublicRepository

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

LISTS = (
    ListDeclaration(
        operation="ListRounds",
        document=RoundDocument,
        order="编号 identifier",
        indexes=("stage", "division"),
        bounded="每届每个分赛、每个赛道各一轮，决赛每个赛道一轮 · one of each division and track, and one of the final for "
        "each track",
    ),
)

rounds = PublicRepository(RoundDocument, Round, wire.EVENTS)
