"""The supervisor over tiny programs: who dies is started again, who is stopped stays stopped, and nobody is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cli.stack.program import ROOT, Program, StackProblem, wait_until
from cli.stack.supervisor import Supervisor

SLEEPER = "import time; time.sleep(600)"
WITH_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEPER!r}])"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); {SLEEPER}"


def program(name: str, code: str, **more: object) -> Program:
    """Return a program of one line of Python."""
    return Program(name=name, argv=(sys.executable, "-c", code), env={"PATH": os.environ["PATH"]}, **more)  # type: ignore[arg-type]


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    """Yield a supervisor that is closed at the end."""
    running = Supervisor(tmp_path / "logs")
    yield running
    running.close()


def test_a_killed_program_is_started_again(supervisor: Supervisor) -> None:
    supervisor.start([program("one", SLEEPER), program("two", SLEEPER)])
    before = supervisor.pids()
    os.kill(before["one"], signal.SIGKILL)
    assert wait_until(lambda: supervisor.restarts()["one"] == 1, 30)
    after = supervisor.pids()
    assert after["one"] != before["one"]
    assert after["two"] == before["two"]
    assert supervisor.restarts() == {"one": 1, "two": 0}


def test_kill_returns_once_the_program_runs_again(supervisor: Supervisor) -> None:
    supervisor.start([program("one", SLEEPER)])
    before = supervisor.pid("one")
    supervisor.kill("one")
    assert supervisor.pid("one") != before
    assert supervisor.restarts() == {"one": 1}


def test_a_stopped_program_stays_stopped_until_resumed(supervisor: Supervisor) -> None:
    supervisor.start([program("one", SLEEPER)])
    supervisor.stop("one")
    assert supervisor.pids() == {}
    with pytest.raises(StackProblem, match="does not run"):
        supervisor.pid("one")
    supervisor.resume("one")
    supervisor.wait_ready("one")
    assert list(supervisor.pids()) == ["one"]


def test_a_program_that_never_becomes_ready_is_named_with_its_last_lines(supervisor: Supervisor) -> None:
    dying = program("dying", "print('last words'); raise SystemExit(3)", ready=lambda: "not ready")
    with pytest.raises(StackProblem, match=r"dying did not become ready: exit 3\n +last words"):
        supervisor.start([dying])


def test_a_wave_waits_for_the_previous_wave(supervisor: Supervisor, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    first = program(
        "first",
        f"import time; time.sleep(.3); open({str(mark)!r}, 'w'); {SLEEPER}",
        ready=lambda: None if mark.exists() else "no mark",
    )
    second = program("second", f"import os; print(os.path.exists({str(mark)!r}), flush=True); {SLEEPER}", wave=1)
    supervisor.start([second, first])
    assert wait_until(lambda: supervisor.log_of("second").read_text() == "True\n", 30)


def test_a_program_starts_as_soon_as_the_programs_that_it_needs_are_ready(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    ready: list[str] = []
    slow = program("slow", SLEEPER, ready=lambda: None if mark.exists() else "no mark")
    needs_nothing = program(
        "needs nothing", f"open({str(mark)!r}, 'w'); {SLEEPER}", wave=1, after=("not started here",)
    )
    needs_slow = program("needs slow", SLEEPER, wave=1, after=("slow",))
    supervisor.start([slow, needs_slow, needs_nothing], ready.append)
    assert sorted(ready) == ["needs nothing", "needs slow", "slow"]
    assert ready.index("slow") < ready.index("needs slow")


def test_closing_by_force_kills_all_programs_at_once(supervisor: Supervisor) -> None:
    supervisor.start([program("deaf", DEAF, stop_seconds=600), program("other", SLEEPER, wave=1)])
    assert wait_until(lambda: supervisor.log_of("deaf").read_text() == "deaf\n", 30)
    processes = [psutil.Process(supervisor.pid(name)) for name in ("deaf", "other")]
    supervisor.close(by_force=True)
    assert [process for process in processes if process.is_running()] == []


def test_a_program_that_ignores_sigterm_is_killed(supervisor: Supervisor) -> None:
    supervisor.start([program("deaf", DEAF, stop_seconds=0.2)])
    assert wait_until(lambda: supervisor.log_of("deaf").read_text() == "deaf\n", 30)
    process = psutil.Process(supervisor.pid("deaf"))
    supervisor.close()
    assert not process.is_running()


def test_children_of_a_killed_program_are_killed_too(supervisor: Supervisor) -> None:
    supervisor.start([program("parent", WITH_CHILD)])
    parent = psutil.Process(supervisor.pid("parent"))
    assert wait_until(lambda: len(parent.children()) == 1, 30)
    child = parent.children()[0]
    supervisor.kill("parent")
    assert psutil.wait_procs([child], timeout=30)[1] == []


def test_no_orphans_after_the_supervisor_was_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from cli.stack.supervisor import Supervisor; "
        "from cli.stack.program import Program\n"
        f"s = Supervisor(Path({str(tmp_path)!r}))\n"
        f"s.start(Program(name=n, argv=(sys.executable, '-c', {SLEEPER!r})) for n in ('one', 'two'))\n"
        "print(*s.pids().values(), flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as supervising:
        assert supervising.stdout is not None
        children = [psutil.Process(int(pid)) for pid in supervising.stdout.readline().split()]
        assert len(children) == 2
        supervising.kill()
    assert psutil.wait_procs(children, timeout=30)[1] == []


def test_a_program_that_says_that_it_is_misconfigured_is_given_up_at_once(supervisor: Supervisor) -> None:
    """Status 78 (EX_CONFIG): it is no use to start it again, before it was ready as after."""
    wrong = program("wrong", f"print('set X'); raise SystemExit({os.EX_CONFIG})", ready=lambda: "not ready")
    with pytest.raises(StackProblem, match=r"wrong did not become ready: exit 78\n +set X$"):
        supervisor.start([wrong])
    later = program("later", f"import time; time.sleep(1); raise SystemExit({os.EX_CONFIG})")
    supervisor.start([later])
    assert wait_until(lambda: "later" not in supervisor.pids(), 30)
    assert supervisor.restarts() == {"wrong": 0, "later": 0}
    supervisor.start([program("other", SLEEPER)])  # the others go on
    assert supervisor.restarts() == {"wrong": 0, "later": 0, "other": 0}
