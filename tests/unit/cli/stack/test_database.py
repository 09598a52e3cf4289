"""The choice of the local stack's database server."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cli.stack.database import FLUSH_ON_COMMIT, choose
from cli.stack.program import StackProblem


def program(folder: Path, name: str, says: str) -> None:
    """Write a program that prints its version."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder on the PATH, and of this Python's environment."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    return tmp_path


def test_mongod_is_preferred(path: Path) -> None:
    program(path, "mongod", "db version v7.0.14")
    program(path, "secantusd-rs", "secantusd-rs 0.7.0")
    program(path, "secantusd-py", "unused")
    taken = choose()
    assert (taken.label, taken.kind) == ("MongoDB 7.0.14", "mongod")
    assert taken.url(4321) == "mongodb://127.0.0.1:4321/?replicaSet=dasai"


def test_without_mongod_the_fast_secantus_is_used(path: Path) -> None:
    program(path, "secantusd-rs", "secantusd-rs 0.7.0")
    program(path, "secantusd-py", "unused")
    taken = choose()
    assert (taken.label, taken.kind) == ("SecantusDB (Rust) 0.7.0", "secantus")


def test_otherwise_the_server_of_this_environment_is_used(path: Path) -> None:
    program(path, "secantusd-py", "unused")
    taken = choose()
    assert (taken.argv[0], taken.kind) == (str(path / "secantusd-py"), "secantus")
    assert taken.url(4321) == "mongodb://127.0.0.1:4321/?directConnection=true&retryWrites=false"
    assert dict(taken.extra_env) == FLUSH_ON_COMMIT


@pytest.mark.usefixtures("path")
def test_without_a_database_server_the_message_says_what_to_do() -> None:
    with pytest.raises(StackProblem, match="DASAI_MONGODB_URL"):
        choose()
