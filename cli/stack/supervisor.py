"""Keeps programs running: starts them, starts them again when they die, stops them in order.

One thread forks and reaps, for the kernel ties a child to the *thread* that forked it. Everyone else asks that thread and
waits on a condition.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import logs
from .program import Identity, Program, StackProblem, tied_to_parent
from .state import ProcessState

BACKOFF_FIRST, BACKOFF_MOST = 0.1, 5.0
STEADY_SECONDS = 10.0  # a life that long forgives the deaths before it
HOPELESS_DEATHS = 4  # so many deaths before the first readiness mean that it will not come up
ROTATE_EVERY = 5.0
LOOK_EVERY = 0.05  # between two looks at a program that is not ready yet


@dataclass
class _Child:
    program: Program
    log: Path
    wanted: bool = True
    popen: subprocess.Popen[bytes] | None = None
    identity: Identity | None = None
    handle: int = -1
    lives: int = 0
    deaths: int = 0  # without a steady life between them
    since: float = 0.0
    due: float = 0.0
    kill_at: float | None = None
    last_exit: str = ""

    @property
    def restarts(self) -> int:
        return max(0, self.lives - 1)


def _needs(program: Program, waves: Mapping[str, int]) -> set[str]:
    """Return which of the programs, given with their waves, must be ready before this one starts."""
    if program.after is None:
        return {name for name, wave in waves.items() if wave < program.wave}
    return set(program.after) & waves.keys()


class Supervisor:
    """Runs programs until stopped. Its methods may be called from any thread."""

    def __init__(self, log_dir: Path, on_change: Callable[[tuple[ProcessState, ...]], None] = lambda _: None) -> None:
        log_dir.mkdir(parents=True, exist_ok=True)
        self._log_dir = log_dir
        self._on_change = on_change
        self._children: dict[str, _Child] = {}
        self._changed = threading.Condition(threading.RLock())
        self._wake_read, self._wake_write = os.pipe()
        self._closing = False
        self._next_rotation = 0.0
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)
        self._thread.start()

    # what callers ask for

    def start(self, programs: Iterable[Program], on_ready: Callable[[str], None] = lambda _: None) -> None:
        """Start each program as soon as those that it needs are ready, and return when all are ready.

        `on_ready` hears the name of each that has become ready. Raises StackProblem if one does not come up.
        """
        waiting = {program.name: program for program in programs}
        limits: dict[str, float] = {}  # until when a program that was started may take to become ready
        waves = {name: program.wave for name, program in waiting.items()}
        while waiting or limits:
            unready = waiting.keys() | limits.keys()
            begun = [program for program in waiting.values() if not _needs(program, waves) & unready]
            with self._changed:
                for program in begun:
                    self._children[program.name] = _Child(program, self._log_dir / f"{program.name}.log")
                    limits[program.name] = time.monotonic() + program.start_seconds
                    del waiting[program.name]
            if begun:
                self._wake()
            ready = [name for name, limit in limits.items() if self._is_ready(name, limit)]
            for name in ready:
                del limits[name]
                on_ready(name)
            if limits and not ready:
                time.sleep(LOOK_EVERY)

    def wait_ready(self, name: str, seconds: float | None = None) -> None:
        """Wait until the program serves; raises StackProblem with the end of its log if it does not in time."""
        limit = time.monotonic() + (self._child(name).program.start_seconds if seconds is None else seconds)
        while not self._is_ready(name, limit):
            time.sleep(LOOK_EVERY)

    def _is_ready(self, name: str, limit: float) -> bool:
        """Return True if the program serves; raises StackProblem if it never will, or does not at the time `limit`."""
        child = self._child(name)
        life = child.lives
        why: str | None = "not started"
        if child.popen is not None and (why := child.program.ready()) is None and child.lives == life:
            return True
        if child.deaths >= HOPELESS_DEATHS or (not child.wanted and child.popen is None):
            raise self._gave_up(child, child.last_exit or "stopped")
        if time.monotonic() >= limit:
            raise self._gave_up(child, why or "not started")
        return False

    def kill(self, name: str) -> None:
        """SIGKILL the program and return when it was started again (not yet ready)."""
        child = self._child(name)
        with self._changed:
            life = child.lives
            self._signal(child, signal.SIGKILL)
            child.deaths = 0  # killed on purpose: no reason to hesitate
            self._changed.wait_for(lambda: child.lives > life or not child.wanted, timeout=30)

    def stop(self, *names: str) -> None:
        """Stop programs together, politely first, and keep them stopped."""
        self._stop([self._child(name) for name in names])

    def resume(self, name: str) -> None:
        """Start a program again that `stop` stopped; does not wait until it is ready."""
        child = self._child(name)
        with self._changed:
            child.wanted, child.due, child.deaths = True, 0.0, 0
            life = child.lives
            self._wake()
            self._changed.wait_for(lambda: child.popen is not None or child.lives > life, timeout=30)

    def close(self, *, by_force: bool = False) -> None:
        """Stop everything, last wave first, and end the thread; may be called again.

        `by_force` kills all at once instead, if nothing of what they hold is wanted any more.
        """
        with self._changed:
            if self._closing:
                return
            self._closing = True
        if by_force:
            self._stop(list(self._children.values()), signal.SIGKILL)
        for wave in sorted({child.program.wave for child in self._children.values()}, reverse=True):
            self._stop([child for child in self._children.values() if child.program.wave == wave])
        self._wake()
        self._thread.join()
        os.close(self._wake_write)
        os.close(self._wake_read)

    def pid(self, name: str) -> int:
        """Return the program's process number; raises StackProblem if it does not run just now."""
        child = self._child(name)
        with self._changed:
            self._changed.wait_for(lambda: child.popen is not None, timeout=10 if child.wanted else 0)
            if child.popen is None:
                raise StackProblem(f"{name} 没有运行", f"{name} does not run")
            return child.popen.pid

    def restarts(self) -> dict[str, int]:
        """Return how often each program was started again."""
        with self._changed:
            return {name: child.restarts for name, child in self._children.items()}

    def pids(self) -> dict[str, int]:
        """Return the process numbers of the programs that run now."""
        with self._changed:
            return {name: child.popen.pid for name, child in self._children.items() if child.popen is not None}

    def log_of(self, name: str) -> Path:
        """Return the program's log file."""
        return self._child(name).log

    # the one thread

    def _run(self) -> None:
        try:
            while True:
                with self._changed:
                    self._reap()
                    if self._closing and all(child.popen is None for child in self._children.values()):
                        return
                    self._start_due()
                    self._kill_overdue()
                    handles = [child.handle for child in self._children.values() if child.handle >= 0]
                    wait = self._seconds_to_next()
                readable, _, _ = select.select([self._wake_read, *handles], [], [], wait)
                if self._wake_read in readable:
                    os.read(self._wake_read, 4096)
                self._rotate()
        finally:
            with self._changed:
                self._closing = True
                self._changed.notify_all()

    def _reap(self) -> None:
        for child in self._children.values():
            if child.popen is None:
                continue
            pid = child.popen.pid
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                continue
            # While its exit status is not fetched the number can't be given to another: the time to end its helpers.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            code = child.popen.wait()
            os.close(child.handle)
            lived = time.monotonic() - child.due
            child.deaths = 1 if lived >= STEADY_SECONDS else child.deaths + 1
            if code == os.EX_CONFIG:  # by its own word it is no use to start it again
                child.wanted = False
            child.last_exit = f"exit {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
            child.popen, child.identity, child.handle, child.kill_at = None, None, -1, None
            child.due = time.monotonic() + min(BACKOFF_MOST, BACKOFF_FIRST * 2 ** min(child.deaths - 1, 16))
            self._note()

    def _start_due(self) -> None:
        now = time.monotonic()
        for child in self._children.values():
            if child.popen is None and child.wanted and not self._closing and child.due <= now:
                self._spawn(child, now)

    def _spawn(self, child: _Child, now: float) -> None:
        with child.log.open("ab") as log:
            child.popen = subprocess.Popen(
                tied_to_parent(child.program.argv),
                env=dict(child.program.env),
                cwd=child.program.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=child.program.inherits,
                start_new_session=True,  # Ctrl-C on the terminal reaches the supervisor alone
            )
        child.handle = os.pidfd_open(child.popen.pid)
        child.identity = Identity.of(child.popen.pid)
        child.lives += 1
        child.since, child.due = time.time(), now
        self._note()

    def _kill_overdue(self) -> None:
        now = time.monotonic()
        for child in self._children.values():
            if child.popen is not None and child.kill_at is not None and child.kill_at <= now:
                child.kill_at = None
                self._signal(child, signal.SIGKILL)

    def _seconds_to_next(self) -> float:
        now = time.monotonic()
        times = [self._next_rotation]
        for child in self._children.values():
            if child.popen is None and child.wanted and not self._closing:
                times.append(child.due)
            if child.kill_at is not None:
                times.append(child.kill_at)
        return max(0.0, min(times) - now)

    def _rotate(self) -> None:
        now = time.monotonic()
        if now < self._next_rotation:
            return
        self._next_rotation = now + ROTATE_EVERY
        for child in list(self._children.values()):
            with contextlib.suppress(OSError):  # a full disk must not end the supervisor
                logs.rotate(child.log)

    # shared

    def _child(self, name: str) -> _Child:
        try:
            return self._children[name]
        except KeyError:
            known = ", ".join(self._children) or "-"
            raise StackProblem(f"没有名为 {name} 的进程（{known}）", f"no process is called {name} ({known})") from None

    def _stop(self, children: list[_Child], number: signal.Signals = signal.SIGTERM) -> None:
        with self._changed:
            for child in children:
                child.wanted = False
                child.kill_at = time.monotonic() + child.program.stop_seconds
                self._signal(child, number)
            self._wake()
            self._changed.wait_for(
                lambda: all(child.popen is None for child in children) or not self._thread.is_alive(), timeout=None
            )

    def _signal(self, child: _Child, number: signal.Signals) -> None:
        if child.popen is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.popen.pid, number)  # not reaped while the lock is held, so the number is still its own

    def _note(self) -> None:
        self._changed.notify_all()
        with contextlib.suppress(OSError):  # a full disk must not end the supervisor
            self._on_change(
                tuple(
                    ProcessState(
                        child.program.name,
                        child.program.wave,
                        child.identity,
                        child.restarts,
                        child.since,
                        str(child.log),
                    )
                    for child in self._children.values()
                )
            )

    def _gave_up(self, child: _Child, why: str) -> StackProblem:
        last = "\n".join(f"    {line}" for line in logs.tail(child.log, 15))
        name = child.program.name
        return StackProblem(
            f"{name} 未能就绪：{why}。日志 {child.log} 的末尾：", f"{name} did not become ready: {why}\n{last}"
        )

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b".")
