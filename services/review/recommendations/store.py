"""Rankings and recommendations: documents and indexes."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import RankingCopy, Recommendation


class RankingDocument(AggregateDocument):
    """By round id."""

    meta: Any = {"collection": "rankings", "indexes": [{"fields": ["state.division_code"], "name": "division"}]}


class RecommendationDocument(AggregateDocument):
    """By division code."""

    meta: Any = {
        "collection": "recommendations",
        "indexes": [{"fields": ["state.entries.team.team_id"], "name": "team", "sparse": True}],
    }


DOCUMENTS = (RankingDocument, RecommendationDocument)

rankings = Repository(RankingDocument, RankingCopy, wire.EVENTS)
recommendations = Repository(RecommendationDocument, Recommendation, wire.EVENTS)
