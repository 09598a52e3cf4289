"""Enter projects into rounds (rules D1, F8)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.facts.schemes import Stage
from chassis.kernel.clock import Instant

from . import requests, store
from .model.round import Round


def judge_team(request: requests.JudgeTeam, actor: Actor, at: Instant) -> None:
    """Let a project enter its round if it passed review, and leave if a newer submission of it did not (rule D1)."""
    empty = Round.empty(Stage.DIVISION, request.team.division_code, request.team.track)
    round_ = store.rounds.find(empty.id) or empty
    round_.judge(request.team, request.submission_number, passed=request.passed, at=at)
    store.rounds.save(round_)


def enter_finalists(request: requests.EnterFinalists, actor: Actor, at: Instant) -> None:
    """Let the finalists enter the rounds of the final (rules F8, G1)."""
    for track in sorted({team.track for team in request.teams}):
        with store.rounds.once():
            empty = Round.empty(Stage.FINAL, "", track)
            round_ = store.rounds.find(empty.id) or empty
            for team in request.teams:
                if team.track == track:
                    round_.enter(team, at=at)
            store.rounds.save(round_)
