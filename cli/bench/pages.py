"""`./dasai bench pages`: how long the gateway takes for each page, and how many calls to services a page makes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table

from cli.stack.local import LocalStack
from cli.stack.program import ROOT, StackProblem

from .costs import BESIDE_CALLS
from .figures import percentile

if TYPE_CHECKING:
    from cli.shots.shot import Shot
    from cli.shots.world import World

# what pages list, by the service that keeps it
STORED = {
    "teams": "registration",
    "activities": "registration",
    "cases": "review",
    "notices": "publicity",
    "reports": "publicity",
}
WARM = 3
LIMIT_MS = 150.0
# answers that are pages: a refusal is one too, if the shot is of a refusal
_PAGES = (200, 403, 404, 405, 422)


@dataclass(frozen=True)
class Measured:
    """A page's times in milliseconds, the calls to services that it made, and the bytes of its answer."""

    name: str
    p50: float
    p95: float
    calls: float
    size: int


def pages(
    stored: Annotated[
        int,
        typer.Option(min=0, max=1_000_000, help="库存团队等各类数据的数量 · stored teams, and as many of the rest"),
    ] = 20_000,
    requests: Annotated[int, typer.Option(min=20, max=10_000, help="每个页面的请求次数 · requests of each page")] = 40,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="只测名称以此开头的，可重复 · only those whose name begins so; repeat it"),
    ] = None,
    kinds: Annotated[
        str, typer.Option(help="存入哪几类，以逗号分隔 · the kinds that are stored, with commas between")
    ] = ",".join(STORED),
) -> None:
    """存入团队等数据后逐页测量网关的答复时间和对服务的调用次数；有页面的p95达到150毫秒即以1退出。

    Store teams, activities, cases, notices and reports, then ask for every page that `./dasai shots` has, one request at a
    time. Print median and p95 of the time until the whole answer is there, and the calls to services that a page makes. Exits
    1 if a page's p95 reaches 150 ms.
    """
    from cli.shots.pages import SHOTS
    from cli.shots.world import prepared

    console = Console()
    shots = [shot for shot in SHOTS if shot.act is None and shot.name.startswith(tuple(only or [""]))]
    if not shots:
        raise StackProblem("没有这样的页面", "there is no such page")
    wanted = [kind.strip() for kind in kinds.split(",") if kind.strip()]
    if unknown := sorted(set(wanted) - set(STORED)):
        raise StackProblem(f"没有这一类：{unknown[0]}", f"there is no such kind: {unknown[0]}")
    played = any(shot.played for shot in shots)
    with tempfile.TemporaryDirectory() as scratch, prepared(Path(scratch), played=played, every=True) as world:
        _ask_each(world, shots)  # what is no page is told before anything is stored, which takes minutes
        began = time.monotonic()
        _store(world.stack, stored, wanted)
        console.print(
            f"{world.stack.url} · 数据库 database server: {world.stack.database_name} · "
            f"库存 stored: {stored:,} of {', '.join(wanted)} in {time.monotonic() - began:,.0f} s"
        )
        measured = list(_measure(world, shots, requests))
    _show(console, measured)
    slow = [page for page in measured if page.p95 >= LIMIT_MS]
    for page in slow:
        console.print(f"[red]✗ {page.name}: p95 {page.p95:.0f} ms[/red]")
    if slow:
        raise typer.Exit(1)
    console.print(f"✓ {len(measured)} 个页面的p95均低于{LIMIT_MS:.0f}毫秒 pages are below {LIMIT_MS:.0f} ms at p95")


def _store(stack: LocalStack, count: int, kinds: Sequence[str]) -> None:
    """Store so many of each of these kinds, in the databases of the services that run."""
    running = {process.line for process in stack.processes}
    for service in dict.fromkeys(STORED[kind] for kind in kinds):
        process = f"{service}-server"
        if count and process in running:
            words = [service, ",".join(kind for kind in kinds if STORED[kind] == service), str(count)]
            program = "import sys; from cli.bench.lists import store; store(sys.argv[1], sys.argv[2], int(sys.argv[3]))"
            subprocess.run([sys.executable, "-c", program, *words], env=stack.env_for(process), cwd=ROOT, check=True)


@contextmanager
def _visitors(
    world: World, shots: Sequence[Shot]
) -> Iterator[tuple[httpx.Client, list[tuple[Shot, str, dict[str, str]]]]]:
    """Sign everybody in who looks at a page; yield the client, and each page with its address and the headers of who looks."""
    with httpx.Client(base_url=world.stack.url, timeout=30) as http:
        cookies = {who: sign_in(http, who) for who in {shot.who for shot in shots} if who}
        yield (
            http,
            [
                (shot, shot.path.format(**world.names), {"Accept": "text/html", **cookies.get(shot.who, {})})
                for shot in shots
            ],
        )


def _ask_each(world: World, shots: Sequence[Shot]) -> None:
    """Ask for each page once; raises StackProblem if one is no page."""
    with _visitors(world, shots) as (http, visits):
        for shot, path, headers in visits:
            _ask(http, path, headers, shot.name)


def _measure(world: World, shots: Sequence[Shot], requests: int) -> list[Measured]:
    """Return what each page takes, for whoever looks at it."""
    measured = []
    with _visitors(world, shots) as (http, visits):
        for shot, path, headers in visits:
            for _ in range(WARM):
                _ask(http, path, headers, shot.name)
            before, times = calls_of(world.stack), []
            for _ in range(requests):
                began = time.perf_counter()
                size = _ask(http, path, headers, shot.name)
                times.append((time.perf_counter() - began) * 1000)
            calls = (calls_of(world.stack) - before) / requests
            p50, p95 = (percentile(times, part) for part in (0.5, 0.95))
            measured.append(Measured(shot.name, p50, p95, calls, size))
    return measured


def _ask(http: httpx.Client, path: str, headers: dict[str, str], name: str) -> int:
    """Ask for a page, and the one that it leads on to; return the bytes of the answer; raises StackProblem if it is no page."""
    answer = http.get(path, headers=headers)
    if answer.has_redirect_location and answer.headers["location"].startswith("/staff/"):
        answer = http.get(answer.headers["location"], headers=headers)
    if answer.status_code not in _PAGES:
        raise StackProblem(f"{name}：{answer.status_code}", f"{name}: {answer.status_code}")
    return len(answer.content)


def sign_in(http: httpx.Client, who: str) -> dict[str, str]:
    """Return the header with the cookie of a new session."""
    from cli.shots.world import PASSWORD

    form = {"login": who, "password": PASSWORD}
    signed = http.post("/sign-in", data=form, headers={"Origin": str(http.base_url).rstrip("/")})
    cookie = signed.headers.get_list("set-cookie")
    http.cookies.clear()
    if not cookie:
        raise StackProblem(f"{who}不能登录：{signed.status_code}", f"{who} can't sign in: {signed.status_code}")
    return {"Cookie": "; ".join(each.split(";")[0] for each in cookie)}


def calls_of(stack: LocalStack) -> float:
    """Return how many calls the services have answered, but for those that the gateway makes by itself."""
    return sum(
        sample.value
        for process in stack.processes
        if process.kind == "server"
        for sample in stack.metrics(process.name)
        if sample.name == "dasai_rpc_seconds_count" and not sample.labels["method"].endswith(tuple(BESIDE_CALLS))
    )


def _show(console: Console, measured: Sequence[Measured]) -> None:
    """Print the pages, the slowest first."""
    table = Table(box=None)
    table.add_column("页面 page")
    for head in ("p50 ms", "p95 ms", "调用 calls", "kB"):
        table.add_column(head, justify="right")
    for page in sorted(measured, key=lambda each: -each.p95):
        row = (f"{page.p50:.1f}", f"{page.p95:.1f}", f"{page.calls:.1f}", f"{page.size / 1000:.1f}")
        table.add_row(page.name, *row)
    console.print(table)
