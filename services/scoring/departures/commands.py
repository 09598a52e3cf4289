"""What other services tell of teams (rules C12, D1, F8, H4)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.clock import Instant

from .. import store
from ..model import commands
from ..model.facts import Stage
from ..model.round import Round, round_id
from .rankings import publish


def keep_declaration(cmd: commands.KeepDeclaration, actor: Actor, at: Instant) -> None:
    """Keep what was submitted, for the experts to read (rule E3)."""
    store.keep_declaration(cmd.team_id, cmd.number, cmd.content)


def judge_team(cmd: commands.JudgeTeam, actor: Actor, at: Instant) -> None:
    """A project passed review and enters its round, or a newer submission of it did not (rule D1)."""
    empty = Round.empty(Stage.DIVISION, cmd.team.division_code, cmd.team.track)
    found = store.rounds.find(empty.id) or empty
    found.judge(cmd.team, cmd.submission_number, passed=cmd.passed, at=at)
    store.rounds.save(found)


def enter_finalists(cmd: commands.EnterFinalists, actor: Actor, at: Instant) -> None:
    """The finalists enter the rounds of the final (rules F8, G1)."""
    for track in sorted({team.track for team in cmd.teams}):
        with store.rounds.once():
            empty = Round.empty(Stage.FINAL, "", track)
            found = store.rounds.find(empty.id) or empty
            for team in cmd.teams:
                if team.track == track:
                    found.enter(team, at=at)
            store.rounds.save(found)


def drop_team(cmd: commands.DropTeam, actor: Actor, at: Instant) -> None:
    """A project fell out: it leaves its rounds, and frozen rankings are followed by ones without it (rules C12, H4).

    Rounds that were not heard of yet remember it: what brings the team in may come later.
    """
    if not cmd.team_id:
        return
    for stage in (Stage.DIVISION, Stage.FINAL):
        identifier = round_id(stage, cmd.division_code, cmd.track)
        with store.rounds.once():
            found = store.rounds.find(identifier) or Round.empty(stage, cmd.division_code, cmd.track)
            found.drop(cmd.team_id, cmd.reason, at=at)
            store.rounds.save(found)
        # also where this event was applied before: a crash may have come between the round and its ranking
        publish(store.rounds.look(identifier))
    with store.local_awards.once():
        awards = store.local_awards.find(cmd.division_code)
        if awards is not None and awards.lose(cmd.team_id):
            store.local_awards.save(awards)
