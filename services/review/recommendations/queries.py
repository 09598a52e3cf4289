"""Show a recommendation to those who may see it (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.review.v1 import recommendations_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.permissions import Target
from chassis.permissions import review as permissions
from chassis.personal_data import Record

from . import store, wire


def get_recommendation(division_code: str, actor: Actor, at: Instant) -> recommendations_pb2.Recommendation:
    """Return a division's recommendation, for its host, the secretariat and the committee."""
    permissions.GET_RECOMMENDATION.require(actor, Target(division=division_code))
    return wire.recommendation_view(store.recommendations.look(division_code), at)


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the notices of lost places that the caller gave (rules F6, K4)."""
    given = store.recommendations.every({"state.entries.notice.notified_by": actor.account_id})
    for recommendation in sorted(given, key=lambda each: each.id):
        for entry in recommendation.entries:
            notice = entry.notice
            if notice is not None and notice.notified_by == actor.account_id:
                values = {"division": recommendation.id, "team_id": entry.team.team_id, "text": notice.text}
                yield Record(kind="loss_notice", at=notice.notified_at, values=values)
