"""`./dasai chaos`: the demo, while each process in turn is killed with SIGKILL at a random moment (and the parts too).

Or, with two of each process, while each in turn is stopped as an update does it, and started anew.
"""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
import typer
from rich.console import Console

from cli import demo
from cli.stack import database, rabbitmq
from cli.stack.local import LocalStack
from cli.stack.program import StackProblem
from cli.stack.replicas import Replicas

PARTS = (rabbitmq.NAME, database.NAME)


class Killer:
    """Kills every process of the stack once, in an order and at moments drawn from a seed; also the broker and the database.

    A broker or a database that the environment names serves others too: it is left alone.

    A moment is a number of the contest's calls, never a time: however fast the contest runs, it waits at the next moment
    until the last victim is back, so it cannot be over before everything was killed.

    With `politely` each process is stopped by SIGTERM and started anew, and neither broker nor database is touched.
    """

    def __init__(self, seed: int, gap: int, *, politely: bool = False) -> None:
        self._politely = politely
        self._chance = random.Random(seed)  # noqa: S311 - moments, not secrets
        self._gap = gap
        self._turn = threading.Condition()
        self._calls = 0
        self._due: float = self._draw()  # no call goes out beyond it
        self._order: list[str] = []
        self.killed: list[str] = []
        self.left_alone: tuple[str, ...] = ()  # a broker or database that is not ours to stop
        self.trouble = ""

    def beat(self) -> None:
        """Count a call of the contest that goes out now; it waits if a kill is due and the last victim is not back."""
        with self._turn:
            self._calls += 1
            number = self._calls
            self._turn.notify_all()
            self._turn.wait_for(lambda: number <= self._due)

    def __call__(self, stack: LocalStack, over: threading.Event) -> None:
        """Kill until everything was killed once, or the contest is over; no call waits after it."""
        parts = () if self._politely else stack.own_parts
        self._order = [*(process.name for process in stack.processes), *parts]
        self.left_alone = tuple(name for name in PARTS if name not in parts)
        self._chance.shuffle(self._order)
        try:
            for name in self._order:
                if not self._moment_comes(over):
                    return
                self._calls_go_on(self._due + self._draw())
                # those that go out now meet it alive, dying or dead
                time.sleep(self._chance.uniform(0, 0.1))
                strike(stack, name, politely=self._politely)
                self.killed.append(name)
                stack.wait_healthy(name)
        except StackProblem as problem:
            self.trouble = f"{name}: {problem}"
        finally:
            self._calls_go_on(math.inf)

    @property
    def spared(self) -> list[str]:
        """Return what was to be killed and was not: the contest made too few calls, or `trouble` came first."""
        return [name for name in self._order if name not in self.killed]

    def _moment_comes(self, over: threading.Event) -> bool:
        """Wait until the next kill is due; returns False if the contest is over."""
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


def strike(stack: LocalStack, name: str, *, politely: bool = False) -> None:
    """Kill a process or the database with SIGKILL, or restart the broker; returns when it was started again.

    Politely, a process is asked to end, drains, and is started anew.
    """
    if politely:
        stack.roll(name)
    elif name == rabbitmq.NAME:
        stack.restart_broker()
    elif name == database.NAME:
        stack.kill_database()
    else:
        stack.kill(name)


@contextmanager
def away(stack: LocalStack, name: str) -> Iterator[None]:
    """Keep a process, the broker or the database stopped for the block; at its end it serves again."""
    stack.stop(name)
    try:
        yield
    finally:
        stack.resume(name)


@contextmanager
def paused(stack: LocalStack, name: str) -> Iterator[None]:
    """Let a process with its children stand still for the block: it holds its connections, and answers nobody."""
    process = psutil.Process(stack.pid(name))
    family = [process, *process.children(recursive=True)]
    try:
        for member in family:
            member.suspend()
        yield
    finally:
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.resume()


def chaos(
    teams: int = typer.Option(60, min=33, max=20_000, help="参赛团队数 · how many teams take part"),
    seed: int = typer.Option(1, min=0, help="随机种子，决定团队、次序和时刻 · draws teams, order and moments"),
    gap: int = typer.Option(
        120, min=1, help="两次终止之间平均多少次调用 · mean calls of the contest between two kills"
    ),
    roll: bool = typer.Option(
        False,
        "--roll",
        help="各进程两个，依次正常停止后重新启动，如同更新版本 · two of each process; each is stopped politely and started anew, "
        "as an update does it",
    ),
) -> None:
    """演练期间依次强制终止每个进程、消息队列和数据库各一次；有一项核对不符即以1退出。

    加 --roll 时各进程为两个，依次正常停止后重新启动，不强制终止；客户端库自行重试后不应再见到任何错误；不涉及消息队列和数据库。

    比赛的调用次数不够终止全部进程时也以1退出，可减小间隔或增加团队数。环境变量指定的消息队列和数据库不会被停止。

    Run the demo while each process, the broker and the database are killed once; exits 1 if an invariant breaks.

    With --roll no process is killed: there are two of each, and each is stopped in turn and started anew. Clients then see no
    error that the client library does not repeat by itself; broker and database are left alone.

    It exits 1 too if the contest made too few calls for all the kills: then call it with a smaller gap, or with more teams.
    A broker or database that the environment names (DASAI_AMQP_URL, DASAI_MONGODB_URL) is not stopped.
    """
    console = Console()
    killer = Killer(seed, gap, politely=roll)
    began = time.monotonic()
    _, findings = demo.run(teams, seed, console, meanwhile=killer, replicas=Replicas(2) if roll else None)
    if killer.left_alone and not roll:
        names = ", ".join(killer.left_alone)
        console.print(f"未停止环境变量指定的服务 · named in the environment, so not stopped: {names}")
    seconds = f"{time.monotonic() - began:.0f}"
    names = ", ".join(killer.killed)
    zh, en = ("重新启动", "started anew") if roll else ("终止", "killed")
    console.print(
        f"{seconds}秒内{zh}{len(killer.killed)}个 · {en} {len(killer.killed)} in {seconds} s: {names}", soft_wrap=True
    )
    if killer.trouble:
        console.print(f"[red]✗ {killer.trouble}[/red]")
    if killer.spared:
        console.print(f"[red]✗ 未曾终止 never killed: {', '.join(killer.spared)}[/red]")
    held = all(finding.holds for finding in findings)
    raise typer.Exit(0 if held and not killer.trouble and not killer.spared else 1)
