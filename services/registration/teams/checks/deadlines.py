"""Deadlines that a division prolonged (rule A5)."""

from __future__ import annotations

from chassis.kernel.clock import Instant

from ...divisions import store as divisions_store
from ..model.team import Team


def prolong_if_late(team: Team, at: Instant) -> None:
    """Take the division's later deadlines if the team's own have passed (rule A5)."""
    if at > min(team.registration_closes, team.submission_closes):
        deadlines = divisions_store.deadlines(team.division_code)
        if deadlines is not None:
            team.prolong(*deadlines)
