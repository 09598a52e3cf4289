"""Processes that a killed `up` left running are ended, and nothing else is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cli.stack import state
from cli.stack.orphans import mend
from cli.stack.program import Identity
from cli.stack.state import ProcessState, StackState


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """Yield a process that sleeps for ten minutes."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        yield process
        process.kill()


def left_behind(data: Path, identity: Identity) -> None:
    dead = replace(identity, started=identity.started - 1)
    process = ProcessState("registration-server", 1, identity, 0, 0.0, "-")
    state.write(data, StackState(dead, {}, {}, {}, (process,)))


def identity_of(process: subprocess.Popen[bytes]) -> Identity:
    identity = Identity.of(process.pid)
    assert identity is not None
    return identity


def test_an_orphan_is_ended_and_forgotten(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    left_behind(tmp_path, identity_of(sleeper))
    messages: list[str] = []
    assert mend(tmp_path, lambda _zh, en: messages.append(en)) == 1
    assert sleeper.wait(timeout=30) == -15
    assert messages == ["ended 1 processes that the last run left behind"]
    assert state.read(tmp_path) is None


@pytest.mark.parametrize("change", [{"started": 1}, {"boot": "another boot"}])
def test_another_process_with_the_same_number_is_left_alone(
    tmp_path: Path, sleeper: subprocess.Popen[bytes], change: dict[str, int]
) -> None:
    left_behind(tmp_path, replace(identity_of(sleeper), **change))
    assert mend(tmp_path) == 0
    assert sleeper.poll() is None
    assert state.read(tmp_path) is None


def test_an_orphan_that_ignores_sigterm_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.stack.orphans.ORPHAN_SECONDS", 0.2)
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as deaf:
        assert deaf.stdout is not None
        deaf.stdout.readline()
        left_behind(tmp_path, identity_of(deaf))
        assert mend(tmp_path) == 1
        assert deaf.wait(timeout=30) == -9
