"""Refuse reports and objections about nobody (rules F8, H2)."""

from __future__ import annotations

from chassis.edition.current import edition
from chassis.kernel.refusal import refuse_unless

from . import rules, store


def require_team(team_id: str) -> None:
    """Refuse H2_UNKNOWN_TEAM if no team of this identifier registered."""
    refuse_unless(store.knows_team(team_id), rules.H2_UNKNOWN_TEAM)


def require_organiser(organiser_id: str) -> None:
    """Refuse H2_UNKNOWN_ORGANISER unless it is a division's code or the identifier of a contest that recommended."""
    is_division = any(division.code == organiser_id for division in edition().divisions)
    refuse_unless(is_division or store.knows_recommender(organiser_id), rules.H2_UNKNOWN_ORGANISER)
