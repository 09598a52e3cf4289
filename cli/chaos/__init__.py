"""`./dasai chaos`: the demo, while each process in turn is killed with SIGKILL at a random moment (and the parts too)."""

from __future__ import annotations

import math
import random
import threading
import time

import typer
from rich.console import Console

from cli import demo
from cli.stack.local import LocalStack
from cli.stack.program import StackProblem

app = typer.Typer(help="Run the demo while its processes are killed.", invoke_without_command=True)


class Killer:
    """Kills every process of the stack once, in an order and at moments drawn from a seed; restarts broker and database too.

    A moment is a number of the contest's calls, never a time: however fast the contest runs, it waits at the next moment
    until the last victim is back, so it cannot be over before everything was killed.
    """

    def __init__(self, seed: int, gap: int, *, parts: bool = True) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - moments, not secrets
        self._gap, self._parts = gap, parts
        self._turn = threading.Condition()
        self._calls = 0
        self._due: float = self._draw()  # no call goes out beyond it
        self._order: list[str] = []
        self.killed: list[str] = []
        self.trouble = ""

    def beat(self) -> None:
        """A call of the contest goes out now; it waits where a kill is due and the last victim is not back."""
        with self._turn:
            self._calls += 1
            number = self._calls
            self._turn.notify_all()
            self._turn.wait_for(lambda: number <= self._due)

    def __call__(self, stack: LocalStack, over: threading.Event) -> None:
        """Until everything was killed once, or the contest is over; no call waits after it."""
        self._order = [process.name for process in stack.processes] + (["broker", "database"] if self._parts else [])
        self._chance.shuffle(self._order)
        try:
            for name in self._order:
                if not self._moment_comes(over):
                    return
                self._calls_go_on(self._due + self._draw())
                # those that go out now meet it alive, dying or dead
                time.sleep(self._chance.uniform(0, 0.1))
                self._strike(stack, name)
                self.killed.append(name)
                stack.wait_healthy(name)
        except StackProblem as problem:
            self.trouble = f"{name}: {problem}"
        finally:
            self._calls_go_on(math.inf)

    @property
    def spared(self) -> list[str]:
        """What was to be killed and was not: the contest made too few calls, or `trouble` came first."""
        return [name for name in self._order if name not in self.killed]

    def _moment_comes(self, over: threading.Event) -> bool:
        """Wait until the next kill is due; False where the contest is over."""
        with self._turn:
            while not over.is_set():
                if self._turn.wait_for(lambda: self._calls >= self._due, timeout=0.2):
                    return True
        return False

    def _calls_go_on(self, due: float) -> None:
        with self._turn:
            self._due = due
            self._turn.notify_all()

    def _draw(self) -> int:
        return self._chance.randint(self._gap // 2, self._gap + self._gap // 2)

    @staticmethod
    def _strike(stack: LocalStack, name: str) -> None:
        if name == "broker":
            stack.restart_broker()
        elif name == "database":
            stack.kill_database()
        else:
            stack.kill(name)


@app.callback()
def chaos(
    teams: int = typer.Option(60, min=33, max=20_000, help="参赛团队数 · how many teams take part"),
    seed: int = typer.Option(1, min=0, help="随机种子，决定团队、次序和时刻 · draws teams, order and moments"),
    gap: int = typer.Option(
        120, min=1, help="两次终止之间平均多少次调用 · mean calls of the contest between two kills"
    ),
) -> None:
    """Run the demo while each process, the broker and the database are killed once; exits 1 where an invariant breaks.

    It exits 1 too where the contest made too few calls for all the kills: fewer calls between them, or more teams, then.
    """
    console = Console()
    killer = Killer(seed, gap)
    began = time.monotonic()
    _, findings = demo.run(teams, seed, console, meanwhile=killer)
    console.print(f"killed {len(killer.killed)} in {time.monotonic() - began:.0f} s: {', '.join(killer.killed)}")
    if killer.trouble:
        console.print(f"[red]✗ {killer.trouble}[/red]")
    if killer.spared:
        console.print(f"[red]✗ 未曾终止 never killed: {', '.join(killer.spared)}[/red]")
    held = all(finding.holds for finding in findings)
    raise typer.Exit(0 if held and not killer.trouble and not killer.spared else 1)
