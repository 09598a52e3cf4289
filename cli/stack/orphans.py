"""Ending the processes that a killed stack left running."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from . import state
from .program import end

ORPHAN_SECONDS = 30.0  # how long an orphan may take to stop by itself: a broker closes its queues
Tell = Callable[[str, str], None]


def silent(_zh: str, _en: str) -> None:
    """Show no messages."""


def mend(data: Path, tell: Tell = silent) -> int:
    """End what a killed stack left running on this data folder; returns how many processes were ended.

    Processes are known by number, start and boot; none is ended by its name.
    """
    killed = state.read(data)
    if killed is None:
        return 0
    ended = end(
        (process.identity for process in reversed(killed.processes) if process.identity is not None), ORPHAN_SECONDS
    )
    if ended:
        tell(f"结束上次遗留的 {len(ended)} 个进程", f"ended {len(ended)} processes that the last run left behind")
    state.clear(data)
    return len(ended)
