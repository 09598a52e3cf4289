"""What a stack leaves on disk, and that only one has a data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.stack import state
from cli.stack.program import Identity, StackProblem, end
from cli.stack.state import ProcessState, StackState


def me() -> Identity:
    found = Identity.of(os.getpid())
    assert found is not None
    return found


def test_what_is_written_is_read(tmp_path: Path) -> None:
    process = ProcessState("gateway", 3, me(), 2, 1.5, "gateway.log")
    written = StackState(me(), {"http": 8080}, {"broker": "RabbitMQ"}, {"gateway": "http://h"}, (process,))
    state.write(tmp_path, written)
    assert state.read(tmp_path) == written
    assert state.path_of(tmp_path).stat().st_mode & 0o777 == 0o600
    state.clear(tmp_path)
    assert state.read(tmp_path) is None


def test_a_file_that_is_not_ours_is_named(tmp_path: Path) -> None:
    state.path_of(tmp_path).write_text("[]")
    with pytest.raises(StackProblem, match="can't be read"):
        state.read(tmp_path)


def test_a_second_holder_is_refused_in_words(tmp_path: Path) -> None:
    with state.lock(tmp_path):
        with pytest.raises(StackProblem, match="already runs on the data folder") as refused:
            state.lock(tmp_path)
        assert f"进程 {os.getpid()}" in str(refused.value)
    state.lock(tmp_path).close()  # free again


def test_a_process_is_known_by_its_start_not_by_its_number_alone() -> None:
    running = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    found = Identity.of(running.pid)
    assert found is not None
    another = Identity(found.pid, found.started - 1, found.boot)  # the number's holder before
    assert (found.alive, another.alive) == (True, False)
    assert end([another], 5) == []
    assert running.poll() is None
    assert end([found], 5) == [found]
    assert running.wait(5) != 0
    assert running.stdin is not None
    running.stdin.close()
    assert not found.alive
