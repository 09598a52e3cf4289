"""Show a recommendation to those who may see it (rule K1)."""

from __future__ import annotations

from dasai.review.v1 import recommendations_pb2

from chassis.actor import Actor, Role
from chassis.kernel.clock import Instant

from . import store, wire


def get_recommendation(division_code: str, actor: Actor, at: Instant) -> recommendations_pb2.Recommendation:
    """Return a division's recommendation, for its host, the secretariat and the committee."""
    actor.require(Role.HOST, Role.SECRETARIAT, Role.COMMITTEE, division=division_code)
    return wire.recommendation_view(store.recommendations.look(division_code), at)
