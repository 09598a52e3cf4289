"""Phases of the contest, by the edition's timetable (rule A4)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.settings import settings


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of the contest: the key of its words, and when it ends; None if no date is set for that."""

    name: str
    until: Instant | None


def current_phase() -> Phase:
    """Return the phase that is on at contest time now."""
    return phase_at(settings().clock.now())


def phase_at(at: Instant) -> Phase:
    """Return the phase that is on at an instant."""
    timetable = edition().timetable
    if at <= timetable.applications_until.at:
        return Phase("applications", timetable.applications_until.at)
    if at <= timetable.division_reports_until.at:
        return Phase("divisions", timetable.division_reports_until.at)
    return Phase("final", None)
