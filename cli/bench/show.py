"""Prints figures as tables."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from .figures import mean, percentile
from .load import BARE, METHODS, SUBMISSION, Samples
from .readings import Served

_MS = 1000.0


def rates(console: Console, contest: Samples, bare: Samples) -> None:
    """Print both paths of the closed loop, and their ratio."""
    table = Table(
        "", "一共 count", "每秒 a second", "p50 ms", "p99 ms", title="完整提交与裸路径 submissions, and the bare path"
    )
    lines = [(step, contest) for step in (SUBMISSION, *METHODS)]
    for step, samples in [*lines, (BARE, bare)]:
        seconds = samples.seconds[step]
        times = (f"{percentile(seconds, part) * _MS:.1f}" for part in (0.5, 0.99))
        table.add_row(step, str(len(seconds)), f"{samples.rate(step):.2f}", *times)
    console.print(table)
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
