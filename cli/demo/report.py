"""What a demo tells at its end."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich.console import Console
from rich.table import Table

from chassis.edition import Edition
from cli.stack.local import LocalStack

from .invariants import Finding
from .stages import Demo

SERVICES = ("registration", "review", "scoring", "publicity")


def bus_figures(stack: LocalStack) -> dict[str, int]:
    """Events published, and deliveries by outcome, since each process started (a process that restarted counts anew)."""
    figures: Counter[str] = Counter()
    for service in SERVICES:
        for sample in stack.metrics(f"{service}-relay"):
            if sample.name == "dasai_events_published_total":
                figures["published"] += int(sample.value)
        for sample in stack.metrics(f"{service}-worker"):
            if sample.name == "dasai_events_handled_total":
                figures[sample.labels["outcome"]] += int(sample.value)
    return {name: figures[name] for name in ("published", "applied", "duplicate", "retried", "dead")}


def show(console: Console, demo: Demo, stack: LocalStack, findings: list[Finding], edition: Edition) -> None:
    """Counts per stage and division, refusals by rule, the bus, time per stage, and the invariants."""
    _counts(console, demo, edition)
    refusals = Table("代码 code", "次数 times", title="被拒绝的操作 what was refused, by rule")
    for code, times in sorted(demo.tally.refused.items()):
        refusals.add_row(code, str(times))
    console.print(refusals)
    bus = Table("", "事件 events", title="消息总线 the bus")
    names = {
        "published": "已发布 published",
        "applied": "已处理 delivered and applied",
        "duplicate": "重复忽略 duplicates ignored",
        "retried": "重试 retried",
        "dead": "死信 dead-lettered",
    }
    for outcome, number in bus_figures(stack).items():
        bus.add_row(names[outcome], str(number))
    console.print(bus)
    spent = Table("阶段 stage", "秒 seconds", title="各阶段用时 time per stage")
    for stage, seconds in demo.seconds.items():
        spent.add_row(stage, f"{seconds:.1f}")
    spent.add_row("合计 total", f"{sum(demo.seconds.values()):.1f}")
    console.print(spent)
    checks = Table("不变量 invariant", "检查数 checked", "结果 result", title="独立核验 independent check")
    for finding in findings:
        checks.add_row(finding.name, str(finding.over), "✓" if finding.holds else f"✗ {finding.why}")
    console.print(checks)
    console.print(
        f"{demo.tally.calls} API calls, {demo.tally.repeated} repeated while a part was away; database: {stack.database_name}"
    )


def _counts(console: Console, demo: Demo, edition: Edition) -> None:
    names = {division.code: division.name.zh for division in edition.divisions}
    stages = [stage for stage, counts in demo.counts.items() if set(counts) <= set(names)]
    table = Table("分赛 division", *stages, title="各阶段各分赛数量 counts per stage and division")
    totals: dict[str, Any] = {stage: sum(demo.counts[stage].values()) for stage in stages}
    for code, name in names.items():
        table.add_row(name, *(str(demo.counts[stage].get(code, 0) or "·") for stage in stages))
    table.add_row("合计 total", *(str(totals[stage]) for stage in stages))
    console.print(table)
    national = {stage: sum(counts.values()) for stage, counts in demo.counts.items() if stage not in stages}
    console.print("；".join(f"{stage} {count}" for stage, count in national.items()))
