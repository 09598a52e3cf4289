"""Translate the events of other services by which publicity learns who takes part."""

from __future__ import annotations

from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review

from chassis.mapping import from_message

from . import requests


def record_team(event: registration.TeamRegistered | registration.TeamAccountsChanged) -> requests.RecordTeam:
    """Translate the registration of a team, or a change of its accounts."""
    return from_message(event.team, requests.RecordTeam)


def record_recommender(event: review.RecommendationFiled) -> requests.RecordRecommender:
    """Translate a recommendation: who filed it."""
    return requests.RecordRecommender(recommender_id=event.recommender_id)
