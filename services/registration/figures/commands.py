"""Count the teams of divisions whose teams changed (rule K2)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.kernel.clock import Instant

from . import store
from .model import counted


def run_counts(actor: Actor, at: Instant) -> None:
    """Count the divisions whose teams changed since they were counted; what changes meanwhile is counted next."""
    for code, change in store.changed_divisions(_codes()).items():
        _count(code, change, at)


def run_recounts(actor: Actor, at: Instant) -> None:
    """Count every division again, also one whose last change was not noted because the process died after it."""
    for code, change in store.changes_of(_codes()).items():
        _count(code, change, at)


def _codes() -> list[str]:
    return [division.code for division in edition().divisions]


def _count(code: str, change: int, at: Instant) -> None:
    store.keep(code, counted(store.counted_teams(code), at), change)
