"""Read what a division may recommend: its ranked projects, and how many of a track (rules F1, F6)."""

from __future__ import annotations

from chassis.edition.current import edition
from chassis.kernel.refusal import Term

from ..desks import store as desks_store
from . import store
from .model import RankedProject


def quota_per_track(division_code: str) -> int:
    """Return how many projects of a track may be recommended: the edition's number, or the scheme's if it is lower."""
    quota = edition().quotas.recommended_per_division_track
    terms = desks_store.scheme_terms(division_code)
    return min(quota, terms.recommended_per_track) if terms is not None else quota


def track_terms() -> dict[str, Term]:
    """Return what people call the tracks, by code."""
    return {track.code: Term(track.code, track.name.zh, track.name.en) for track in edition().tracks}


def ranked_projects(division_code: str) -> dict[str, RankedProject]:
    """Return the projects of the division's rankings that count, by team; without those that are struck."""
    rankings = store.rankings.every({"state.division_code": division_code})
    return {project.team.team_id: project for ranking in rankings for project in ranking.standing_projects}
