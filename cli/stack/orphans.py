"""What a killed stack left running, and its end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from . import state
from .program import end

ORPHAN_SECONDS = 30.0  # how long an orphan may take to stop by itself: a broker closes its queues
Tell = Callable[[str, str], None]


def silent(_zh: str, _en: str) -> None:
    """For those who don't watch."""


def mend(data: Path, tell: Tell = silent) -> int:
    """End what a killed stack left running on this data folder; answers how many processes that were.

    Only those very processes, known by number, start and boot, are ended: never by name.
    """
    left = state.read(data)
    if left is None:
        return 0
    ended = end(
        (process.identity for process in reversed(left.processes) if process.identity is not None), ORPHAN_SECONDS
    )
    if ended:
        tell(f"结束上次遗留的 {len(ended)} 个进程", f"ended {len(ended)} processes that the last run left behind")
    state.clear(data)
    return len(ended)
