"""Store the recommendations, and the rankings that they are made from."""

from __future__ import annotations

from typing import Any

from chassis.facts.teams import TeamFacts
from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import FinalOrder, RankingCopy, Recommendation


class RankingDocument(AggregateDocument):
    """The newest ranking of a round, by round id."""

    meta: Any = {"collection": "rankings", "indexes": [{"fields": ["state.division_code"], "name": "division"}]}


class RecommendationDocument(AggregateDocument):
    """A recommendation, by division code."""

    meta: Any = {
        "collection": "recommendations",
        "indexes": [{"fields": ["state.entries.team.team_id"], "name": "team", "sparse": True}],
    }


class FinalOrderDocument(AggregateDocument):
    """The drawn order of a track of the final, by the track."""

    meta: Any = {"collection": "final_orders"}


DOCUMENTS = (RankingDocument, RecommendationDocument, FinalOrderDocument)

rankings = Repository(RankingDocument, RankingCopy, wire.EVENTS)
recommendations = Repository(RecommendationDocument, Recommendation, wire.EVENTS)
final_orders = Repository(FinalOrderDocument, FinalOrder, wire.EVENTS)


def drawn_tracks() -> frozenset[str]:
    """Return the tracks of which the order of the final is drawn (rule G1)."""
    return frozenset(order.id for order in final_orders.every())


def current_teams() -> dict[str, TeamFacts]:
    """Return the teams that are recommended and have not lost their place, by their ids."""
    return {
        entry.team.team_id: entry.team
        for recommendation in recommendations.every()
        for entry in recommendation.current_entries
    }


def admitted_teams() -> frozenset[str]:
    """Return the teams that upheld objections brought to the final, and that have not lost their place (rule F8)."""
    return frozenset(
        entry.team.team_id
        for recommendation in recommendations.every({"state.entries.admitted": True})
        for entry in recommendation.current_entries
        if entry.admitted
    )


def recommending(team_id: str) -> list[str]:
    """Return the ids of the recommendations that hold the team, with its place or without."""
    return sorted(
        recommendation.id for recommendation in recommendations.every({"state.entries.team.team_id": team_id})
    )


def reopened_rankings() -> frozenset[tuple[str, str]]:
    """Return division and track of each ranking that was reopened and is not frozen again (rule E6)."""
    fields = {"state.division_code": 1, "state.track": 1, "state.number": 1, "state.reopened": 1}
    states = [document["state"] for document in RankingDocument.collection().find({}, fields)]
    return frozenset(
        (state["division_code"], state["track"])
        for state in states
        if state.get("number", 0) <= state.get("reopened", 0)
    )
