"""Show panels."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.scoring.v1 import panels_pb2

from chassis.actor import Actor
from chassis.permissions import scoring as permissions
from chassis.personal_data import Record

from . import store, wire
from .checks import target


def get_panel(request: panels_pb2.GetPanelRequest, actor: Actor) -> panels_pb2.Panel:
    """Show a panel to its host, the secretariat or the committee (rule K1)."""
    permissions.GET_PANEL.require(actor, target(request.panel_id))
    return wire.panel_view(store.panels.look(request.panel_id))


def list_own_panels(actor: Actor) -> panels_pb2.ListOwnPanelsResponse:
    """Show the calling expert its own line on each panel, with the interests that are known (rules E2, K1)."""
    permissions.LIST_OWN_PANELS.require(actor)
    panels = store.panels.every({"state.experts.account_id": actor.account_id})
    own = sorted(panels, key=lambda panel: panel.id)
    return panels_pb2.ListOwnPanelsResponse(panels=[wire.own_line_view(panel, actor.account_id) for panel in own])


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the caller's appointments as an expert, with the interests that are known, and its recusals (rules E2, K4)."""
    panels = store.panels.every({"state.experts.account_id": actor.account_id})
    for panel in sorted(panels, key=lambda panel: panel.id):
        for expert in panel.experts:
            if expert.account_id == actor.account_id:
                values = {
                    "panel": panel.id,
                    "organisation_uscc": expert.organisation_uscc,
                    "tracks": ", ".join(expert.tracks),
                    "interests": ", ".join(expert.interests),
                }
                yield Record(kind="expert", values=values)
        for recusal in panel.recusals:
            if recusal.account_id == actor.account_id:
                values = {"panel": panel.id, "team_id": recusal.team_id, "reason": recusal.reason}
                yield Record(kind="recusal", at=recusal.at, values=values)
