"""Read what a round goes by beside itself: its panel's experts, its scheme, and who may not decide about its projects."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.facts.schemes import Stage
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.refusals import NOT_FOUND
from chassis.staff import own_names, own_teams

from ..panels import store as panels_store
from ..panels.checks import filed_scheme
from ..panels.model import Expert
from ..shared.scheme import Scheme
from . import rules
from .model.round import Round, round_id
from .settings import final_scheme


def require_no_own_project(round_: Round, actor: Actor, team_ids: Collection[str] | None = None) -> None:
    """Refuse E6_OWN_ORGANISATION for a project of a team of the account's own, or of its own organisation (rules E5, E6, G1).

    `team_ids` are the projects that are decided about; without them it is the whole round.
    """
    concerned = [team for team in round_.entries if team_ids is None or team.team_id in team_ids]
    own = own_teams(actor.account_id, concerned)
    refuse_unless(not own, rules.E6_OWN_ORGANISATION, teams=own_names(own))


def round_to_be(identifier: str) -> Round:
    """Return the empty round of this identifier, which may have projects later; refuses NOT_FOUND if there can't be any."""
    places = [(Stage.FINAL, ""), *((Stage.DIVISION, division.code) for division in edition().divisions)]
    possible = (
        Round.empty(stage, code, track.code)
        for track in edition().tracks
        for stage, code in places
        if round_id(stage, code, track.code) == identifier
    )
    return next(possible, None) or refuse(NOT_FOUND, what="round")


def experts_of(round_: Round) -> tuple[Expert, ...]:
    """Return the experts of a round's panel."""
    panel = panels_store.panels.peek(round_.panel_id)
    return panel.experts if panel is not None else ()


def scheme_of(round_: Round) -> Scheme:
    """Return the scheme to score a round by: the division's filed one, or the edition's for the final.

    How far apart experts may be is the edition's for both, on the scheme's scale; so is what decides between projects that are
    alike in all else. Refuses E3_UNKNOWN_SCHEME.
    """
    scheme = final_scheme(edition()) if round_.stage is Stage.FINAL else filed_scheme(round_.panel_id)
    scoring = edition().scoring
    points = scoring.disagreement * Decimal(scheme.scale) / scoring.highest
    return replace(scheme, disagreement=format(points.normalize(), "f"), last_tie_breaker=str(scoring.last_tie_breaker))


def scoring_closes(round_: Round) -> Instant | None:
    """Return from when on a score is late, by the division's newest published scheme; None if nothing says so.

    It may be moved to a later time after a round began, so it is not the scheme that the round keeps (rule A5).
    """
    if round_.stage is Stage.FINAL:
        return None
    panel = panels_store.panels.peek(round_.panel_id)
    return panel.scheme.scoring_closes if panel is not None and panel.scheme is not None else None
