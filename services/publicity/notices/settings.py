"""Read from the edition the days that a notice runs."""

from __future__ import annotations

from chassis.edition.current import edition
from chassis.kernel.clock import Instant

from .model.notice import Span, whole_days


def finalists_span(proposed_at: Instant) -> Span:
    """Return the days of a finalists' notice (rule F8)."""
    return whole_days(proposed_at, edition().durations.finalist_notice.days)


def winners_span(proposed_at: Instant) -> Span:
    """Return the days of a winners' notice (rule H1)."""
    return whole_days(proposed_at, edition().durations.winners_notice.days)
