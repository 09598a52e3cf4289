"""Store the recommendations, and the rankings that they are made from."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import RankingCopy, Recommendation


class RankingDocument(AggregateDocument):
    """The newest ranking of a round, by round id."""

    meta: Any = {"collection": "rankings", "indexes": [{"fields": ["state.division_code"], "name": "division"}]}


class RecommendationDocument(AggregateDocument):
    """A recommendation, by division code."""

    meta: Any = {
        "collection": "recommendations",
        "indexes": [{"fields": ["state.entries.team.team_id"], "name": "team", "sparse": True}],
    }


DOCUMENTS = (RankingDocument, RecommendationDocument)

rankings = Repository(RankingDocument, RankingCopy, wire.EVENTS)
recommendations = Repository(RecommendationDocument, Recommendation, wire.EVENTS)
