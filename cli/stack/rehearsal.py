"""Contest time of a data folder: real, or moved for a rehearsal. A folder that is one never becomes the other."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from chassis.kernel.clock import FileClock

from . import state
from .program import StackProblem


def clock_of(data: Path) -> Path:
    """Return the file of a rehearsal's contest clock; a folder without it runs in real time."""
    return data / "clock.json"


def is_fresh(data: Path) -> bool:
    """Return True if nothing ever ran on this data folder: the secrets are made first."""
    return not (data / "secrets").exists()


def set_clock(data: Path, at: datetime) -> Path:
    """Let contest time of this data folder run on from that moment, over restarts too; return the clock's file.

    Raises StackProblem if a stack runs on the folder, or one ever ran there in real time: that may be a contest.
    """
    path = clock_of(data)
    with state.lock(data):
        if not path.exists() and not is_fresh(data):
            raise StackProblem(
                f"数据目录 {data} 曾按真实时间运行，不能改作演练；用 --data 指定另一个目录",
                f"the data folder {data} ran in real time and can't become a rehearsal: name another folder with --data",
            )
        FileClock(path).move_to(at)
    return path
