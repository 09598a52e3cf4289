"""Contest time of a data folder: real, or moved for a rehearsal. A folder that is one never becomes the other."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from chassis.kernel.clock import FileClock, beijing_en, beijing_zh

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

    Raises StackProblem if a stack runs on the folder, or one ever ran there in real time: that may be a contest. Raises it too if
    contest time is past that moment: what was recorded since would lie in the future.
    """
    path, clock = clock_of(data), FileClock(clock_of(data))
    with state.lock(data):
        if not path.exists() and not is_fresh(data):
            raise StackProblem(
                f"数据目录 {data} 曾按真实时间运行，不能改作演练；用 --data 指定另一个目录",
                f"the data folder {data} ran in real time and can't become a rehearsal: name another folder with --data",
            )
        if path.exists() and at < clock.now():
            raise StackProblem(
                f"数据目录 {data} 的演练时间已到{beijing_zh(clock.now())}，不能调回{beijing_zh(at)}；"
                "请另用 --data 指定新的目录",
                f"contest time of the data folder {data} is {beijing_en(clock.now())} and can't be turned back to "
                f"{beijing_en(at)}: name a new folder with --data",
            )
        clock.move_to(at)
    return path
