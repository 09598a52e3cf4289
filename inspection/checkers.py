"""Files are looked into by processes of their own: bounded in number, time and memory (rule C7).

What a hostile file can do there is end its checker, which is then started again; this process only waits. What is the file's
doing is told apart from what is not: a file is refused for the memory or computing that it takes, or because it ended two
checkers; a checker that was killed from outside, a machine that is slow or full, is nothing against the file.
"""

from __future__ import annotations

import json
import os
import queue
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from chassis.objects import ObjectsAwayError
from chassis.settings import settings

from .faults import Fault, FoundError, What
from .look import Findings

_INHERITED = ("PATH", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
# a checker that has looked into so many files makes room for a fresh one
_FILES = 500


class CheckersBusyError(Exception):
    """Nothing is known of the file: the checkers are at work, or the machine is too slow or full: try again shortly."""


class CheckerEndedError(Exception):
    """A checker ended before it answered; `status` is that of its process."""

    def __init__(self, status: int) -> None:
        super().__init__(f"checker ended with {status}")
        self.status = status


class Checker:
    """One process; used by one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0

    def look(self, path: Path, until: float, computing: float) -> dict[str, Any]:
        """What it answered by `until` on the monotonic clock, with so many seconds of computing at most.

        Raises CheckerEndedError where it ended, CheckersBusyError where time is up or none can be started; it is gone then.
        """
        if self._files >= _FILES:
            self.close()
        process = self._process or self._start(until)
        self._files += 1
        line = _asked(process, json.dumps([str(path), computing]), until)
        if not line:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(until - time.monotonic(), 0))
            status = process.returncode
            self.close()
            if status is None:
                raise CheckersBusyError
            raise CheckerEndedError(status)
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        """End the process."""
        process, self._process, self._files = self._process, None, 0
        if process is not None:
            process.kill()
            process.communicate()

    def _start(self, until: float) -> subprocess.Popen[bytes]:
        env = {name: os.environ[name] for name in _INHERITED if name in os.environ}  # no secret of ours
        memory = str(settings().checker_memory_mib)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own input
                [sys.executable, "-m", "inspection", memory],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=env,
            )
        except OSError:  # no memory, no process, no descriptor left
            raise CheckersBusyError from None
        if not _asked(self._process, "", until):  # it says that it is there before it is given anything
            self.close()
            raise CheckersBusyError
        return self._process


class Checkers:
    """So many checkers, each at most so many seconds at a file; whoever comes when all are at work waits a while."""

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
            found = self._ask(checker, path)
        finally:
            self._idle.put(checker)
        if "failed" in found:
            raise ObjectsAwayError(found["failed"])
        if "fault" in found:
            what = found["what"]
            raise FoundError(Fault(found["fault"]), What.__members__.get(what, what))
        return Findings(**found)

    def _ask(self, checker: Checker, path: Path) -> dict[str, Any]:
        """Its answer; a checker that something else ended is replaced, and asked once more."""
        until, computing = time.monotonic() + self._seconds, self._seconds / 2
        what = What.CHECKER_ENDED
        for _ in range(2):
            try:
                return checker.look(path, until, computing)
            except CheckerEndedError as ended:
                if ended.status == -signal.SIGXCPU:
                    what = What.TIME
                    break
        raise FoundError(Fault.BOMB, what)

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


def _asked(process: subprocess.Popen[bytes], question: str, until: float) -> bytes:
    """The line that it answers; b'' where it ended, or time is up."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a checker has pipes")
    line = b""
    try:
        if question:
            process.stdin.write(question.encode() + b"\n")
            process.stdin.flush()
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([process.stdout], [], [], max(until - time.monotonic(), 0))
            data = os.read(process.stdout.fileno(), 65536) if ready else b""
            if not data:
                return b""
            line += data
    except BrokenPipeError:
        return b""
    return line
