"""What review shows, and to whom (rule K1)."""

from __future__ import annotations

from dasai.review.v1 import recommendations_pb2

from chassis.actor import Actor, Role

from . import store, wire


def get_recommendation(code: str, actor: Actor) -> recommendations_pb2.Recommendation:
    """A division's recommendation, for its host and the secretariat."""
    actor.require(Role.HOST, Role.SECRETARIAT, Role.COMMITTEE, division=code)
    return wire.recommendation_view(store.recommendations.look(code))
