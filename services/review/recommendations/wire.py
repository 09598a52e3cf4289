"""Translate contracts to requests of a recommendation, and recommendations and their events to contracts."""

from __future__ import annotations

from dasai.review.v1 import events_pb2, recommendations_pb2
from dasai.scoring.v1 import events_pb2 as scoring
from google.protobuf.message import Message

from chassis.mapping import from_message, messages

from . import events, requests
from .model import Recommendation

EVENTS: dict[type, type[Message]] = {events.RecommendationFiled: events_pb2.RecommendationFiled}


def record_ranking(event: scoring.RankingFrozen | scoring.RankingAmended) -> requests.RecordRanking:
    """Return a ranking that was frozen, or amended since."""
    return from_message(event, requests.RecordRanking)


def recommendation_view(recommendation: Recommendation) -> recommendations_pb2.Recommendation:
    """Return a recommendation as its contract shows it."""
    return recommendations_pb2.Recommendation(
        division_code=recommendation.id,
        entries=messages(recommendation.entries, recommendations_pb2.Entry),
        report=recommendation.report,
        filed_at=recommendation.filed_at,
    )
