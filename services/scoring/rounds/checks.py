"""What a round goes by beside itself: its panel's experts, its scheme."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from chassis.edition.current import edition
from chassis.facts.schemes import Stage

from ..panels import store as panels_store
from ..panels.checks import filed_scheme
from ..panels.model import Expert
from ..shared.scheme import Scheme
from .model.round import Round
from .settings import final_scheme


def experts_of(round_: Round) -> tuple[Expert, ...]:
    """Return the experts of a round's panel."""
    panel = panels_store.panels.peek(round_.panel_id)
    return panel.experts if panel is not None else ()


def scheme_of(round_: Round) -> Scheme:
    """Return the scheme to score a round by: the division's filed one, or the edition's for the final.

    How far apart experts may be is the edition's for both, on the scheme's scale. Refuses E3_UNKNOWN_SCHEME.
    """
    scheme = final_scheme(edition()) if round_.stage is Stage.FINAL else filed_scheme(round_.panel_id)
    scoring = edition().scoring
    points = scoring.disagreement * Decimal(scheme.scale) / scoring.highest
    return replace(scheme, disagreement=format(points.normalize(), "f"))
