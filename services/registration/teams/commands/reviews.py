"""What other services decided about a team (rules D3, B10, H4)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.clock import Instant

from .. import requests, store


def learn_review(cmd: requests.LearnReview, actor: Actor, at: Instant) -> None:
    """Show the team at once what review decided (rule D3)."""
    team = store.teams.get(cmd.team_id)
    team.learn_review(cmd.number, cmd.state, cmd.reason, cmd.sequence)
    if cmd.supplement is not None:
        team.ask_supplement(cmd.supplement)
    store.teams.save(team)


def learn_disqualification(cmd: requests.LearnDisqualification, actor: Actor, at: Instant) -> None:
    """A team lost its place; it can't write any more and its own page says why (rules B10, H4)."""
    team = store.teams.get(cmd.team_id)
    team.learn_disqualification(cmd.code, cmd.reason)
    store.teams.save(team)
