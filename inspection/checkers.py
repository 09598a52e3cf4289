"""Processes that inspect files, bounded in number, time and memory (rule C7).

The worst that a hostile file can do is end its checker, which is then started again; this process only waits. A file is
refused for its own doing only: for the memory or computing that it takes, or because it ended two checkers. A checker that
was killed from outside, or a slow or full machine, is no reason to refuse a file.
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

from .defects import Defect, DefectError, Detail
from .files import InspectedFile

_INHERITED = ("PATH", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
# a checker that has inspected so many files is replaced by a fresh one
_FILES = 500


class CheckersBusyError(Exception):
    """Raised if the file was not inspected, as the checkers are at work or the machine is slow or full: try again shortly."""


class CheckerEndedError(Exception):
    """Raised if a checker ended before it answered; `status` is that of its process."""

    def __init__(self, status: int) -> None:
        super().__init__(f"checker ended with {status}")
        self.status = status


class Checker:
    """A process that inspects files; used by one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0

    def inspect(self, path: Path, until: float, computing: float) -> dict[str, Any]:
        """Return the answer for a file by `until` on the monotonic clock, with at most so many seconds of computing.

        Raises CheckerEndedError if the process ended, CheckersBusyError if time is up or no process can be started; the
        process is gone then.
        """
        if self._files >= _FILES:
            self.close()
        process = self._process or self._start(until)
        self._files += 1
        line = _answer(process, json.dumps([str(path), computing]), until)
        if not line:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(until - time.monotonic(), 0))
            status = process.returncode
            self.close()
            if status is None:
                raise CheckersBusyError
            raise CheckerEndedError(status)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process."""
        process, self._process, self._files = self._process, None, 0
        if process is not None:
            process.kill()
            process.communicate()

    def _start(self, until: float) -> subprocess.Popen[bytes]:
        env = {name: os.environ[name] for name in _INHERITED if name in os.environ}  # none of our secrets
        memory = str(settings().checker_memory_mib)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "inspection", memory],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=env,
            )
        except OSError:  # no memory, no process, no descriptor left
            raise CheckersBusyError from None
        if not _answer(self._process, "", until):  # it writes a line when it is ready
            self.close()
            raise CheckersBusyError
        return self._process


class Checkers:
    """`count` checkers, each at most `seconds` at a file; if all are at work, a caller waits for `wait_seconds`."""

    def __init__(self, count: int, seconds: float, wait_seconds: float = 10) -> None:
        self._seconds, self._wait = seconds, wait_seconds
        self._idle: queue.LifoQueue[Checker] = queue.LifoQueue()
        for _ in range(count):
            self._idle.put(Checker())

    def inspect(self, path: Path) -> InspectedFile:
        """Return hash, size and type of a file; raises DefectError, CheckersBusyError, ObjectsAwayError."""
        try:
            checker = self._idle.get(timeout=self._wait)
        except queue.Empty:
            raise CheckersBusyError from None
        try:
            answer = self._ask(checker, path)
        finally:
            self._idle.put(checker)
        if "failed" in answer:
            raise ObjectsAwayError(answer["failed"])
        if "defect" in answer:
            detail = answer["detail"]
            raise DefectError(Defect(answer["defect"]), Detail.__members__.get(detail, detail))
        return InspectedFile(**answer)

    def _ask(self, checker: Checker, path: Path) -> dict[str, Any]:
        """Return the checker's answer; if something else ended it, start it again and ask once more."""
        until, computing = time.monotonic() + self._seconds, self._seconds / 2
        detail = Detail.CHECKER_ENDED
        for _ in range(2):
            try:
                return checker.inspect(path, until, computing)
            except CheckerEndedError as ended:
                if ended.status == -signal.SIGXCPU:
                    detail = Detail.TIME
                    break
        raise DefectError(Defect.BOMB, detail)

    def close(self) -> None:
        """End the idle checkers."""
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()


@lru_cache(maxsize=1)
def checkers() -> Checkers:
    """Return the checkers of this process, by its settings; they are started for the first file."""
    config = settings()
    return Checkers(config.checkers, config.check_file_seconds)


def _answer(process: subprocess.Popen[bytes], question: str, until: float) -> bytes:
    """Return the line that the checker answers; b'' if it ended or time is up."""
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
