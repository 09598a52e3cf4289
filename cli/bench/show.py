"""Prints figures as tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from cli.demo.stages import DemoError

from .alone import Measured
from .costs import SERVER, WORKER
from .figures import mean, percentile
from .load import BARE, METHODS, SUBMISSION, Samples
from .readings import Served

_MS = 1000.0


def outcome(as_json: bool, measure: Callable[[Console, dict[str, Any]], str | None]) -> None:
    """Measure, print the figures as JSON if that is wanted, and exit with 1 if the measurement says what is wrong.

    `measure` prints to the console, adds to the figures, and returns what is wrong, or None.
    """
    console, figures = Console(stderr=as_json), dict[str, Any]()
    try:
        problem = measure(console, figures)
    except DemoError as error:
        problem = str(error)
    if as_json:
        typer.echo(json.dumps(figures | {"problem": problem}, ensure_ascii=False, indent=2))
    if problem:
        console.print(f"[red]✗ {problem}[/red]")
        raise typer.Exit(1)


def steps(console: Console, contest: Samples, bare: Samples | None = None) -> None:
    """Print how often each step of a submission was taken and how long it took; beside them the bare path, if it was."""
    title = "完整提交与裸路径 submissions, and the bare path" if bare else "完整提交 submissions"
    table = Table("", "一共 count", "每秒 a second", "p50 ms", "p99 ms", title=title)
    lines = [(step, contest) for step in (SUBMISSION, *METHODS)]
    for step, samples in [*lines, *([(BARE, bare)] if bare else ())]:
        seconds = samples.seconds[step]
        times = (f"{percentile(seconds, part) * _MS:.1f}" for part in (0.5, 0.99))
        table.add_row(step, str(len(seconds)), f"{samples.rate(step):.2f}", *times)
    console.print(table)


def rates(console: Console, contest: Samples, bare: Samples) -> None:
    """Print both paths of the closed loop, and their ratio."""
    steps(console, contest, bare)
    calls, whole, inserts = contest.rate(*METHODS), contest.rate(SUBMISSION), bare.rate(BARE)
    console.print(
        f"比值 ratio: {inserts:.1f} bare calls/s to {calls:.1f} contest calls/s = {inserts / calls:.2f} : 1 a call; "
        f"to {whole:.2f} submissions/s = {inserts / whole:.1f} : 1 a submission of {calls / whole:.0f} calls"
    )


def profile(console: Console, contest: Samples, bare: Samples, served: dict[str, Served]) -> None:
    """Print where a call's time goes: in the service, as the service measured it, and elsewhere."""
    table = Table(
        "",
        "次数 calls",
        "全程 whole, ms",
        "服务内 service, ms",
        "其余 rest, ms",
        "服务占比 share",
        title="时间去向（均值） where the time goes, means a call",
    )
    submissions = len(contest.seconds[SUBMISSION])
    wholes = insides = calls = 0.0
    for step, method in METHODS.items():
        seconds = contest.seconds[step]
        table.add_row(step, f"{len(seconds) / submissions:.0f}", *_split(mean(seconds), served[method].mean))
        calls += len(seconds)
        wholes += sum(seconds)
        insides += served[method].mean * len(seconds)
    whole, inside = wholes / calls, insides / calls
    bare_whole, bare_inside = mean(bare.seconds[BARE]), served["Insert"].mean
    table.add_row("any of them", f"{calls / submissions:.0f}", *_split(whole, inside))
    table.add_row(BARE, "", *_split(bare_whole, bare_inside))
    console.print(table)
    more, in_service = (whole - bare_whole) * _MS, (inside - bare_inside) * _MS
    console.print(
        f"比赛调用比裸路径多 a contest call takes {more:+.1f} ms against a bare one: {in_service:+.1f} ms in the service, "
        f"{more - in_service:+.1f} ms in the rest (gateway, network, waiting for a thread, this client)"
    )


def _split(whole: float, inside: float) -> tuple[str, str, str, str]:
    share = inside / whole if whole else 0.0
    return f"{whole * _MS:.1f}", f"{inside * _MS:.1f}", f"{(whole - inside) * _MS:.1f}", f"{share:.0%}"


def memory(console: Console, sizes: dict[str, float]) -> None:
    """Print the resident memory of each process."""
    table = Table("进程 process", "MiB", title="内存 memory a process")
    for name, size in sorted(sizes.items()):
        table.add_row(name, f"{size:.0f}")
    console.print(table)


def alone(console: Console, measured: Sequence[Measured]) -> None:
    """Print what each kind of call costs alone, beside the bare path."""
    heads = ("每秒 a second", "比裸路径 share of bare", "RPC", "数据库 database: 服务 server, worker")
    table = Table("", *heads, "处理器毫秒 processor ms, by process", title="单独测量 each kind of call alone")
    for each in measured:
        spent = sorted(each.cost.processor_ms.items(), key=lambda entry: -entry[1])
        table.add_row(
            each.kind,
            f"{each.rate:.1f}",
            f"{each.share:.2f}",
            f"{sum(each.cost.rpcs.values()):.1f}",
            f"{each.cost.database_calls[SERVER]:.1f}, {each.cost.database_calls[WORKER]:.1f}",
            ", ".join(f"{name} {ms:.1f}" for name, ms in spent if ms >= 0.05),
        )
    console.print(table)


def submissions_as_json(contest: Samples, bare: Samples) -> dict[str, Any]:
    """Return the figures of both paths of the closed loop as JSON has them; shares are of the bare path's rate."""
    inserts, calls = bare.rate(BARE), contest.rate(*METHODS)
    return {
        "per_second": round(contest.rate(SUBMISSION), 2),
        "calls_per_second": round(calls, 2),
        "bare_per_second": round(inserts, 2),
        "calls_share_of_bare": round(calls / inserts, 3),
        "share_of_bare": round(contest.rate(SUBMISSION) / inserts, 4),
        "p50_ms": {step: round(percentile(contest.seconds[step], 0.5) * _MS, 2) for step in (SUBMISSION, *METHODS)},
        "p99_ms": {step: round(percentile(contest.seconds[step], 0.99) * _MS, 2) for step in (SUBMISSION, *METHODS)},
    }
