"""Show panels."""

from __future__ import annotations

from dasai.scoring.v1 import panels_pb2

from chassis.actor import Actor, Role

from . import store, wire


def get_panel(request: panels_pb2.GetPanelRequest, actor: Actor) -> panels_pb2.Panel:
    """Show a panel to its host, the secretariat or the committee (rule K1)."""
    if not (actor.has(Role.SECRETARIAT) or actor.has(Role.COMMITTEE)):
        actor.require(Role.HOST, division=request.panel_id.removeprefix("division-"))
    return wire.panel_view(store.panels.look(request.panel_id))
