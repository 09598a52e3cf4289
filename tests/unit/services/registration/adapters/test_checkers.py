"""Files are looked into elsewhere: what happens there never reaches this process (rule C7)."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chassis.settings import settings
from services.registration.adapters.checkers import Checkers, CheckersBusyError
from services.registration.adapters.checking.faults import Fault, FoundError
from tests.unit.services.registration.adapters import files as a


@pytest.fixture
def checkers() -> Iterator[Checkers]:
    """Two of them."""
    made = Checkers(2, seconds=30)
    yield made
    made.close()


def write(folder: Path, name: str, content: bytes) -> Path:
    """The content as a file."""
    path = folder / name
    path.write_bytes(content)
    return path


def test_c7_findings_and_faults_come_back(checkers: Checkers, tmp_path: Path) -> None:
    """C7: a type for a good file, the reason for a bad one, from several threads at once."""
    good = write(tmp_path, "报告 1.pdf", a.pdf())
    bad = write(tmp_path, "bad", a.pdf() + a.archive({"x": b"x"}))
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: checkers.look(good).media_type, range(12)))
    assert found == ["application/pdf"] * 12
    with pytest.raises(FoundError) as caught:
        checkers.look(bad)
    assert caught.value.fault == Fault.POLYGLOT


def test_c7_a_checker_that_dies_or_hangs_is_replaced(tmp_path: Path) -> None:
    """C7: the file at which it happened is refused, the next one finds a fresh checker."""
    checkers = Checkers(1, seconds=0.5)
    try:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)  # whoever opens it waits for ever
        with pytest.raises(FoundError) as caught:
            checkers.look(pipe)
        assert caught.value.fault == Fault.BOMB
    finally:
        checkers.close()
    checkers = Checkers(1, seconds=30)
    try:
        good = write(tmp_path, "good", a.pdf())
        assert checkers.look(good).media_type == "application/pdf"
        checker = checkers._idle.get()
        assert checker._process is not None
        os.kill(checker._process.pid, signal.SIGKILL)
        checker._process.wait()
        checkers._idle.put(checker)
        with pytest.raises(FoundError):
            checkers.look(good)
        assert checkers.look(good).size_bytes == good.stat().st_size
    finally:
        checkers.close()


def test_c7_when_all_are_at_work_the_caller_is_told(tmp_path: Path) -> None:
    """C7: try again shortly."""
    checkers = Checkers(1, seconds=30, wait_seconds=0.1)
    taken = checkers._idle.get()
    with pytest.raises(CheckersBusyError):
        checkers.look(tmp_path / "x")
    checkers._idle.put(taken)
    checkers.close()


def test_c7_a_checker_takes_no_more_memory_than_the_setting_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C7: what asks for more ends there; containers are sized by that setting."""
    monkeypatch.setenv("DASAI_CHECKER_MEMORY_MIB", "700")
    settings.cache_clear()
    checkers = Checkers(1, seconds=30)
    try:
        assert checkers.look(write(tmp_path, "good", a.pdf())).media_type == "application/pdf"
        checker = checkers._idle.get()
        assert checker._process is not None
        mebibytes = 700 * 2**20
        assert resource.prlimit(checker._process.pid, resource.RLIMIT_AS) == (mebibytes, mebibytes)
        checkers._idle.put(checker)
    finally:
        checkers.close()
        settings.cache_clear()
