"""How long before a deadline those concerned are reminded."""

from __future__ import annotations

from chassis.settings import settings

_DAY = 24.0


def reminder_hours() -> tuple[float, ...]:
    """Return the hours before a deadline of the contest, as DASAI_REMINDER_HOURS says."""
    return settings().reminder_hours


def short_reminder_hours() -> tuple[float, ...]:
    """Return those of a day and less: for times that a person sets, which are short."""
    return tuple(hours for hours in settings().reminder_hours if hours <= _DAY)
