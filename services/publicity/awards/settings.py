"""Prizes, tracks and benefits, as the edition has them (rules G2, G4)."""

from __future__ import annotations

from chassis.edition import Edition

from .model.award import Benefit
from .model.award_list import PrizePlan, TrackPlan


def track_prizes(edition: Edition) -> tuple[PrizePlan, ...]:
    """Return the prizes of a track, best first (rule G2)."""
    return tuple(
        PrizePlan(prize.id, prize.zh, prize.en, prize.quota, digit)
        for digit, prize in enumerate(edition.prizes.per_track, 1)
    )


def special_prize(edition: Edition, prize_id: str) -> PrizePlan | None:
    """Return the special award of that identifier, or None (rule G2)."""
    for digit, prize in enumerate(edition.prizes.special, 1):
        if prize.id == prize_id:
            to_organiser = prize.given_to == "organiser"
            return PrizePlan(prize.id, prize.zh, prize.en, prize.quota, digit, to_organiser=to_organiser)
    return None


def tracks(edition: Edition) -> tuple[TrackPlan, ...]:
    """Return the tracks, in order."""
    return tuple(TrackPlan(track.code, track.number, track.name.zh, track.name.en) for track in edition.tracks)


def track_name(edition: Edition, code: str) -> str:
    """Return the Chinese name of a track, or its code if the edition has no such track.

    A certificate is verified for years, also by a process that runs another version of the edition (rule A1).
    """
    names = {track.code: track.name.zh for track in edition.tracks}
    return names.get(code, code)


def winners_benefits(edition: Edition) -> tuple[Benefit, ...]:
    """Return what a winning team is entitled to beside what all finalists are (rule G4)."""
    return tuple(Benefit(benefit.id, benefit.name.zh) for benefit in edition.benefits if benefit.to == "winners")


def finalists_benefits(edition: Edition) -> tuple[Benefit, ...]:
    """Return what every team of the final is entitled to (rule G4)."""
    return tuple(Benefit(benefit.id, benefit.name.zh) for benefit in edition.benefits if benefit.to == "finalists")
