"""The state of a stack on disk, and the lock on its data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.stack import state
from cli.stack.program import Identity, StackProblem, end
from cli.stack.state import ProcessState, StackState


def own_identity() -> Identity:
    identity = Identity.of(os.getpid())
    assert identity is not None
    return identity


def test_a_written_state_is_read_unchanged(tmp_path: Path) -> None:
    process = ProcessState("gateway", 3, own_identity(), 2, 1.5, "gateway.log")
    written = StackState(own_identity(), {"http": 8080}, {"broker": "RabbitMQ"}, {"gateway": "http://h"}, (process,))
    state.write(tmp_path, written)
    assert state.read(tmp_path) == written
    assert state.path_of(tmp_path).stat().st_mode & 0o777 == 0o600
    state.clear(tmp_path)
    assert state.read(tmp_path) is None


def test_an_unreadable_state_file_is_named(tmp_path: Path) -> None:
    state.path_of(tmp_path).write_text("[]")
    with pytest.raises(StackProblem, match="can't be read"):
        state.read(tmp_path)


def test_a_second_lock_of_a_data_folder_is_refused_with_the_process(tmp_path: Path) -> None:
    with state.lock(tmp_path):
        with pytest.raises(StackProblem, match="already runs on the data folder") as refused:
            state.lock(tmp_path)
        assert f"进程 {os.getpid()}" in str(refused.value)
    state.lock(tmp_path).close()  # free again


def test_a_data_folder_that_is_a_file_is_refused_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.touch()
    with pytest.raises(StackProblem, match="can't be used") as refused:
        state.lock(file)
    assert f"无法使用数据目录 {file}" in str(refused.value)


def test_a_process_is_identified_by_its_start_as_well_as_its_number() -> None:
    running = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    identity = Identity.of(running.pid)
    assert identity is not None
    another = Identity(identity.pid, identity.started - 1, identity.boot)  # the number's holder before
    assert (identity.alive, another.alive) == (True, False)
    assert end([another], 5) == []
    assert running.poll() is None
    assert end([identity], 5) == [identity]
    assert running.wait(5) != 0
    assert running.stdin is not None
    running.stdin.close()
    assert not identity.alive
