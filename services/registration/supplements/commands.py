"""Supplementary material (rule C11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dasai.registration.v1 import supplements_pb2

from chassis.actor import Actor
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id

from ..editions.settings import requirements
from ..materials.checks import stored_piece
from ..teams import store as teams_store
from ..teams.commands.teams import own_team
from . import requests, wire

# An answer that arrived in time may still be on its way to this service; the clock lets it pass first.
GRACE = timedelta(seconds=2)


@idempotent
def answer_supplement(request: requests.AnswerSupplement, actor: Actor, at: Instant) -> supplements_pb2.Supplement:
    """The team answers in time, also after submission closed; judged by arrival."""
    team = own_team(request.team_id, actor, at)
    evidence = tuple(
        replace(
            stored_piece(team, one),
            id=derived_id("supplement", team.id, str(request.number), one.kind, one.sha256, one.owner_uscc),
        )
        for one in request.evidence
    )
    team.answer_supplement(request.number, request.text, evidence, requirements(), at=at)
    answer = wire.supplement_view(team.supplements.request(request.number))
    teams_store.teams.save(team, answer=answer)
    return answer


def run_clock(actor: Actor, at: Instant) -> None:
    """Requests that nobody answered lapse, as of the instant they were due."""
    before = at - GRACE
    due = {"state.supplements.next_due": {"$gte": datetime(1970, 1, 1, tzinfo=UTC), "$lt": before}}
    for seen in list(teams_store.teams.every(due)):
        team = teams_store.teams.find(seen.id)
        if team is not None and team.lapse_supplements(before):
            teams_store.teams.save(team)
