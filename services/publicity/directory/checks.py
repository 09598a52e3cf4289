"""Refuse reports and objections about nobody, and who would judge or award a team or division of the own (F8, G2, H2, H3)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.kernel.refusal import Code, refuse_unless
from chassis.staff import require_no_own

from . import rules, store


def require_team(team_id: str) -> None:
    """Refuse H2_UNKNOWN_TEAM if no team of this identifier registered."""
    refuse_unless(store.knows_team(team_id), rules.H2_UNKNOWN_TEAM)


def require_no_own_team(team_id: str, actor: Actor, code: Code) -> None:
    """Refuse an account that acts for the team itself, or whose own organisation is in it; nobody is refused without a team."""
    refuse_unless(not team_id or not store.is_own_team(team_id, actor.account_id), code)


def require_no_own_organiser(organiser_id: str, actor: Actor, code: Code) -> None:
    """Refuse an account whose own organisation is an organiser of the division; nobody is refused without a division."""
    require_no_own(actor.account_id, code, store.organisers_of(organiser_id))


def require_organiser(organiser_id: str) -> None:
    """Refuse H2_UNKNOWN_ORGANISER unless it is a division's code or the identifier of a contest that recommended."""
    is_division = any(division.code == organiser_id for division in edition().divisions)
    refuse_unless(is_division or store.knows_recommender(organiser_id), rules.H2_UNKNOWN_ORGANISER)
