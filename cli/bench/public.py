"""`./dasai bench public`: public pages from a copy, beside the same pages for who is signed in."""

from __future__ import annotations

import json
import re
import socket
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import httpx
import typer
from rich.console import Console
from rich.table import Table

from cli.stack.local import LocalStack
from cli.stack.program import StackProblem

from .figures import percentile
from .pages import calls_of, sign_in

if TYPE_CHECKING:
    from cli.shots.world import World

# the pages that everybody reads when results are published, by their names
PAGES = (("home", "/"), ("results", "/results"), ("notice", "/notices/{winners}"))
# how many times as many requests a second a copy answers, at least
TARGET = 20.0
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_ROUNDS = 3


@dataclass
class Round:
    """A round of requests: milliseconds of each answer, and the gateway's processor time a request."""

    seconds: float
    times: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0
    calls: float = 0.0

    @property
    def rate(self) -> float:
        """Return answers a second."""
        return len(self.times) / self.seconds

    def as_json(self) -> dict[str, Any]:
        """Return the figures for a program."""
        return {
            "rate": round(self.rate, 1),
            "p50_ms": round(percentile(self.times, 0.5), 2),
            "p99_ms": round(percentile(self.times, 0.99), 2),
            "gateway_cpu_ms": round(self.cpu_seconds * 1000 / len(self.times), 3),
            "calls": round(self.calls / len(self.times), 4),
        }


def public(
    seconds: Annotated[float, typer.Option(min=1, max=600, help="每段测量的秒数 · seconds of each round")] = 5.0,
    users: Annotated[int, typer.Option(min=1, max=256, help="并发用户数 · users at once")] = 8,
    json_: Annotated[bool, typer.Option("--json", help="以JSON输出 · print JSON")] = False,
) -> None:
    """测量公开页面由副本答复时每秒的请求数和p99，与同一页面登录后的情况对照；成绩页面不足20倍即以1退出。

    Let a contest be played to its winners, then measure requests a second and p99 of home, results and a notice: from the copy,
    unchanged (304), and for who is signed in, by turns on the same stack. Exits 1 if the results from the copy are not answered
    at 20 times the rate of the page for who is signed in.
    """
    from cli.shots.shot import NEWCOMER
    from cli.shots.world import prepared

    console = Console(stderr=json_)
    with tempfile.TemporaryDirectory() as scratch, prepared(Path(scratch), played=True) as world:
        console.print(f"{world.stack.url} · 数据库 database server: {world.stack.database_name} · {users} users")
        with httpx.Client(base_url=world.stack.url, timeout=30) as http:
            cookie = sign_in(http, NEWCOMER)["Cookie"]
        measured = {name: _measure(world, path.format(**world.names), cookie, users, seconds) for name, path in PAGES}
    _show(console, measured)
    ratios = {name: _ratio(kinds) for name, kinds in measured.items()}
    if json_:
        figures = {
            name: {kind: _median(rounds).as_json() for kind, rounds in kinds.items()}
            | {"ratio": round(ratios[name], 1)}
            for name, kinds in measured.items()
        }
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=2))
    if ratios["results"] < TARGET:
        console.print(f"[red]✗ {ratios['results']:.1f} < {TARGET:.0f}[/red]")
        raise typer.Exit(1)


def _measure(world: World, path: str, cookie: str, users: int, seconds: float) -> dict[str, list[Round]]:
    """Return the rounds of each kind of reader of a page, taken by turns."""
    etag = _ask_once(world.stack, path)
    kinds = {
        "copy": {},
        "unchanged": {"If-None-Match": etag},
        "signed in": {"Cookie": cookie},
    }
    measured: dict[str, list[Round]] = {kind: [] for kind in kinds}
    for _ in range(_ROUNDS):
        for kind, headers in kinds.items():
            measured[kind].append(_round(world.stack, path, headers, users, seconds))
    return measured


def _ask_once(stack: LocalStack, path: str) -> str:
    """Ask for a page as anyone; return its entity tag."""
    answer = httpx.get(f"{stack.url}{path}", headers={"Accept-Encoding": "gzip"}, timeout=30)
    if answer.status_code != 200 or "etag" not in answer.headers:
        raise StackProblem(f"{path}没有副本：{answer.status_code}", f"{path} has no copy: {answer.status_code}")
    return answer.headers["etag"]


def _round(stack: LocalStack, path: str, headers: dict[str, str], users: int, seconds: float) -> Round:
    """Let users ask for a page one time after the other, each on a connection."""
    before, calls = _cpu(stack), calls_of(stack)
    until = time.perf_counter() + seconds
    times: list[list[float]] = [[] for _ in range(users)]
    problems: list[Exception] = []

    def user(own: list[float]) -> None:
        try:
            _ask_until(stack.url, path, headers, until, own)
        except (OSError, StackProblem) as problem:
            problems.append(problem)

    threads = [threading.Thread(target=user, args=(own,)) for own in times]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return Round(seconds, [each for own in times for each in own], _cpu(stack) - before, calls_of(stack) - calls)


def _ask_until(url: str, path: str, headers: dict[str, str], until: float, times: list[float]) -> None:
    """Ask for a page again and again on a connection, with as little work as can be: the machine is shared with the gateway."""
    address = urlsplit(url)
    head = {"Host": address.netloc, "Accept": "text/html", "Accept-Encoding": "gzip", **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    request = f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()
    with socket.create_connection((address.hostname or "", address.port or 80), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (began := time.perf_counter()) < until:
            connection.sendall(request)
            _read_answer(connection)
            times.append((time.perf_counter() - began) * 1000)


def _read_answer(connection: socket.socket) -> None:
    """Read an answer to its end; raises StackProblem if it is no page."""
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        part = connection.recv(262144)
        if not part:
            raise StackProblem("连接中断", "the connection ended")
        received += part
    if received.startswith(b"HTTP/1.1 304"):
        return
    length = _LENGTH.search(received, 0, end + 2)
    if not received.startswith(b"HTTP/1.1 200") or length is None:
        said = received[:40].decode("latin-1")
        raise StackProblem(f"不是页面：{said}", f"no page: {said}")
    left = int(length[1]) - (len(received) - end - 4)
    while left > 0:
        left -= len(connection.recv(left))


def _cpu(stack: LocalStack) -> float:
    """Return the gateway's processor time until now, seconds."""
    return sum(sample.value for sample in stack.metrics("gateway") if sample.name == "process_cpu_seconds_total")


def _median(rounds: Sequence[Round]) -> Round:
    """Return the round with the median rate."""
    return sorted(rounds, key=lambda each: each.rate)[len(rounds) // 2]


def _ratio(kinds: dict[str, list[Round]]) -> float:
    """Return how many times the rate of the signed-in page a copy has: the median of the turns."""
    return median(copy.rate / own.rate for copy, own in zip(kinds["copy"], kinds["signed in"], strict=True))


def _show(console: Console, measured: dict[str, dict[str, list[Round]]]) -> None:
    table = Table(box=None)
    table.add_column("页面 page")
    table.add_column("读者 reader")
    for head in ("每秒 /s", "p50 ms", "p99 ms", "gateway CPU ms", "RPC", "倍数 ratio"):
        table.add_column(head, justify="right")
    for name, kinds in measured.items():
        for kind, rounds in kinds.items():
            figures = _median(rounds).as_json()
            ratio = f"{_ratio(kinds):.1f}" if kind == "copy" else ""
            shown = (figures["rate"], figures["p50_ms"], figures["p99_ms"], figures["gateway_cpu_ms"], figures["calls"])
            table.add_row(name, kind, *(f"{value:,}" for value in shown), ratio)
    console.print(table)
