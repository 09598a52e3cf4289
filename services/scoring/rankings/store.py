"""Documents and indexes of rankings."""

from __future__ import annotations

from typing import Any

from chassis.facts.teams import TeamFacts
from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from ..rounds import store as rounds_store
from ..rounds.model.round import Round, RoundState
from . import wire
from .model import Ranking


class RankingDocument(AggregateDocument):
    """`<round id>-<number>`."""

    meta: Any = {"collection": "rankings", "indexes": [{"fields": ["state.round_id"], "name": "round"}]}


DOCUMENTS = (RankingDocument,)

rankings = Repository(RankingDocument, Ranking, wire.EVENTS)


def newest_ranking(round_: Round) -> Ranking | None:
    """Return the newest ranking that is there, or None; the next may be on its way."""
    for number in range(round_.rankings, 0, -1):
        ranking = rankings.peek(f"{round_.id}-{number}")
        if ranking is not None:
            return ranking
    return None


def ranked_teams(division_code: str) -> dict[str, TeamFacts]:
    """Return the teams in the frozen rankings of a division by their identifiers, without those that were struck."""
    frozen = rounds_store.rounds.every({"state.division_code": division_code, "state.state": RoundState.FROZEN.value})
    newest = [ranking for ranking in map(newest_ranking, frozen) if ranking is not None]
    return {
        project.team.team_id: project.team for ranking in newest for project in ranking.projects if not project.struck
    }
