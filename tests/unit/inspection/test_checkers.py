"""Files are inspected by other processes: nothing that happens there reaches this process (rule C7)."""

from __future__ import annotations

import os
import resource
import signal
import struct
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from chassis.settings import settings
from inspection.checkers import Checker, CheckerEndedError, Checkers, CheckersBusyError
from inspection.defects import Defect, DefectError, Detail
from tests.unit.inspection import files as a


@pytest.fixture
def two_checkers() -> Iterator[Checkers]:
    """Yield two checkers."""
    made = Checkers(2, seconds=30)
    yield made
    made.close()


def write(folder: Path, name: str, content: bytes) -> Path:
    """Write the content to a file and return its path."""
    path = folder / name
    path.write_bytes(content)
    return path


def test_c7_types_and_defects_come_back(two_checkers: Checkers, tmp_path: Path) -> None:
    """C7: a type for a good file, the reason for a bad one, from several threads at once."""
    good = write(tmp_path, "报告 1.pdf", a.pdf())
    bad = write(tmp_path, "bad", a.pdf() + a.archive({"x": b"x"}))
    with ThreadPoolExecutor(6) as pool:
        types = list(pool.map(lambda _: two_checkers.inspect(good).media_type, range(12)))
    assert types == ["application/pdf"] * 12
    with pytest.raises(DefectError) as caught:
        two_checkers.inspect(bad)
    assert caught.value.defect == Defect.POLYGLOT


@pytest.fixture
def checkers() -> Iterator[Checkers]:
    """Yield a checker with time enough."""
    made = Checkers(1, seconds=60)
    yield made
    made.close()


def idle_checker(checkers: Checkers) -> Checker:
    """Return the idle checker."""
    checker = checkers._idle.get()
    checkers._idle.put(checker)
    return checker


def process_at(checker: Checker, path: Path, *ended: int) -> int:
    """Wait until a process other than these has the file open, and return its id."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        process = checker._process
        if process is not None and process.pid not in ended:
            with suppress(OSError):
                if str(path) in {os.readlink(link) for link in Path(f"/proc/{process.pid}/fd").iterdir()}:
                    return process.pid
        time.sleep(0.01)
    raise AssertionError("nobody is at work")


def pipe(folder: Path) -> Path:
    """Return a file whose reader waits for ever."""
    path = folder / "pipe"
    os.mkfifo(path)
    return path


def test_c7_a_checker_that_was_killed_while_idle_is_no_reason_to_refuse(checkers: Checkers, tmp_path: Path) -> None:
    """C7: a fresh checker inspects the next file."""
    good = write(tmp_path, "good", a.pdf())
    checker = idle_checker(checkers)
    assert checkers.inspect(good).media_type == "application/pdf"
    process = checker._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert checkers.inspect(good).size_bytes == good.stat().st_size
    assert checker._process is not None
    assert checker._process.pid != process.pid


def test_c7_a_good_file_whose_checker_was_killed_is_inspected_again(checkers: Checkers, tmp_path: Path) -> None:
    """C7: a machine short of memory kills any process, which is no reason to refuse a file."""
    path, checker = pipe(tmp_path), idle_checker(checkers)
    writer = os.open(path, os.O_RDWR)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(checkers.inspect, path)
        process = process_at(checker, path)
        path.rename(tmp_path / "before")
        path.write_bytes(a.pdf())
        os.kill(process, signal.SIGKILL)
        assert answer.result().media_type == "application/pdf"
    os.close(writer)


def test_c7_a_file_at_which_two_checkers_end_is_refused(checkers: Checkers, tmp_path: Path) -> None:
    """C7: once is chance, twice is the file; a fresh checker inspects the next file."""
    path, checker = pipe(tmp_path), idle_checker(checkers)
    writer = os.open(path, os.O_RDWR)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(checkers.inspect, path)
        first = process_at(checker, path)
        os.kill(first, signal.SIGKILL)
        os.kill(process_at(checker, path, first), signal.SIGKILL)
        with pytest.raises(DefectError) as caught:
            answer.result()
    os.close(writer)
    assert (caught.value.defect, caught.value.detail) == (Defect.BOMB, Detail.CHECKER_ENDED.term)
    assert checkers.inspect(write(tmp_path, "good", a.pdf())).media_type == "application/pdf"


def test_c7_signals_to_end_do_not_end_a_checker(checkers: Checkers, tmp_path: Path) -> None:
    """C7: it ends with its input, so that a process that was asked to end may finish its work."""
    good = write(tmp_path, "good", a.pdf())
    assert checkers.inspect(good).media_type == "application/pdf"
    process = idle_checker(checkers)._process
    assert process is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        os.kill(process.pid, number)
    assert checkers.inspect(good).media_type == "application/pdf"
    assert idle_checker(checkers)._process is process


def film(folder: Path, size: int) -> Path:
    """Return a film that is long to read and takes no space."""
    path = folder / "film"
    with path.open("wb") as file:
        file.write(a.box(b"ftyp", b"isom\0\0\2\0isom") + a.movie() + struct.pack(">I4sQ", 1, b"mdat", size + 16))
        file.seek(size, os.SEEK_CUR)
        file.truncate()
    return path


def test_c7_a_file_that_takes_too_much_computing_is_refused(checkers: Checkers, tmp_path: Path) -> None:
    """C7: computing is counted for the process, so that a busy machine is no reason to refuse a file."""
    own = Checker()
    try:
        with pytest.raises(CheckerEndedError) as ended:
            own.inspect(film(tmp_path, 40 * 1024**3), time.monotonic() + 120, computing=0.1)
    finally:
        own.close()
    assert ended.value.status == -signal.SIGXCPU
    path, checker = pipe(tmp_path), idle_checker(checkers)
    writer = os.open(path, os.O_RDWR)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(checkers.inspect, path)
        os.kill(process_at(checker, path), signal.SIGXCPU)
        with pytest.raises(DefectError) as caught:
            answer.result()
    os.close(writer)
    assert (caught.value.defect, caught.value.detail) == (Defect.BOMB, Detail.TIME.term)


def test_c7_a_file_that_takes_too_much_memory_is_refused(tmp_path: Path, checkers: Checkers) -> None:
    """C7: the checker answers so itself, and goes on."""
    path = tmp_path / "large.jpg"
    with path.open("wb") as file:
        file.write(a.image("JPEG")[:2])
        file.write(b"\xff\xe0")
        file.truncate(2100 * 1024**2)
    with pytest.raises(DefectError) as caught:
        checkers.inspect(path)
    assert (caught.value.defect, caught.value.detail) == (Defect.BOMB, Detail.MEMORY.term)


def test_c7_a_slow_machine_is_no_reason_to_refuse(checkers: Checkers, tmp_path: Path) -> None:
    """C7: if time is up the checker is ended, and the caller may try again."""
    good = write(tmp_path, "good", a.pdf())
    assert checkers.inspect(good).media_type == "application/pdf"
    checker = idle_checker(checkers)
    process = checker._process
    with pytest.raises(CheckersBusyError):
        checker.inspect(pipe(tmp_path), time.monotonic() + 0.3, computing=30)
    assert process is not None
    assert process.returncode == -signal.SIGKILL
    assert checkers.inspect(good).media_type == "application/pdf"


@pytest.mark.parametrize("program", ["/nowhere/python", "/bin/false"])
def test_c7_a_checker_that_cannot_start_is_no_reason_to_refuse(
    checkers: Checkers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    """C7: if no process starts or comes up, the caller may try again."""
    good = write(tmp_path, "good", a.pdf())
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", program)
        with pytest.raises(CheckersBusyError):
            checkers.inspect(good)
    assert checkers.inspect(good).media_type == "application/pdf"


def test_c7_if_all_are_at_work_the_caller_is_refused(tmp_path: Path) -> None:
    """C7: try again shortly."""
    checkers = Checkers(1, seconds=30, wait_seconds=0.1)
    taken = checkers._idle.get()
    with pytest.raises(CheckersBusyError):
        checkers.inspect(tmp_path / "x")
    checkers._idle.put(taken)
    checkers.close()


def test_c7_a_checker_takes_no_more_memory_than_the_setting_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C7: a checker that asks for more ends; containers are sized by that setting."""
    monkeypatch.setenv("DASAI_CHECKER_MEMORY_MIB", "700")
    settings.cache_clear()
    checkers = Checkers(1, seconds=30)
    try:
        assert checkers.inspect(write(tmp_path, "good", a.pdf())).media_type == "application/pdf"
        checker = checkers._idle.get()
        assert checker._process is not None
        mebibytes = 700 * 2**20
        assert resource.prlimit(checker._process.pid, resource.RLIMIT_AS) == (mebibytes, mebibytes)
        checkers._idle.put(checker)
    finally:
        checkers.close()
        settings.cache_clear()
