"""Contracts to what a recommendation is asked, and recommendations and their events to contracts."""

from __future__ import annotations

from dasai.common.v1 import contest_pb2
from dasai.review.v1 import events_pb2, recommendations_pb2
from dasai.scoring.v1 import events_pb2 as scoring
from google.protobuf.message import Message

from chassis.mapping import from_message, messages

from . import events, requests
from .model import RankedProject, Recommendation

EVENTS: dict[type, type[Message]] = {events.RecommendationFiled: events_pb2.RecommendationFiled}


def learn_ranking(event: scoring.RankingFrozen | scoring.RankingAmended) -> requests.LearnRanking:
    """A frozen or amended ranking of a division; of the final there is nothing to learn here."""
    return requests.LearnRanking(
        round_id=event.round_id,
        division_code=event.division_code if event.stage == contest_pb2.STAGE_DIVISION else "",
        track=event.track,
        number=event.number,
        projects=tuple(from_message(one, RankedProject) for one in event.projects),
    )


def recommendation_view(recommendation: Recommendation) -> recommendations_pb2.Recommendation:
    """A recommendation."""
    view = recommendations_pb2.Recommendation(
        division_code=recommendation.id,
        entries=messages(recommendation.entries, recommendations_pb2.Entry),
        report=recommendation.report,
        filed_at=recommendation.filed_at,
    )
    for entry in view.entries:
        entry.team.ClearField("person_keys")
    return view
