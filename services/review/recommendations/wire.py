"""Translate contracts to requests of a recommendation, and recommendations and their events to contracts."""

from __future__ import annotations

from dasai.common.v1 import contest_pb2
from dasai.review.v1 import events_pb2, recommendations_pb2
from dasai.scoring.v1 import events_pb2 as scoring
from google.protobuf.message import Message

from chassis.kernel.clock import Instant
from chassis.mapping import from_message, to_message
from chassis.permissions import Audience, show

from . import events, requests
from .model import Entry, RankedProject, Recommendation

EVENTS: dict[type, type[Message]] = {
    events.RecommendationFiled: events_pb2.RecommendationFiled,
    events.PlaceLost: events_pb2.PlaceLost,
    events.RecommenderNotified: events_pb2.RecommenderNotified,
}


def record_ranking(event: scoring.RankingFrozen | scoring.RankingAmended) -> requests.RecordRanking:
    """Return a ranking that was frozen, or amended since."""
    return from_message(event, requests.RecordRanking)


def record_reopening(event: scoring.RankingReopened) -> requests.RecordReopening:
    """Return which ranking was reopened."""
    return from_message(event, requests.RecordReopening)


def recommendation_view(recommendation: Recommendation, at: Instant) -> recommendations_pb2.Recommendation:
    """Return a recommendation as staff see it at an instant (rule K1): a place that was not filled in time is forfeited."""
    view = recommendations_pb2.Recommendation(
        division_code=recommendation.id,
        entries=[
            _entry_view(entry, at, listed=entry.team.team_id in recommendation.published)
            for entry in recommendation.entries
        ],
        report=recommendation.report,
        filed_at=recommendation.filed_at,
    )
    return show(view, Audience.DIVISION)


def _entry_view(entry: Entry, at: Instant, *, listed: bool) -> recommendations_pb2.Entry:
    """Return an entry; who of the secretariat gave the notice is nobody's business (rule K1)."""
    notice = (
        recommendations_pb2.LossNotice(
            text=entry.notice.text, notified_at=entry.notice.notified_at, until=entry.notice.until
        )
        if entry.notice is not None
        else None
    )
    return to_message(entry, recommendations_pb2.Entry, notice=notice, forfeited=entry.is_forfeited(at), listed=listed)


def summary_view(recommendation: Recommendation, at: Instant) -> recommendations_pb2.RecommendationSummary:
    """Return how many places of a recommendation are held, are lost and open, and are forfeited at an instant (rule F6)."""
    lost = [entry for entry in recommendation.entries if entry.lost_at is not None and not entry.substituted_by]
    forfeited = [entry for entry in lost if entry.is_forfeited(at)]
    return recommendations_pb2.RecommendationSummary(
        division_code=recommendation.id,
        filed_at=recommendation.filed_at,
        projects=len(recommendation.current_entries),
        lost=len(lost) - len(forfeited),
        unnotified=sum(1 for entry in lost if entry.notice is None and not entry.admitted),
        forfeited=len(forfeited),
    )


def candidate_view(project: RankedProject) -> recommendations_pb2.Candidate:
    """Return a ranked project that may be recommended, which none that is struck is."""
    return recommendations_pb2.Candidate(
        team=to_message(project.team, contest_pb2.TeamFacts), rank=project.rank, score=project.score
    )
