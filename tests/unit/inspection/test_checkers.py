"""Files are looked into elsewhere: what happens there never reaches this process (rule C7)."""

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
from inspection.faults import Fault, FoundError, What
from tests.unit.inspection import files as a


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


@pytest.fixture
def one() -> Iterator[Checkers]:
    """One, that has time enough."""
    made = Checkers(1, seconds=60)
    yield made
    made.close()


def the_checker(checkers: Checkers) -> Checker:
    """The one that is idle."""
    checker = checkers._idle.get()
    checkers._idle.put(checker)
    return checker


def at_work(checker: Checker, path: Path, *not_these: int) -> int:
    """The process that has the file open, once there is one that is none of these."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        process = checker._process
        if process is not None and process.pid not in not_these:
            with suppress(OSError):
                if str(path) in {os.readlink(one) for one in Path(f"/proc/{process.pid}/fd").iterdir()}:
                    return process.pid
        time.sleep(0.01)
    raise AssertionError("nobody is at work")


def pipe(folder: Path) -> Path:
    """A file at which whoever reads it waits for ever."""
    path = folder / "pipe"
    os.mkfifo(path)
    return path


def test_c7_a_checker_that_was_killed_while_idle_is_nothing_against_the_file(one: Checkers, tmp_path: Path) -> None:
    """C7: the next file is looked into by a fresh one."""
    good = write(tmp_path, "good", a.pdf())
    checker = the_checker(one)
    assert one.look(good).media_type == "application/pdf"
    process = checker._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert one.look(good).size_bytes == good.stat().st_size
    assert checker._process is not None
    assert checker._process.pid != process.pid


def test_c7_a_good_file_whose_checker_was_killed_at_work_is_looked_into_again(one: Checkers, tmp_path: Path) -> None:
    """C7: a machine short of memory kills whom it likes, which is no reason to refuse anything."""
    path, checker = pipe(tmp_path), the_checker(one)
    writer = os.open(path, os.O_RDWR)
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(one.look, path)
        process = at_work(checker, path)
        path.rename(tmp_path / "before")
        path.write_bytes(a.pdf())
        os.kill(process, signal.SIGKILL)
        assert found.result().media_type == "application/pdf"
    os.close(writer)


def test_c7_a_file_at_which_two_checkers_end_is_refused(one: Checkers, tmp_path: Path) -> None:
    """C7: once is chance, twice is the file; the next file finds a fresh one."""
    path, checker = pipe(tmp_path), the_checker(one)
    writer = os.open(path, os.O_RDWR)
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(one.look, path)
        first = at_work(checker, path)
        os.kill(first, signal.SIGKILL)
        os.kill(at_work(checker, path, first), signal.SIGKILL)
        with pytest.raises(FoundError) as caught:
            found.result()
    os.close(writer)
    assert (caught.value.fault, caught.value.what) == (Fault.BOMB, What.CHECKER_ENDED.term)
    assert one.look(write(tmp_path, "good", a.pdf())).media_type == "application/pdf"


def test_c7_signals_to_end_that_reach_a_checker_too_do_not_end_it(one: Checkers, tmp_path: Path) -> None:
    """C7: it ends with its input, so that a process that is told to end may finish what it has begun."""
    good = write(tmp_path, "good", a.pdf())
    assert one.look(good).media_type == "application/pdf"
    process = the_checker(one)._process
    assert process is not None
    for each in (signal.SIGTERM, signal.SIGINT):
        os.kill(process.pid, each)
    assert one.look(good).media_type == "application/pdf"
    assert the_checker(one)._process is process


def film(folder: Path, size: int) -> Path:
    """A film that is long to read and takes no space."""
    path = folder / "film"
    with path.open("wb") as file:
        file.write(a.box(b"ftyp", b"isom\0\0\2\0isom") + a.movie() + struct.pack(">I4sQ", 1, b"mdat", size + 16))
        file.seek(size, os.SEEK_CUR)
        file.truncate()
    return path


def test_c7_computing_that_is_used_up_is_the_files_doing(one: Checkers, tmp_path: Path) -> None:
    """C7: it is counted by the process, so that a machine that does other things as well costs no file anything."""
    own = Checker()
    try:
        with pytest.raises(CheckerEndedError) as ended:
            own.look(film(tmp_path, 40 * 1024**3), time.monotonic() + 120, computing=0.1)
    finally:
        own.close()
    assert ended.value.status == -signal.SIGXCPU
    path, checker = pipe(tmp_path), the_checker(one)
    writer = os.open(path, os.O_RDWR)
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(one.look, path)
        os.kill(at_work(checker, path), signal.SIGXCPU)
        with pytest.raises(FoundError) as caught:
            found.result()
    os.close(writer)
    assert (caught.value.fault, caught.value.what) == (Fault.BOMB, What.TIME.term)


def test_c7_memory_that_is_used_up_is_the_files_doing(tmp_path: Path, one: Checkers) -> None:
    """C7: the checker says so itself, and goes on."""
    path = tmp_path / "large.jpg"
    with path.open("wb") as file:
        file.write(a.image("JPEG")[:2])
        file.write(b"\xff\xe0")
        file.truncate(2100 * 1024**2)
    with pytest.raises(FoundError) as caught:
        one.look(path)
    assert (caught.value.fault, caught.value.what) == (Fault.BOMB, What.MEMORY.term)


def test_c7_a_machine_that_is_too_slow_says_nothing_against_the_file(one: Checkers, tmp_path: Path) -> None:
    """C7: time on the wall that is up ends the checker, and the caller may try again."""
    good = write(tmp_path, "good", a.pdf())
    assert one.look(good).media_type == "application/pdf"
    checker = the_checker(one)
    process = checker._process
    with pytest.raises(CheckersBusyError):
        checker.look(pipe(tmp_path), time.monotonic() + 0.3, computing=30)
    assert process is not None
    assert process.returncode == -signal.SIGKILL
    assert one.look(good).media_type == "application/pdf"


@pytest.mark.parametrize("program", ["/nowhere/python", "/bin/false"])
def test_c7_a_checker_that_can_not_start_says_nothing_against_the_file(
    one: Checkers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    """C7: where the machine gives no process, or none that comes up, the caller may try again."""
    good = write(tmp_path, "good", a.pdf())
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", program)
        with pytest.raises(CheckersBusyError):
            one.look(good)
    assert one.look(good).media_type == "application/pdf"


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
