"""Describe what the supervisor starts, and identify a process again after the one who started it is gone."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class StackProblem(Exception):
    """The local stack can't do what was asked; the text says why and what to do, Chinese first."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


def never_asked() -> str | None:
    """Readiness of a program that has no way to tell: it is ready once started."""
    return None


@dataclass(frozen=True, kw_only=True)
class Program:
    """One program under supervision.

    `ready` answers None when it serves, or a word on why it does not yet; it is asked from the thread that waits.
    `after` names those that must be ready before it starts (one that is not started here counts as ready); without it these
    are all of the waves before. Of the waves the last stops first. Times are seconds. It inherits
    the open files whose numbers `inherits` has.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    wave: int = 0
    after: tuple[str, ...] | None = None
    ready: Callable[[], str | None] = never_asked
    cwd: Path = ROOT
    start_seconds: float = 90
    stop_seconds: float = 20
    inherits: tuple[int, ...] = ()


@dataclass(frozen=True)
class Identity:
    """A process that can't be mistaken for another: number, start in clock ticks since boot, and the boot itself."""

    pid: int
    started: int
    boot: str

    @classmethod
    def of(cls, pid: int) -> Identity | None:
        """Return the process that has this number now; None if there is none, or only its exit status is left."""
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return None
        # the second field is the program's name in parentheses and may hold anything, so count from its end
        fields = stat.rpartition(")")[2].split()
        if fields[0] in "ZX":
            return None
        return cls(pid, int(fields[19]), boot())

    @property
    def alive(self) -> bool:
        """Return True if that very process still runs."""
        return Identity.of(self.pid) == self

    def signal(self, number: signal.Signals) -> bool:
        """Send a signal to that very process and to no other; return True if it was there to get it."""
        try:
            handle = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return False
        try:
            if not self.alive:
                return False
            signal.pidfd_send_signal(handle, number)
        except ProcessLookupError:
            return False
        finally:
            os.close(handle)
        return True


def boot() -> str:
    """Return the identity of this run of the machine."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def end(processes: Iterable[Identity], seconds: float) -> list[Identity]:
    """End processes, politely first and after `seconds` by force; return those that were still there."""
    ended = [process for process in processes if process.signal(signal.SIGTERM)]
    if not wait_until(lambda: not any(process.alive for process in ended), seconds):
        for process in ended:
            process.signal(signal.SIGKILL)
        wait_until(lambda: not any(process.alive for process in ended), 5)
    return ended


def wait_until(condition: Callable[[], bool], seconds: float, every: float = 0.02) -> bool:
    """Ask until the condition holds or the time is over; return True if it holds."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= limit:
            return condition()
        time.sleep(every)
    return True


def tied_to_parent(argv: tuple[str, ...]) -> list[str]:
    """Return the command, which the kernel stops if the thread that started it dies, even by SIGKILL."""
    return ["setpriv", "--pdeathsig", "TERM", *argv]
