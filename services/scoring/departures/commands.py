"""Take a project out of rounds, rankings and local awards (rules C12, H4)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.facts.schemes import Stage
from chassis.kernel.clock import Instant

from ..local_awards import store as local_awards_store
from ..rankings.commands import add_missing_rankings
from ..rounds import store as rounds_store
from ..rounds.model.round import Round, round_id
from . import requests


def drop_team(request: requests.DropTeam, actor: Actor, at: Instant) -> None:
    """Take a project out of its rounds; a frozen ranking is followed by one without it (rules C12, H4).

    A round of which nothing is known yet remembers it too: the event that brings the team in may come later.
    """
    if not request.team_id:
        return
    for stage in (Stage.DIVISION, Stage.FINAL):
        identifier = round_id(stage, request.division_code, request.track)
        with rounds_store.rounds.once():
            round_ = rounds_store.rounds.find(identifier) or Round.empty(stage, request.division_code, request.track)
            round_.drop(request.team_id, request.reason, at=at)
            rounds_store.rounds.save(round_)
        # also if this event was applied before: a crash may have come between the round and its ranking
        add_missing_rankings(rounds_store.rounds.look(identifier))
    with local_awards_store.local_awards.once():
        awards = local_awards_store.local_awards.find(request.division_code)
        if awards is not None and awards.lose(request.team_id):
            local_awards_store.local_awards.save(awards)
