"""Appoint experts, declare interests (rules E1, E2)."""

from __future__ import annotations

from dasai.scoring.v1 import panels_pb2

from chassis.actor import Actor, Role
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant

from . import requests, store, wire
from .checks import require_owner
from .model import Panel, division_panel_id


def record_scheme(request: requests.RecordScheme, actor: Actor, at: Instant) -> None:
    """Keep the division's published scheme, by which its rounds are scored (rules A5, E3)."""
    identifier = division_panel_id(request.division_code)
    panel = store.panels.find(identifier) or Panel(id=identifier)
    panel.record_scheme(request.version, request.scheme)
    store.panels.save(panel)


@idempotent
def appoint_experts(request: requests.AppointExperts, actor: Actor, at: Instant) -> panels_pb2.Panel:
    """Appoint a panel's experts (rule E1)."""
    require_owner(request.panel_id, actor)
    panel = store.panels.find(request.panel_id) or Panel(id=request.panel_id)
    panel.appoint(request.experts, at=at)
    answer = wire.panel_view(panel)
    store.panels.save(panel, answer=answer)
    return answer


@idempotent
def declare_interests(request: requests.DeclareInterests, actor: Actor, at: Instant) -> panels_pb2.Panel:
    """Declare the calling expert's interests (rule E2); the answer shows its own line only."""
    actor.require(Role.EXPERT)
    panel = store.panels.get(request.panel_id)
    panel.declare(actor.account_id, request.interests, at=at)
    answer = wire.own_line_view(panel, actor.account_id)
    store.panels.save(panel, answer=answer)
    return answer
