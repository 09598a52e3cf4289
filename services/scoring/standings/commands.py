"""Enter projects into rounds, take them out, and let rankings and local awards follow how they fare (rules C12, D1, F8, H4)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.context import changed
from chassis.facts.schemes import Stage
from chassis.kernel.clock import Instant

from ..local_awards.commands import follow_standing
from ..rankings.commands import add_missing_rankings
from ..rounds import store as rounds_store
from ..rounds.model.round import Round, round_id
from ..rounds.model.standing import TeamAccounts
from . import requests


def judge_team(request: requests.JudgeTeam, actor: Actor, at: Instant) -> None:
    """Apply review's newest event: a project enters its round, is suspended or leaves; rankings and awards follow (rule D1)."""
    team = request.team
    with rounds_store.rounds.once():
        round_ = _round(Stage.DIVISION, team.division_code, team.track)
        round_.judge(team, request.event, at=at)
        rounds_store.rounds.save(round_)
    # also if this event was applied before: a crash may have come between the round and what follows from it
    _follow(team.team_id, team.division_code, team.track, at)


def record_accounts(request: requests.RecordAccounts, actor: Actor, at: Instant) -> None:
    """Know a team's accounts by registration's newest event, so that no expert scores their own project (rules B2, E2)."""
    team = request.team
    with rounds_store.rounds.once():
        round_ = _round(Stage.DIVISION, team.division_code, team.track)
        if round_.record_accounts(TeamAccounts.of(team)):
            rounds_store.rounds.save(round_)
    _follow(team.team_id, team.division_code, team.track, at)


def enter_finalists(request: requests.EnterFinalists, actor: Actor, at: Instant) -> None:
    """Let the finalists enter the rounds of the final (rules F8, G1), each as its division's round knows it by now (rule D1)."""
    for track in sorted({team.track for team in request.teams}):
        finalists = [team for team in request.teams if team.track == track]
        with rounds_store.rounds.once():
            round_ = _round(Stage.FINAL, "", track)
            for team in finalists:
                round_.enter(team, at=at)
            rounds_store.rounds.save(round_)
        # after their entry: what review says from now on meets it
        for team in finalists:
            _follow_into_final(team.team_id, team.division_code, track, at)


def drop_team(request: requests.DropTeam, actor: Actor, at: Instant) -> None:
    """Take a project out of its rounds; a frozen ranking is followed by one without it (rules C12, H4).

    A round of which nothing is known yet remembers it too: the event that brings the team in may come later.
    """
    if not request.team_id:
        return
    for stage in request.stages:
        with rounds_store.rounds.once():
            round_ = _round(stage, request.division_code, request.track)
            round_.drop(request.team_id, request.reason, at=at)
            rounds_store.rounds.save(round_)
    _follow(request.team_id, request.division_code, request.track, at)


def _round(stage: Stage, division_code: str, track: str) -> Round:
    return rounds_store.rounds.find(round_id(stage, division_code, track)) or Round.empty(stage, division_code, track)


def _follow(team_id: str, division_code: str, track: str, at: Instant) -> None:
    """Let the final's round, the rankings and the local awards follow what the division's round knows of a project."""
    identifier = round_id(Stage.DIVISION, division_code, track)
    round_ = rounds_store.rounds.peek(identifier)
    if round_ is not None:
        add_missing_rankings(round_)
        follow_standing(team_id, division_code, identifier, at)
    _follow_into_final(team_id, division_code, track, at)


def _follow_into_final(team_id: str, division_code: str, track: str, at: Instant) -> None:
    """Let a finalist's round of the final know what its division's round knows (rules D1, E2).

    The division's round is read after the entry into the final, and written before the final's round is read: so whichever of
    the two comes first, the final knows in the end.
    """
    identifier = round_id(Stage.FINAL, "", track)
    with changed(event_id=""):  # the final's round may have taken in this event's own change before
        final = rounds_store.rounds.find(identifier)
        if final is None or final.entry(team_id) is None:
            return
        division = rounds_store.rounds.peek(round_id(Stage.DIVISION, division_code, track))
        if division is not None and final.adopt(division, team_id, at=at):
            rounds_store.rounds.save(final)
    add_missing_rankings(final)
