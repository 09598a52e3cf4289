"""Long steps show how far they are, also where no terminal is."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from cli.demo.progress import LINE_EVERY, ConsoleProgress


class Watch:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=80)


def lines(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def taking(watch: Watch, seconds: float, count: int) -> Iterator[int]:
    """Yield so many items, each after some seconds."""
    for number in range(count):
        watch.seconds += seconds
        yield number


def test_without_a_terminal_a_line_is_printed_at_intervals_and_at_the_end(watch: Watch, console: Console) -> None:
    progress = ConsoleProgress(console, watch)
    assert list(progress.track(taking(watch, LINE_EVERY / 2, 5), "提交 submissions", 5)) == [0, 1, 2, 3, 4]
    assert lines(console) == [f"  提交 submissions {number}/5" for number in (2, 4, 5)]


def test_a_short_step_is_one_line(watch: Watch, console: Console) -> None:
    progress = ConsoleProgress(console, watch)
    list(progress.track(taking(watch, 0.1, 5), "提交 submissions", 5))
    assert lines(console) == ["  提交 submissions 5/5"]


def test_a_wait_is_reported_at_intervals(watch: Watch, console: Console) -> None:
    progress = ConsoleProgress(console, watch)
    for _ in taking(watch, 1.0, 12):
        progress.waiting("all divisions open")
    assert lines(console) == ["  等待 waiting: all divisions open"] * 2


def test_a_terminal_shows_a_bar(watch: Watch) -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=True)
    list(ConsoleProgress(console, watch).track(range(3), "提交 submissions", 3))
    assert "━" in "".join(lines(console))
