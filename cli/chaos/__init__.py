"""`./dasai chaos`: the demo, while each process in turn is killed with SIGKILL at a random moment (and the parts too)."""

from __future__ import annotations

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
    """Kills every process of the stack once, in an order and at moments drawn from a seed; restarts broker and database too."""

    def __init__(self, seed: int, pause: tuple[float, float], *, parts: bool = True) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - moments, not secrets
        self._pause, self._parts = pause, parts
        self.killed: list[str] = []
        self.trouble = ""

    def __call__(self, stack: LocalStack, over: threading.Event) -> None:
        """Until everything was killed once, or the contest is over."""
        names = [process.name for process in stack.processes] + (["broker", "database"] if self._parts else [])
        self._chance.shuffle(names)
        for name in names:
            if over.wait(self._chance.uniform(*self._pause)):
                return
            try:
                self._strike(stack, name)
                self.killed.append(name)
                stack.wait_healthy(name)
            except StackProblem as problem:
                self.trouble = f"{name}: {problem}"
                return

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
    teams: int = typer.Option(60, min=33, max=20_000, help="How many teams take part."),
    seed: int = typer.Option(1, min=0, help="Draws teams, order and moments."),
    rest: float = typer.Option(2.0, min=0.1, help="Mean rest between two kills, seconds."),
) -> None:
    """Run the demo while each process, the broker and the database are killed once; exits 1 where an invariant breaks."""
    console = Console()
    killer = Killer(seed, (rest / 2, rest * 3 / 2))
    began = time.monotonic()
    _, findings = demo.run(teams, seed, console, meanwhile=killer)
    console.print(
        f"killed {len(killer.killed)} in {time.monotonic() - began:.0f} s: {', '.join(killer.killed)} {killer.trouble}"
    )
    raise typer.Exit(0 if all(finding.holds for finding in findings) and not killer.trouble else 1)
