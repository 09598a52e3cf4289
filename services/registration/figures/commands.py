"""Count the teams of divisions whose teams changed (rule K2)."""

from __future__ import annotations

import time

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.kernel.clock import Instant

from . import store
from .model import counted

# counting a division takes at most this part of the time, however many teams it has and however often they change
SHARE = 1 / 20
# by division: the instant of this process's monotonic clock before which it is not counted again
not_before: dict[str, float] = {}


def run_counts(actor: Actor, at: Instant) -> None:
    """Count the divisions whose teams changed since they were counted; what changes meanwhile is counted next.

    All its teams are read: a division of many is counted the less often the longer that takes.
    """
    for code, change in store.changed_divisions(_codes()).items():
        began = time.monotonic()
        if began >= not_before.get(code, began):
            _count(code, change, at)
            not_before[code] = began + (time.monotonic() - began) / SHARE


def run_recounts(actor: Actor, at: Instant) -> None:
    """Count every division again, also one whose last change was not noted because the process died after it."""
    for code, change in store.changes_of(_codes()).items():
        _count(code, change, at)


def _codes() -> list[str]:
    return [division.code for division in edition().divisions]


def _count(code: str, change: int, at: Instant) -> None:
    store.keep(code, counted(store.counted_teams(code), at), change)
