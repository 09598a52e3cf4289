"""Recording what other services decided about a team (rules D3, B10, H4)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.clock import Instant

from .. import requests, store


def record_review(request: requests.RecordReview, actor: Actor, at: Instant) -> None:
    """Record what review decided, so that the team sees it at once (rule D3)."""
    team = store.teams.get(request.team_id)
    team.record_review(
        request.number, request.state, request.reason, request.sequence, appeal_until=request.appeal_until
    )
    if request.supplement is not None:
        team.ask_supplement(request.supplement)
    store.teams.save(team)


def record_reopening(request: requests.RecordReopening, actor: Actor, at: Instant) -> None:
    """Record that review looks at a submission anew, so that the team does not rely on what was decided (rules D1, D3)."""
    team = store.teams.get(request.team_id)
    team.record_reopening(request.number, request.because, request.sequence)
    store.teams.save(team)


def record_appeal(request: requests.RecordAppeal, actor: Actor, at: Instant) -> None:
    """Record that a team has appealed, so that it is not told any more that it may (rule D3)."""
    team = store.teams.get(request.team_id)
    team.record_appeal(request.number)
    store.teams.save(team)


def record_appeal_answer(request: requests.RecordAppealAnswer, actor: Actor, at: Instant) -> None:
    """Record how a team's appeal was settled, so that the team reads it with its reason (rule D3)."""
    team = store.teams.get(request.team_id)
    team.record_appeal_answer(request.answer)
    store.teams.save(team)


def record_disqualification(request: requests.RecordDisqualification, actor: Actor, at: Instant) -> None:
    """Record that a team lost its place: it can't write any more, and its page says why (rules B10, H4)."""
    team = store.teams.get(request.team_id)
    team.record_disqualification(request.code, request.reason)
    store.teams.save(team)
