"""Answering and lapsing requests for supplementary material (rule C11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from dasai.registration.v1 import supplements_pb2

from chassis.actor import Actor
from chassis.arrivals import arrival_lag
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.permissions import registration as permissions

from ..editions.settings import requirements
from ..materials.checks import stored_piece
from ..teams import store as teams_store
from ..teams.commands.teams import own_team
from . import requests, words


@idempotent
def answer_supplement(request: requests.AnswerSupplement, actor: Actor, at: Instant) -> supplements_pb2.Supplement:
    """Let the team answer in time, by the moment of arrival, also after submission closed (rule C11)."""
    team = own_team(request.team_id, actor, permissions.ANSWER_SUPPLEMENT, at)
    evidence = tuple(
        replace(
            stored_piece(team, piece),
            id=derived_id("supplement", team.id, str(request.number), piece.kind, piece.sha256, piece.owner_uscc),
        )
        for piece in request.evidence
    )
    team.answer_supplement(request.number, request.text, evidence, requirements(), at=at)
    answer = words.supplement_view(team.supplements.request(request.number))
    teams_store.teams.save(team, answer=answer)
    return answer


def run_clock(actor: Actor, at: Instant) -> None:
    """Let requests lapse that nobody answered in time, once no answer can still come that arrived in time (rules C9, C11).

    A reviewer to whom the case came back before could decide without it, and nothing that was decided is opened again.
    """
    before = at - arrival_lag()
    due = {"state.supplements.next_due": {"$gte": datetime(1970, 1, 1, tzinfo=UTC), "$lt": before}}
    for team_id in [team.id for team in teams_store.teams.every(due)]:
        team = teams_store.teams.find(team_id)
        if team is not None and team.lapse_supplements(before):
            teams_store.teams.save(team)
