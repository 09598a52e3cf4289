"""Scoring's documents and indexes."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model.panel import Panel
from .model.ranking import Ranking
from .model.round import Round
from .model.sheet import Scoresheet


class PanelDocument(AggregateDocument):
    """`division-<code>` and `final`."""

    meta: Any = {"collection": "panels"}


class RoundDocument(AggregateDocument):
    """`division-<code>-<track>` and `final-<track>`."""

    meta: Any = {
        "collection": "rounds",
        "indexes": [
            {"fields": ["state.stage"], "name": "stage"},
            {"fields": ["state.division_code"], "name": "division", "sparse": True},
        ],
    }


class SheetDocument(AggregateDocument):
    """By round, expert and team."""

    meta: Any = {
        "collection": "sheets",
        "indexes": [
            {"fields": ["state.account_id"], "name": "expert"},
            {"fields": ["state.round_id"], "name": "round"},
        ],
    }


class RankingDocument(AggregateDocument):
    """`<round id>-<number>`."""

    meta: Any = {"collection": "rankings", "indexes": [{"fields": ["state.round_id"], "name": "round"}]}


DOCUMENTS = (PanelDocument, RoundDocument, SheetDocument, RankingDocument)

panels = Repository(PanelDocument, Panel, wire.EVENTS)
rounds = Repository(RoundDocument, Round, wire.EVENTS)
sheets = Repository(SheetDocument, Scoresheet, wire.EVENTS)
rankings = Repository(RankingDocument, Ranking, wire.EVENTS)
