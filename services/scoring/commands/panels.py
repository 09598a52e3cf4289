"""Panels: appointment, interests, recusal (rules E1, E2)."""

from __future__ import annotations

from dasai.scoring.v1 import panels_pb2, sheets_pb2

from chassis.actor import Actor, Role
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from .. import store, wire
from ..model import commands, rules
from ..model.panel import Panel
from .common import panel_of, require_owner
from .sheets import own_sheet


def learn_scheme(cmd: commands.LearnScheme, actor: Actor, at: Instant) -> None:
    """Score by the division's published scheme (rules A5, E3)."""
    identifier = f"division-{cmd.division_code}"
    panel = store.panels.find(identifier) or Panel(id=identifier)
    panel.learn_scheme(cmd.version, cmd.scheme)
    store.panels.save(panel)


def appoint_experts(cmd: commands.AppointExperts, actor: Actor, at: Instant) -> panels_pb2.Panel:
    """Appoint a panel's experts (rule E1)."""
    require_owner(cmd.panel_id, actor)
    panel = store.panels.find(cmd.panel_id) or Panel(id=cmd.panel_id)
    panel.appoint(cmd.experts)
    answer = wire.panel_view(panel)
    store.panels.save(panel, answer=answer)
    return answer


def declare_interests(cmd: commands.DeclareInterests, actor: Actor, at: Instant) -> panels_pb2.Panel:
    """An expert declares interests (rule E2); the answer shows its own line only."""
    actor.require(Role.EXPERT)
    panel = store.panels.get(cmd.panel_id)
    panel.declare(actor.account_id, cmd.interests)
    answer = wire.panel_view(panel)
    own = [one for one in answer.experts if one.account_id == actor.account_id]
    answer = panels_pb2.Panel(panel_id=panel.id, experts=own)
    store.panels.save(panel, answer=answer)
    return answer


def recuse(cmd: commands.Recuse, actor: Actor, at: Instant) -> sheets_pb2.Sheet:
    """An expert steps back from the project of one of its sheets (rule E2).

    The sheet counts no more once the panel knows; the host then assigns again, which finds another expert.
    """
    panel = store.panels.get(cmd.panel_id)
    sheet = own_sheet(cmd.sheet_id, actor, change=False)
    refuse_unless(panel_of(store.rounds.look(sheet.round_id)) == cmd.panel_id, rules.E1_NOT_ON_PANEL)
    panel.recuse(actor.account_id, sheet.team_id, cmd.reason, at=at)
    sheet.release()
    answer = wire.sheet_view(sheet)
    store.panels.save(panel, answer=answer)
    return answer
