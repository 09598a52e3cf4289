"""Records the project's files whose functions run in this process, between two signals; Python imports it by its name at start.

`cli.bench.files` puts this folder on the path of the processes of its own throw-away stack, and nobody else does.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

FOLDER = os.environ.get("RECORDED_FILES_FOLDER", "")
ROOT = str(Path(__file__).resolve().parents[3]) + os.sep


def record(seen: set[str]) -> None:
    """Note from now on the file of each function that is called; SIGUSR1 forgets them, SIGUSR2 writes them to FOLDER."""

    def profile(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(ROOT):
            seen.add(frame.f_code.co_filename.removeprefix(ROOT))

    def forget(_number: int, _frame: FrameType | None) -> None:
        seen.clear()

    def write(_number: int, _frame: FrameType | None) -> None:
        names = "\n".join(sorted(seen.copy()))
        part = Path(FOLDER) / f"{os.getpid()}.part"
        part.write_text(names, encoding="utf-8")
        part.replace(part.with_suffix(".files"))

    signal.signal(signal.SIGUSR1, forget)
    signal.signal(signal.SIGUSR2, write)
    threading.setprofile(profile)
    sys.setprofile(profile)


if FOLDER:
    record(set())
