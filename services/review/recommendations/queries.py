"""Show recommendations, and what a division may recommend, to those who may see them (rules F1, K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.review.v1 import recommendations_pb2

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.permissions import Target
from chassis.permissions import review as permissions
from chassis.personal_data import Record

from . import store, wire
from .checks import quota_per_track, ranked_projects


def get_recommendation(division_code: str, actor: Actor, at: Instant) -> recommendations_pb2.Recommendation:
    """Return a division's recommendation, for its host, the secretariat and the committee."""
    permissions.GET_RECOMMENDATION.require(actor, Target(division=division_code))
    return wire.recommendation_view(store.recommendations.look(division_code), at)


def list_recommendations(actor: Actor, at: Instant) -> recommendations_pb2.ListRecommendationsResponse:
    """Return how each division that filed stands, for the secretariat and the committee; the edition has 32 at most."""
    permissions.LIST_RECOMMENDATIONS.require(actor)
    filed = sorted(store.recommendations.every(), key=lambda each: each.id)
    return recommendations_pb2.ListRecommendationsResponse(
        recommendations=[wire.summary_view(recommendation, at) for recommendation in filed]
    )


def list_candidates(division_code: str, actor: Actor) -> recommendations_pb2.ListCandidatesResponse:
    """Return the ranked projects of a division, by track and rank, with how many of each track it may recommend until when."""
    permissions.LIST_CANDIDATES.require(actor, Target(division=division_code))
    candidates = sorted(
        ranked_projects(division_code).values(), key=lambda each: (each.team.track, each.rank, each.team.team_id)
    )
    return recommendations_pb2.ListCandidatesResponse(
        quota_per_track=quota_per_track(division_code),
        until=edition().timetable.division_reports_until.at,
        candidates=[wire.candidate_view(candidate) for candidate in candidates],
    )


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the notices of lost places that the caller gave (rules F6, K4)."""
    given = store.recommendations.every({"state.entries.notice.notified_by": actor.account_id})
    for recommendation in sorted(given, key=lambda each: each.id):
        for entry in recommendation.entries:
            notice = entry.notice
            if notice is not None and notice.notified_by == actor.account_id:
                values = {"division": recommendation.id, "team_id": entry.team.team_id, "text": notice.text}
                yield Record(kind="loss_notice", at=notice.notified_at, values=values)
