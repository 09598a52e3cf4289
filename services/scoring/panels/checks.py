"""Check who may direct a panel, and by which scheme it scores (rules E1, E3)."""

from __future__ import annotations

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.kernel.refusal import refuse, refuse_unless

from ..shared.rules import E3_UNKNOWN_SCHEME
from ..shared.scheme import Scheme
from . import rules, store
from .model import FINAL


def require_owner(panel_id: str, actor: Actor) -> None:
    """Refuse anyone but the division's host, or for the final the secretariat (rule E1)."""
    if panel_id == FINAL:
        actor.require(Role.SECRETARIAT)
        return
    prefix, _, code = panel_id.partition("-")
    known = prefix == "division" and any(division.code == code for division in edition().divisions)
    refuse_unless(known, rules.E1_UNKNOWN_PANEL)
    actor.require(Role.HOST, division=code)


def filed_scheme(panel_id: str) -> Scheme:
    """Return the scheme that a division published; refuses E3_UNKNOWN_SCHEME until it has come."""
    panel = store.panels.peek(panel_id)
    if panel is None or panel.scheme is None:
        refuse(E3_UNKNOWN_SCHEME)
    return panel.scheme
