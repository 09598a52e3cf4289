"""What follows where a team loses its place: case, recommendation and finalist list."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.clock import Instant

from ..cases import store as cases_store
from ..national_check import store as national_check_store
from ..national_check.commands import finalists_id
from ..recommendations import store as recommendations_store
from . import requests


def disqualify_team(cmd: requests.DisqualifyTeam, actor: Actor, at: Instant) -> None:
    """A team lost its place: case, recommendation and finalist list follow (rules F6, H4)."""
    if not cmd.team_id:
        return
    with cases_store.cases.once():
        case = cases_store.cases.find(cmd.team_id)
        if case is not None:
            case.disqualify(cmd.code, cmd.reason, at=at)
            cases_store.cases.save(case)
    _follow(cmd, at)


def spread_disqualification(cmd: requests.DisqualifyTeam, actor: Actor, at: Instant) -> None:
    """What a confirmed duplicate means for the case, the recommendation and the finalist list (rules F5, F6)."""
    with cases_store.cases.once():
        case = cases_store.cases.find(cmd.team_id)
        if case is not None:
            case.learn_disqualification()
            cases_store.cases.save(case)
    _follow(cmd, at)


def lose_place(cmd: requests.DisqualifyTeam, actor: Actor, at: Instant) -> None:
    """A team that was recommended is rejected after all: its recommender may substitute (rules D1, F6, F7).

    Judged by the case as it stands: a rejection that is heard late takes no place from a team that has passed since.
    """
    case = cases_store.cases.peek(cmd.team_id) if cmd.team_id else None
    if case is not None and case.rejected:
        _follow(cmd, at)


def _follow(cmd: requests.DisqualifyTeam, at: Instant) -> None:
    for seen in list(recommendations_store.recommendations.every({"state.entries.team.team_id": cmd.team_id})):
        with recommendations_store.recommendations.once():
            recommendation = recommendations_store.recommendations.get(seen.id)
            if recommendation.lose(cmd.team_id, cmd.code, at=at):
                recommendations_store.recommendations.save(recommendation)
    with national_check_store.finalists.once():
        found = national_check_store.finalists.find(finalists_id())
        if found is not None:
            found.strike(cmd.team_id)
            national_check_store.finalists.save(found)
