"""Read the figures of a division or of all (rules K1, K2)."""

from __future__ import annotations

from dasai.registration.v1 import figures_pb2

from chassis.actor import Actor
from chassis.permissions import Target
from chassis.permissions import registration as permissions

from ..divisions.settings import division_name
from . import store, wire
from .model import Figures, together


def get_figures(division_code: str, actor: Actor) -> figures_pb2.ContestFigures:
    """Return a division's figures; without a division those of all together, which only secretariat and committee see (K1)."""
    if division_code:
        division_name(division_code)
    permissions.GET_FIGURES.require(actor, Target(division=division_code))
    by_division = store.figures_of(division_code)
    if division_code:
        return wire.figures_view(by_division.get(division_code, Figures()), division_code)
    return wire.figures_view(together(by_division.values()), "", by_division)
