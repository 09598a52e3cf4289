"""Show local awards."""

from __future__ import annotations

from dasai.scoring.v1 import local_awards_pb2

from ..panels import store as panels_store
from ..panels.model import division_panel_id
from . import store, wire
from .checks import placed_teams


def get_local_awards(request: local_awards_pb2.GetLocalAwardsRequest) -> local_awards_pb2.DivisionAwards:
    """Show the awards of a division to anyone: it publishes them by granting them (rule E7)."""
    awards = store.local_awards.look(request.division_code)
    panel = panels_store.panels.look(division_panel_id(request.division_code))
    offered = panel.scheme.local_awards if panel.scheme is not None else ()
    return wire.local_awards_view(awards, offered, placed_teams(request.division_code))
