"""How long sessions last."""

from __future__ import annotations

from datetime import timedelta

from chassis.settings import settings

from .model import Limits


def limits() -> Limits:
    """Return the limits that DASAI_SESSION_HOURS and DASAI_SESSION_IDLE_MINUTES set."""
    return Limits(
        absolute=timedelta(hours=settings().session_hours), idle=timedelta(minutes=settings().session_idle_minutes)
    )
