"""`./dasai bench deadline`: the last minutes before a deadline, measured on one stack: peak, overload, faults, memory, pages."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from chassis.edition import load_edition
from cli.demo.progress import ConsoleProgress
from cli.demo.stages import DemoError
from cli.demo.world import Plan
from cli.stack.processes import table
from cli.stack.program import ROOT, StackProblem

from .figures import Figure
from .parts import Options, Parts
from .stage import stage

_PARTS: dict[str, Callable[[Parts], Iterator[Figure]]] = {
    "peak": Parts.measure_peak,
    "paced": Parts.paced,
    "pages": Parts.pages,
    "overload": Parts.overload,
    "crush": Parts.crush,
    "kills": Parts.kills,
    "broker": Parts.broker,
    "database": Parts.database,
    "soak": Parts.soak,
}
# parts that need no peak
_ALONE = ("peak", "pages")
# divisions whose deadlines pass: one for each of crush, broker and database, and for each process, broker and database
_DEADLINES, _OWN_PARTS = 3, 2


def deadline(
    only: Annotated[
        str, typer.Option(help=f"只测这些部分，以逗号分隔 · only these parts, separated by commas: {','.join(_PARTS)}")
    ] = "",
    peak: Annotated[
        float, typer.Option(min=0, max=100_000, help="已知的峰值，0为先测量 · the peak if it is known, 0 to measure it")
    ] = 0.0,
    level: Annotated[
        float, typer.Option(min=2, max=120, help="寻找峰值时每级的秒数 · seconds of each number of clients")
    ] = Options.level,
    clients: Annotated[
        int, typer.Option(min=1, max=1024, help="寻找峰值时最多的客户端数 · clients at most")
    ] = Options.most,
    paced: Annotated[float, typer.Option(min=2, max=600, help="80%峰值的秒数 · seconds at 80 %")] = Options.paced,
    overload: Annotated[
        float, typer.Option(min=2, max=600, help="5倍峰值的秒数 · seconds at 5 × the peak")
    ] = Options.overload,
    crush: Annotated[
        float, typer.Option(min=1, max=60, help="截止前5倍峰值的秒数 · seconds at 5 × the peak up to a deadline")
    ] = Options.crush,
    broker: Annotated[
        float, typer.Option(min=1, max=600, help="消息队列离开的秒数 · seconds that the broker is away")
    ] = Options.broker,
    pause: Annotated[
        float, typer.Option(min=1, max=60, help="数据库暂停的秒数 · seconds that the database stands still")
    ] = Options.pause,
    kill: Annotated[
        str,
        typer.Option(
            help="终止的进程，以逗号分隔，默认全部 · processes to kill, separated by commas; all unless named"
        ),
    ] = "",
    soak: Annotated[
        float, typer.Option(min=0.1, max=1440, help="持续负载的分钟数 · minutes of steady load")
    ] = Options.soak,
    as_json: Annotated[bool, typer.Option("--json", help="以JSON输出 · print JSON")] = False,
) -> None:
    """在一个独立的演练系统上测量截止前的最后几分钟：峰值、80%峰值、5倍峰值、截止时刻、故障、内存和公开页面。

    每个数值列出目标及是否达到；有确认而丢失、重复，或按时到达却以逾期拒绝的，以1退出，其余只报告。

    Measure the last minutes before a deadline on one private stack: the peak of final submissions, 80 % of it, 5 × the peak, a
    deadline under it, faults, memory and public pages.

    Each figure has its target and says if it is met. It exits 1 if anything was acknowledged but lost, doubled, or refused as
    late although it arrived in time; rates and times are reported only.
    """
    chosen = _chosen(only, _PARTS)
    processes = [*(process.name for process in table()), "broker", "database"]
    options = Options(
        level=level,
        paced=paced,
        overload=overload,
        crush=crush,
        broker=broker,
        pause=pause,
        soak=soak,
        most=clients,
        kill=_chosen(kill, processes) if kill else (),
    )
    console = Console(stderr=as_json)
    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 33, 1)
    figures: list[Figure] = []
    facts: dict[str, Any] = {"parts": list(chosen), "cpus": os.cpu_count(), "load_before": round(os.getloadavg()[0], 1)}
    problem = ""
    began = time.monotonic()
    try:
        count = min(_DEADLINES + (len(options.kill) or len(processes) + _OWN_PARTS), len(plan.divisions) - 1)
        with stage(plan, count, ConsoleProgress(console)) as prepared:
            facts["database"] = prepared.stack.database_name
            parts = Parts(prepared, options, peak)
            for name in _in_order(chosen, peak):
                prepared.progress.note(f"{name}（{time.monotonic() - began:.0f} s）")
                for figure in _PARTS[name](parts):
                    figures.append(figure)
                    console.print(_line(figure), highlight=False, soft_wrap=True)
            facts |= {"peak": round(parts.peak, 2), "stored": prepared.stored, "generator_late": round(parts.late, 3)}
    except DemoError as error:
        problem = str(error)
    facts |= {"seconds": round(time.monotonic() - began), "load_after": round(os.getloadavg()[0], 1)}
    _show(console, figures, facts)
    if as_json:
        typer.echo(
            json.dumps(
                {**facts, "figures": [figure.as_json() for figure in figures], "problem": problem or None},
                ensure_ascii=False,
                indent=2,
            )
        )
    if problem:
        console.print(f"[red]✗ {problem}[/red]")
    raise typer.Exit(1 if problem or has_failed(figures) else 0)


def has_failed(figures: Sequence[Figure]) -> bool:
    """Return True if anything was lost, doubled, or wrongly refused as late: nothing else decides."""
    return any(figure.decides and not figure.is_met for figure in figures)


def _chosen(words: str, known: Sequence[str] | dict[str, Any]) -> list[str]:
    """Return the names that words separated by commas choose, all of them by default; raises StackProblem for others."""
    chosen = [word.strip() for word in words.split(",") if word.strip()] or list(known)
    unknown = [word for word in chosen if word not in known]
    if unknown:
        raise StackProblem(
            f"没有{'、'.join(unknown)}；可选：{'、'.join(known)}",
            f"there is no {', '.join(unknown)}; choose from {', '.join(known)}",
        )
    return chosen


def _in_order(chosen: Sequence[str], peak: float) -> list[str]:
    """Return the parts in the order in which they run; the peak is measured first if another part needs it."""
    needs_peak = not peak and any(name not in _ALONE for name in chosen)
    return [name for name in _PARTS if name in chosen or (name == "peak" and needs_peak)]


def _value(figure: Figure) -> str:
    if math.isinf(figure.value):
        return "∞"
    digits = 0 if float(figure.value).is_integer() or figure.value >= 100 else 2
    return f"{figure.value:,.{digits}f} {figure.unit}".rstrip()


def _mark(figure: Figure) -> str:
    if figure.target is None:
        return " "
    return "[green]✓[/green]" if figure.is_met else "[red]✗[/red]"


def _line(figure: Figure) -> str:
    target = f"（目标 target {figure.target}）" if figure.target else ""
    words = f" [dim]{figure.words}[/dim]" if figure.words else ""
    return f"  {_mark(figure)} {figure.zh} {figure.en}: {_value(figure)}{target}{words}"


def _show(console: Console, figures: Sequence[Figure], facts: dict[str, Any]) -> None:
    """Print all figures as a table, and what the run was on; the zeros that are kept in one line."""
    heads = ("部分 part", "数值 figure", "", "目标 target", "")
    table_ = Table(*heads, title="截止前最后几分钟 the last minutes before a deadline")
    decisive = [figure for figure in figures if figure.decides]
    kept = sum(figure.is_met for figure in decisive)
    for figure in figures:
        if figure.decides and figure.is_met:
            continue
        target = str(figure.target or "")
        table_.add_row(figure.part, f"{figure.zh} {figure.en}", _value(figure), target, _mark(figure))
    console.print(table_)
    console.print(
        f"必须为零的{len(decisive)}项数值中，{kept}项为零 · {kept} of {len(decisive)} figures that must be zero are zero"
    )
    console.print("，".join(f"{name} {value}" for name, value in facts.items()), highlight=False, soft_wrap=True)
