"""Deadlines as the division publishes them (rule A5)."""

from __future__ import annotations

from chassis.kernel.clock import Instant

from ...divisions import store as divisions_store
from ..model.team import Team


def prolong_if_late(team: Team, at: Instant) -> None:
    """Ask the division for later deadlines where the team's copies have passed (rule A5)."""
    if at > min(team.registration_closes, team.submission_closes):
        in_force = divisions_store.deadlines(team.division_code)
        if in_force is not None:
            team.prolong(*in_force)
