"""Print a demo's result at its end."""

from __future__ import annotations

from collections import Counter

from rich import box
from rich.console import Console
from rich.table import Table

from chassis.edition import Edition
from chassis.service_names import SERVICES
from cli.stack.local import LocalStack

from .invariants import Invariant
from .planted_cases import CASES, REFUSALS
from .stages import Demo


def bus_figures(stack: LocalStack) -> dict[str, int]:
    """Return how many events were published, and how deliveries ended, since each process started."""
    figures: Counter[str] = Counter()
    for service in SERVICES:
        for sample in stack.metrics(f"{service}-relay"):
            if sample.name == "dasai_events_published_total":
                figures["published"] += int(sample.value)
        for sample in stack.metrics(f"{service}-worker"):
            if sample.name == "dasai_events_handled_total":
                figures[sample.labels["outcome"]] += int(sample.value)
    return {name: figures[name] for name in ("published", "applied", "duplicate", "retried", "dead")}


def show(console: Console, demo: Demo, stack: LocalStack, invariants: list[Invariant], edition: Edition) -> None:
    """Print counts, planted cases, other refusals, events, times and the invariants."""
    _show_counts(console, demo, edition)
    _show_cases(console, demo)
    for name, templates in demo.messages.items():
        listed = ", ".join(f"{template} {count}" for template, count in sorted(templates.items()))
        console.print(f"消息 messages, {name}: {listed}", highlight=False)
    figures = bus_figures(stack)
    console.print(
        f"事件 events: 已发布 published {figures['published']}, 已处理 applied {figures['applied']}, "
        f"重复忽略 duplicates ignored {figures['duplicate']}, 重试 retried {figures['retried']}, "
        f"死信 dead-lettered {figures['dead']}",
        highlight=False,
    )
    times = Table("阶段 stage", "秒 seconds", title="各阶段用时 time per stage", box=box.SIMPLE)
    for stage, seconds in demo.seconds.items():
        times.add_row(stage, f"{seconds:.1f}")
    times.add_row("合计 total", f"{sum(demo.seconds.values()):.1f}")
    console.print(times)
    results = Table("不变量 invariant", "检查数 checked", "结果 result", title="独立核验 independent check")
    for invariant in invariants:
        result = "✓" if invariant.holds else f"✗ {invariant.why}"
        results.add_row(invariant.name, str(invariant.checked), result)
    console.print(results)
    console.print(
        f"{demo.tally.calls} API calls, {demo.tally.repeated} repeated while a process was away; "
        f"数据库 database: {stack.database_name}",
        highlight=False,
    )


def _show_counts(console: Console, demo: Demo, edition: Edition) -> None:
    names = {division.code: division.name.zh for division in edition.divisions}
    stages = [stage for stage, counts in demo.counts.items() if set(counts) <= set(names)]
    # in Chinese alone, so that all columns fit; the line below has both
    table = Table(
        "分赛", *(stage.split(" ", 1)[0] for stage in stages), box=box.SIMPLE, title="各分赛数量 per division"
    )
    for code, name in names.items():
        table.add_row(name, *(str(demo.counts[stage].get(code, 0) or "·") for stage in stages))
    table.add_row("合计", *(str(sum(demo.counts[stage].values())) for stage in stages))
    console.print(table)
    totals = [f"{stage} {sum(counts.values())}" for stage, counts in demo.counts.items()]
    console.print("合计 total: " + "；".join(totals), highlight=False)


def _show_cases(console: Console, demo: Demo) -> None:
    console.print("预设的情形 planted cases", style="italic")
    for case in CASES:
        times = demo.occurred[case.name]
        code = f"{case.name} " if case in REFUSALS else ""
        line = f"  {'✓' if times else '✗'} {code}{case.zh} · {case.en}" + (f", {times} times" if times > 1 else "")
        console.print(line, style="" if times else "red", highlight=False, soft_wrap=True)
    planted = {case.name for case in REFUSALS}
    others = {code: times for code, times in sorted(demo.tally.refused.items()) if code not in planted}
    if others:
        listed = ", ".join(f"{code} {times}" for code, times in others.items())
        console.print(f"其他被拒绝的调用 other calls that were refused: {listed}", highlight=False)
