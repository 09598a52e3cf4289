"""Check who may direct a panel, and by which scheme it scores (rules E1, E3)."""

from __future__ import annotations

from dataclasses import replace

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.staff import require_appointable

from ..shared.rules import E3_UNKNOWN_SCHEME
from ..shared.scheme import Scheme
from . import rules, store
from .model import FINAL, Expert, Panel, expert_roles


def require_owner(panel_id: str, actor: Actor) -> None:
    """Refuse anyone but the division's host, or for the final the secretariat (rule E1)."""
    if panel_id == FINAL:
        actor.require(Role.SECRETARIAT)
        return
    prefix, _, code = panel_id.partition("-")
    known = prefix == "division" and any(division.code == code for division in edition().divisions)
    refuse_unless(known, rules.E1_UNKNOWN_PANEL)
    actor.require(Role.HOST, division=code)


def appointable(panel: Panel, named: tuple[Expert, ...]) -> tuple[Expert, ...]:
    """Return the experts as their accounts are, with the accounts' own organisations (rules E1, E2).

    Refuse E1_NO_SUCH_EXPERT unless each account is an active expert who may sit on this panel or is on it already,
    E1_ORGANISATION_DIFFERS if another organisation was typed, or none is recorded.
    """
    present = {expert.account_id: expert for expert in panel.experts}
    accounts = require_appointable(
        [(expert.account_id, expert.organisation_uscc) for expert in named],
        expert_roles(panel.id),
        present=present.keys(),
        field="experts",
        absent=rules.E1_NO_SUCH_EXPERT,
        differs=rules.E1_ORGANISATION_DIFFERS,
    )
    experts = [_named(expert, present.get(expert.account_id)) for expert in named]
    return tuple(
        expert.after(accounts[expert.account_id], panel.id) if expert.account_id in accounts else expert
        for expert in experts
    )


def _named(expert: Expert, present: Expert | None) -> Expert:
    """Return an expert as appointed now, with what is known of one who is on the panel already."""
    known = present or Expert(account_id=expert.account_id, organisation_uscc="")
    return replace(known, tracks=expert.tracks, interests=tuple(sorted({*known.interests, *expert.interests})))


def filed_scheme(panel_id: str) -> Scheme:
    """Return the scheme that a division published; refuses E3_UNKNOWN_SCHEME until it has come."""
    panel = store.panels.peek(panel_id)
    if panel is None or panel.scheme is None:
        refuse(E3_UNKNOWN_SCHEME)
    return panel.scheme
