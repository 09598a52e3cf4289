"""Check which of a division's projects may get its local awards (rules D1, E6, E7)."""

from __future__ import annotations

from collections.abc import Iterator

from ..rankings.store import standing_ranking
from ..rounds import store as rounds_store
from ..rounds.model.round import Round
from .model import PlacedTeam


def placed_teams(division_code: str) -> dict[str, PlacedTeam]:
    """Return all projects that ever entered the rounds of a division, by team id."""
    rounds = rounds_store.rounds.every({"state.division_code": division_code})
    return {placed.team.team_id: placed for round_ in rounds for placed in _of_round(round_)}


def _of_round(round_: Round) -> Iterator[PlacedTeam]:
    ranking = standing_ranking(round_)
    lines = ranking.projects if ranking is not None else ()
    ranked = {line.team.team_id for line in lines if not line.struck}
    for team in round_.entries:
        # the round is newer than its ranking, which follows it
        standing = round_.standing_of(team.team_id)
        yield PlacedTeam(team=team, standing=standing, ranked=team.team_id in ranked)
