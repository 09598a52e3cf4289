"""Shows on a console how far the demo is: bars on a terminal, a line now and then where there is none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

T = TypeVar("T")
LINE_EVERY = 5.0  # seconds between two lines where no terminal is


class ConsoleProgress:
    """Progress of the stages on a console."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._last_line = clock()

    def track(self, items: Iterable[T], title: str, total: int) -> Iterator[T]:
        """Yield the items, and show how many of `total` have come."""
        if self._console.is_terminal:
            yield from self._with_bar(items, title, total)
        else:
            yield from self._with_lines(items, title, total)

    def note(self, text: str) -> None:
        """Print a line."""
        self._console.print(f"[bold]{text}[/bold]", soft_wrap=True)
        self._last_line = self._clock()

    def waiting(self, text: str) -> None:
        """Print that something is waited for, if nothing was printed for a while."""
        if self._clock() - self._last_line >= LINE_EVERY:
            self._line(f"等待 waiting: {text}")

    def tell(self, zh: str, en: str) -> None:
        """Print a step of the stack's start or stop, in both languages."""
        self._line(f"{zh} · {en}")

    def _with_bar(self, items: Iterable[T], title: str, total: int) -> Iterator[T]:
        columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self._console) as bars:
            task = bars.add_task(title, total=total)
            for item in items:
                bars.advance(task)
                yield item
        self._last_line = self._clock()

    def _with_lines(self, items: Iterable[T], title: str, total: int) -> Iterator[T]:
        for number, item in enumerate(items, 1):
            if number == total or self._clock() - self._last_line >= LINE_EVERY:
                self._line(f"{title} {number}/{total}")
            yield item

    def _line(self, text: str) -> None:
        self._console.print(f"  {text}", highlight=False, soft_wrap=True)
        self._last_line = self._clock()
