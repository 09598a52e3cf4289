"""`./dasai demo`: a whole contest edition on a private, throw-away stack, with the contest clock moved along."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from chassis.edition import load_edition
from chassis.kernel.clock import FileClock
from cli.stack.local import LocalStack
from cli.stack.program import ROOT
from cli.stack.throwaway import throwaway_stack

from . import invariants, report, stages
from .client import Tally
from .stages import Demo
from .world import Plan

T = TypeVar("T")
app = typer.Typer(help="Run a whole contest on a private, throw-away stack.", invoke_without_command=True)
# passwords of a throw-away stack guard nothing: hash them cheaply, so that the contest is what takes the time
CHEAP_HASHES = {"DASAI_ARGON2_MEMORY": "8192", "DASAI_ARGON2_PASSES": "1"}
# for an event on its way, or in the hands of a worker: either takes milliseconds
STILL_SECONDS = 2.0


class Meanwhile(Protocol):
    """Something that goes on beside the contest."""

    def beat(self) -> None:
        """Told of each call of the contest before it goes out; the call waits for as long as this does."""
        ...

    def __call__(self, stack: LocalStack, over: threading.Event) -> None:
        """Runs in a thread of its own, until it is through or the contest is over."""
        ...


class Bars:
    """Progress bars on a console."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def track(self, items: Iterable[T], title: str, total: int) -> Iterator[T]:
        """A bar while the items come."""
        columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self._console) as bars:
            task = bars.add_task(title, total=total)
            for item in items:
                bars.advance(task)
                yield item

    def note(self, text: str) -> None:
        """A line."""
        self._console.print(f"[bold]{text}[/bold]")


@contextmanager
def private_stack(probe: bool = False) -> Iterator[tuple[LocalStack, FileClock]]:
    """A stack of its own that leaves nothing behind, with a contest clock to move."""
    with throwaway_stack(CHEAP_HASHES, probe=probe) as (stack, clock):
        yield stack, clock


@contextmanager
def beside(meanwhile: Meanwhile | None, stack: LocalStack) -> Iterator[None]:
    """What goes on meanwhile begins first and is told when the contest is over."""
    if meanwhile is None:
        yield
        return
    over = threading.Event()
    thread = threading.Thread(target=meanwhile, args=(stack, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=60)


def run(
    teams: int, seed: int, console: Console, *, meanwhile: Meanwhile | None = None
) -> tuple[Demo, list[invariants.Finding]]:
    """The whole contest and its report; `meanwhile` may make trouble while it runs."""
    edition = load_edition(ROOT / "editions" / "2024.yaml")
    with private_stack() as (stack, clock):
        console.print(f"{stack.url} · {stack.database_name}")
        tally = Tally() if meanwhile is None else Tally(beat=meanwhile.beat)
        with beside(meanwhile, stack):
            demo = Demo(stack.url, stack.accounts, Plan(edition, teams, seed), clock, Bars(console), tally)
            try:
                stages.run(demo)
            finally:
                demo.close()
        stack.wait_healthy()
        drained(stack)
        findings = invariants.check(stack.mongodb_url, stack.amqp_url, stack.database_prefix, edition, demo.receipts)
        report.show(console, demo, stack, findings, edition)
    return demo, findings


def drained(stack: LocalStack, seconds: float = 180) -> None:
    """Wait until no event waits in an outbox or for its next try any more; raises DemoError where that takes too long.

    An event on its way or in the hands of a worker is in neither, and others follow from it: nothing waits for a while.
    """
    data = invariants.Databases(stack.mongodb_url, stack.database_prefix)
    now = time.monotonic()
    end, still_since = now + seconds, now
    try:
        while now - still_since < STILL_SECONDS:
            if now > end:
                raise stages.DemoError("events wait in vain, in their outboxes or for their next try")
            time.sleep(0.25)
            now = time.monotonic()
            if data.due() or invariants.retrying(stack.amqp_url):
                still_since = now
    finally:
        data.close()


@app.callback()
def demo(
    teams: int = typer.Option(300, min=33, max=20_000, help="How many teams take part."),
    seed: int = typer.Option(1, min=0, help="The same seed gives the same contest."),
) -> None:
    """Run the 2024 edition from applications to a revoked award, and check that everything holds; exits 1 where not."""
    console = Console()
    try:
        _, findings = run(teams, seed, console)
    except stages.DemoError as error:
        console.print(f"[red]✗ {error}[/red]")
        raise typer.Exit(1) from error
    raise typer.Exit(0 if all(finding.holds for finding in findings) else 1)
