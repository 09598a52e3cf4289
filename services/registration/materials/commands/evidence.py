"""Attaching material to a draft as evidence (rules C5 to C7)."""

from __future__ import annotations

from dasai.registration.v1 import teams_pb2

from chassis.actor import Actor
from chassis.facts.submissions import Evidence
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.permissions import registration as permissions

from ...editions.settings import requirements
from ...teams.commands.teams import own_team, saved
from ...teams.model.team import Team
from .. import requests
from ..checks import stored_piece
from ..settings import file_rules


def attach(team: Team, piece: Evidence, actor: Actor, at: Instant) -> None:
    """Attach a piece of evidence within the edition's limits (rules C5, C6, C7)."""
    known = any(attached.id == piece.id for attached in team.evidence)
    others = sum(attached.size_bytes for attached in team.evidence if attached.id != piece.id)
    team.attach(piece, requirements(), at=at, by=actor.account_id)
    if not known:
        file_rules().require_size(piece.kind, piece.size_bytes, others)


@idempotent
def attach_evidence(request: requests.AttachEvidence, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Attach material that the team uploaded before, maybe under another kind or name (rules C5, C6, C7)."""
    team = own_team(request.team_id, actor, permissions.ATTACH_EVIDENCE, at)
    attach(team, stored_piece(team, request.evidence), actor, at)
    return saved(team, actor)


@idempotent
def remove_evidence(request: requests.RemoveEvidence, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Take evidence out of the draft (rule C7)."""
    team = own_team(request.team_id, actor, permissions.REMOVE_EVIDENCE, at)
    team.detach(request.evidence_id, at=at)
    return saved(team, actor)
