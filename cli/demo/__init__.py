"""`./dasai demo`: a whole contest edition on a private stack, with the contest clock moved along."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Protocol

import typer
from rich.console import Console

from chassis.edition import load_edition
from chassis.kernel.clock import FileClock
from cli.stack.environment import ExternalServers
from cli.stack.kept import kept_stack
from cli.stack.local import LocalStack
from cli.stack.orphans import Tell, silent
from cli.stack.program import ROOT, StackProblem
from cli.stack.rehearsal import clock_of, is_fresh
from cli.stack.replicas import Replicas
from cli.stack.signals import stopping_once
from cli.stack.throwaway import throwaway_stack

from . import guide, invariants, report, stages
from .client import Tally
from .progress import ConsoleProgress
from .stages import Demo
from .world import FEWEST_TEAMS, Plan

DEFAULT_TEAMS = 48
# passwords of a demo guard nothing: hash them cheaply, so that the contest is what takes the time; all people have one address
CHEAP_HASHES = {"DASAI_ARGON2_MEMORY": "8192", "DASAI_ARGON2_PASSES": "1", "DASAI_SIGN_UPS_AN_HOUR": "1000000"}
# an event on its way or in the hands of a worker can't be seen; either takes milliseconds
STILL_SECONDS = 2.0


class Meanwhile(Protocol):
    """Something that goes on beside the contest."""

    def beat(self) -> None:
        """Hear of a call of the contest before it goes out; the call waits until this returns."""
        ...

    def __call__(self, stack: LocalStack, over: threading.Event) -> None:
        """Run, in a thread of its own, until all is done or the contest is over."""
        ...


@contextmanager
def private_stack(
    probe: bool = False, *, replicas: Replicas | None = None, tell: Tell = silent
) -> Iterator[tuple[LocalStack, FileClock]]:
    """Run a stack that leaves nothing behind, on servers of its own or those of the environment; yields it with its clock."""
    with throwaway_stack(CHEAP_HASHES, probe=probe, replicas=replicas, tell=tell) as (stack, clock):
        yield stack, clock


@contextmanager
def fresh_stack(data: Path, *, tell: Tell = silent) -> Iterator[tuple[LocalStack, FileClock]]:
    """Run a stack on a fresh folder that stays, so that `up --data` carries on with it; yields it with its contest clock.

    What it keeps on servers that the environment names is removed at its end.
    """
    if not is_fresh(data):
        raise StackProblem(
            f"演练需要新的数据目录，{data} 已使用过；用 --data 指定另一个目录",
            f"a demo needs a fresh data folder, and {data} was used: name another with --data",
        )
    with kept_stack(data, CHEAP_HASHES, tell=tell) as (stack, clock):
        yield stack, clock


@contextmanager
def beside(meanwhile: Meanwhile | None, stack: LocalStack) -> Iterator[None]:
    """Run `meanwhile` in a thread beside the contest; it hears when the contest is over."""
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
    teams: int, seed: int, console: Console, *, meanwhile: Meanwhile | None = None, replicas: Replicas | None = None
) -> tuple[Demo, list[invariants.Invariant]]:
    """Run the whole contest on a private stack and print the report; `meanwhile` may make trouble while it runs.

    `replicas` says how many of each process run, by default as the environment says.
    """
    progress = ConsoleProgress(console)
    with private_stack(tell=progress.tell, replicas=replicas) as (stack, clock):
        demo = _demo(teams, seed, stack, clock, progress, meanwhile)
        try:
            with beside(meanwhile, stack):
                stages.run(demo)
            return demo, _checked(demo, stack, console)
        finally:
            demo.close()


def run_and_keep(teams: int, seed: int, console: Console, data: Path) -> bool:
    """Run the contest on a folder that stays, and keep the stack running until a signal comes; returns True if all holds."""
    progress = ConsoleProgress(console)
    passed = False
    try:
        with fresh_stack(data, tell=progress.tell) as (stack, clock):
            demo = _demo(teams, seed, stack, clock, progress, None)
            try:
                stages.run(demo)
                passed = all(invariant.holds for invariant in _checked(demo, stack, console))
            except stages.DemoError as error:
                console.print(f"[red]✗ {error}[/red]")
            # whom the contest did without: so that the account is there, or its password is changed, and it can be handed out
            demo.staff("recommender", [{"role": "recommender", "division": ""}], demo.secretariat)
            demo.operator.api.get_own_account()
            guide.show(console, demo, stack)
            wait_for_signal()
            demo.close()
    finally:
        if ExternalServers.named_in(os.environ):
            print("环境变量指定的服务上的数据已清除 · what it kept on the named servers was removed", flush=True)
        elif clock_of(data).exists():
            print(f"数据保留在 {data} · the data stays in {data}\n    ./dasai up --data {data}", flush=True)
    return passed


def wait_for_signal() -> None:
    """Return at Ctrl-C, or when `./dasai down` says so."""
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return


def _demo(
    teams: int,
    seed: int,
    stack: LocalStack,
    clock: FileClock,
    progress: ConsoleProgress,
    meanwhile: Meanwhile | None,
) -> Demo:
    progress.note(f"{stack.url} · {stack.database_name}")
    tally = Tally() if meanwhile is None else Tally(beat=meanwhile.beat)
    edition = load_edition(ROOT / "editions" / "2024.yaml")
    return Demo(stack.url, stack.accounts, Plan(edition, teams, seed), clock, progress, tally)


def _checked(demo: Demo, stack: LocalStack, console: Console) -> list[invariants.Invariant]:
    """Return the invariants, once nothing is under way any more, and print the report."""
    stack.wait_healthy()
    drained(stack)
    edition = demo.plan.edition
    checked = invariants.check(
        stack.mongodb_url, stack.amqp_url, stack.database_prefix, edition, demo.receipts, demo.occurred
    )
    report.show(console, demo, stack, checked, edition)
    return checked


def drained(stack: LocalStack, seconds: float = 180) -> None:
    """Wait until no event is in an outbox or a queue, or waits for its next try; raises DemoError if that takes too long.

    An event on its way or in the hands of a worker is in neither, and others follow from it: so it must stay still for a while.
    """
    data = invariants.Databases(stack.mongodb_url, stack.database_prefix)
    # what is for services that the stack does without waits for ever
    services = {process.line.removesuffix("-worker") for process in stack.processes if process.kind == "worker"}
    now = time.monotonic()
    end, still_since = now + seconds, now
    try:
        while now - still_since < STILL_SECONDS:
            if now > end:
                raise stages.DemoError("events wait in vain, in outboxes or queues")
            time.sleep(0.25)
            now = time.monotonic()
            if data.due() or invariants.waiting(stack.amqp_url, services):
                still_since = now
    finally:
        data.close()


def demo(
    teams: int = typer.Option(
        DEFAULT_TEAMS, min=FEWEST_TEAMS, max=20_000, help="参赛团队数 · how many teams take part"
    ),
    seed: int = typer.Option(1, min=0, help="随机种子，相同则比赛相同 · the same seed gives the same contest"),
    keep: bool = typer.Option(
        False, "--keep", help="结束后保持运行，显示各角色的账号与地址 · keep it running, print accounts and addresses"
    ),
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            help="与 --keep 同用：新的数据目录，默认新建 · with --keep: a fresh data folder; a new one by default",
            show_default=False,
        ),
    ] = None,
) -> None:
    """按2024年届次演练整届比赛，从申办到撤销奖项，并逐项核对；有一项不符即以1退出。

    预设情形未出现时同样失败，并指明是哪一种。使用--keep时系统保持运行，直至按Ctrl-C或执行`./dasai down --data 目录`。

    Run the 2024 edition from applications to a revoked award, and check that everything holds; exits 1 if not.

    It fails too, and names the case, if a planted case did not occur. With --keep the stack stays until Ctrl-C or
    `./dasai down --data FOLDER`.
    """
    if data is not None and not keep:
        raise StackProblem("--data 须与 --keep 同用", "--data goes with --keep: without it nothing is kept")
    console = Console()
    with stopping_once():
        try:
            if keep:
                folder = data or Path(tempfile.mkdtemp(prefix="dasai-demo-"))
                passed = run_and_keep(teams, seed, console, folder.resolve())
            else:
                _, checked = run(teams, seed, console)
                passed = all(invariant.holds for invariant in checked)
        except stages.DemoError as error:
            console.print(f"[red]✗ {error}[/red]")
            raise typer.Exit(1) from error
        except KeyboardInterrupt:
            print("已中止 · stopped", file=sys.stderr)
            raise typer.Exit(130) from None
    raise typer.Exit(0 if passed else 1)
