"""What several use cases need: who owns a panel, by which scheme a round is scored."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import refuse, refuse_unless

from .. import store, wire
from ..model import rules
from ..model.facts import Scheme, Stage
from ..model.panel import Expert, Panel
from ..model.round import Round

FINAL = "final"


def require_owner(panel_id: str, actor: Actor) -> None:
    """Refuse anyone but the division's host, or the secretariat for the final (rule E1)."""
    if panel_id == FINAL:
        actor.require(Role.SECRETARIAT)
        return
    prefix, _, code = panel_id.partition("-")
    known = prefix == "division" and any(one.code == code for one in edition().divisions)
    refuse_unless(known, rules.E1_UNKNOWN_PANEL, panel=panel_id)
    actor.require(Role.HOST, division=code)


def panel_of(found: Round) -> str:
    """The panel that scores a round."""
    return FINAL if found.stage is Stage.FINAL else f"division-{found.division_code}"


def experts_of(found: Round) -> tuple[Expert, ...]:
    """The experts of a round's panel."""
    panel = store.panels.peek(panel_of(found))
    return panel.experts if panel is not None else ()


def sheet_id(round_: str, account_id: str, team_id: str) -> str:
    """One sheet an expert and project of a round."""
    return derived_id("sheet", round_, account_id, team_id)


def scheme_of(found: Round) -> Scheme:
    """The filed scheme, or the edition's for the final; how far apart experts may be is the edition's, on the scheme's scale."""
    panel = store.panels.peek(panel_of(found)) or Panel(id=panel_of(found))
    scheme = wire.national_scheme(edition()) if found.stage is Stage.FINAL else panel.scheme
    if scheme is None:
        refuse(rules.E3_UNKNOWN_SCHEME)
    scoring = edition().scoring
    points = scoring.disagreement * Decimal(scheme.scale) / scoring.highest
    return replace(scheme, disagreement=format(points.normalize(), "f"))
