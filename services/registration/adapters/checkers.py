"""Files are looked into by processes of their own: bounded in number, time and memory (rule C7).

What a hostile file can do there is end its checker, which is then started again; this process only waits.
"""

from __future__ import annotations

import json
import os
import queue
import select
import subprocess
import sys
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from chassis.objects import ObjectsAwayError
from chassis.settings import settings

from .checking.faults import Fault, FoundError
from .checking.look import Findings

_INHERITED = ("PATH", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
# a checker that has looked into so many files makes room for a fresh one
_FILES = 500


class CheckersBusyError(Exception):
    """Every checker is at work, and has been for a while: try again shortly."""


class Checker:
    """One process; used by one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0

    def look(self, path: Path, seconds: float) -> dict[str, Any] | None:
        """What it answered; None where it ended or took too long, and is gone."""
        if self._files >= _FILES:
            self.close()
        process = self._process or self._start()
        self._files += 1
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("a checker has pipes")
        try:
            process.stdin.write(json.dumps(str(path)).encode() + b"\n")
            process.stdin.flush()
            line = _line(process.stdout.fileno(), time.monotonic() + seconds)
        except BrokenPipeError:
            line = b""
        if not line:
            self.close()
            return None
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        """End the process."""
        process, self._process, self._files = self._process, None, 0
        if process is not None:
            process.kill()
            process.communicate()

    def _start(self) -> subprocess.Popen[bytes]:
        env = {name: os.environ[name] for name in _INHERITED if name in os.environ}  # no secret of ours
        self._process = subprocess.Popen(  # noqa: S603 - our own input
            [sys.executable, "-m", "services.registration.adapters.checking", str(settings().checker_memory_mib)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=env,
        )
        return self._process


class Checkers:
    """So many checkers; whoever comes when all are at work waits a while."""

    def __init__(self, count: int, seconds: float, wait_seconds: float = 10) -> None:
        self._seconds, self._wait = seconds, wait_seconds
        self._idle: queue.LifoQueue[Checker] = queue.LifoQueue()
        for _ in range(count):
            self._idle.put(Checker())

    def look(self, path: Path) -> Findings:
        """Hash, size and type of a file; raises FoundError, CheckersBusyError, ObjectsAwayError."""
        try:
            checker = self._idle.get(timeout=self._wait)
        except queue.Empty:
            raise CheckersBusyError from None
        try:
            found = checker.look(path, self._seconds)
        finally:
            self._idle.put(checker)
        if found is None:
            raise FoundError(Fault.BOMB, "time or memory")
        if "failed" in found:
            raise ObjectsAwayError(found["failed"])
        if "fault" in found:
            raise FoundError(Fault(found["fault"]), found["what"])
        return Findings(**found)

    def close(self) -> None:
        """End those that are idle."""
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()


@lru_cache(maxsize=1)
def checkers() -> Checkers:
    """Those of this process, by its settings; started when the first file comes."""
    config = settings()
    return Checkers(config.checkers, config.check_file_seconds)


def _line(descriptor: int, until: float) -> bytes:
    """A line, or b'' where none comes in time."""
    line = b""
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([descriptor], [], [], max(until - time.monotonic(), 0))
        data = os.read(descriptor, 65536) if ready else b""
        if not data:
            return b""
        line += data
    return line
