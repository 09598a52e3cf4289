"""Estimate the processes, broker and database that a number of teams needs: `./dasai capacity`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cli.capacity.estimate import KINDS, Estimate, Load, Machine, estimate, in_words
from cli.load.plan import IN_LAST_SECONDS
from cli.stack.program import StackProblem

# what `./dasai bench smoke --json` printed on the machine that docs/scaling.md names
MEASURED = Path(__file__).with_name("costs.json")
SIZES = (1, 10, 50)
# of what is full first so many are shown at least, and each that is more than full
_FULLEST = 3
_NAMES = {
    "register": "报名 register",
    "save": "保存 save",
    "file": "上传 upload",
    "ticket": "凭证 ticket",
    "submit": "提交 submit",
}


def capacity(
    teams: Annotated[int, typer.Option(min=1, max=100_000_000, help="团队数 · teams")] = 25_000,
    peak_share: Annotated[
        float,
        typer.Option(min=0.0001, max=1.0, help="最忙一分钟内提交的比例 · the share that submits in the busiest minute"),
    ] = IN_LAST_SECONDS,
    costs: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="bench smoke --json的输出 · what `bench smoke --json` printed"),
    ] = None,
    core_speed: Annotated[
        float, typer.Option(min=0.1, max=20, help="处理器核与测量所用之比 · speed of a core against the measured one")
    ] = 1.0,
    shard_calls: Annotated[
        float,
        typer.Option(min=100, max=1_000_000, help="一个分片每秒的数据库操作 · database calls a second of a shard"),
    ] = 5_000.0,
    shard_memory: Annotated[
        float,
        typer.Option(min=1, max=100_000, help="一个分片的数据库内存（GiB） · GiB of memory of a shard's database"),
    ] = 32.0,
    file_mb: Annotated[
        float, typer.Option(min=0.001, max=1_000, help="文件平均大小（MB） · megabytes of a file")
    ] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="输出JSON · print JSON")] = False,
) -> None:
    """按实测开销估算所需的进程副本、RabbitMQ和MongoDB，分别按1倍、10倍、50倍的团队数列出，并写明算式。

    Estimate replicas, RabbitMQ and MongoDB from measured costs, for the given number of teams, ten and fifty times as many, with
    the arithmetic shown. What can't be measured here (a shard, the speed of a core) is an option.
    """
    measured = _read(costs or MEASURED)
    machine = Machine(core_speed=core_speed, shard_calls=shard_calls, shard_memory_gib=shard_memory, file_mb=file_mb)
    load = Load(teams=teams, peak_share=peak_share)
    estimates = [estimate(replace(load, teams=teams * size), measured, machine) for size in SIZES]
    if as_json:
        print(json.dumps([each.as_json() for each in estimates], ensure_ascii=False, indent=2))
        return
    console = Console(width=120, highlight=False)
    console.print(
        f"依据 from: {measured['database']}；一核利用率 use of a core {machine.utilisation:.0%}；"
        f"最忙一分钟内提交 submit in the busiest minute: {peak_share * 100:.3g}%"
    )
    for each in estimates:
        _show(console, each, machine)


def _read(path: Path) -> dict[str, Any]:
    """Return the costs of a file; raises StackProblem if it is not what `bench smoke --json` prints."""
    try:
        costs = json.loads(path.read_text())
        complete = {"processor_ms", "database_calls", "deliveries"}
        if all(complete <= costs["alone"][kind].keys() for kind in KINDS) and costs["team_bytes"] > 0:
            return dict(costs)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise StackProblem(
        f"{path} 不是 ./dasai bench smoke --json 的输出：请重新测量，将输出存为文件",
        f"{path} is not what `./dasai bench smoke --json` prints: measure again, and keep what it prints as a file",
    )


def _show(console: Console, each: Estimate, machine: Machine) -> None:
    rates = "，".join(f"{_NAMES[kind]} {in_words(rate, ',.1f')}/s" for kind, rate in each.rates.items())
    console.print(f"\n[bold]{each.load.teams:,} 支团队 teams[/bold]：{rates}", soft_wrap=True)
    table = Table(
        "进程 process", "算式（每秒次数×毫秒） calls a second × ms", "副本 replicas", box=None, pad_edge=False
    )
    for process in each.processes:
        table.add_row(process.name, process.sum, str(process.replicas))
    console.print(table)
    calls = each.database_calls
    console.print(
        f"RabbitMQ：{each.deliveries:,.0f} 条/s deliveries × 3 副本 copies × 2（写入与确认 write and confirm）"
        f" = {each.broker_writes:,.0f} 次写 writes/s"
    )
    console.print(
        f"MongoDB：{calls:,.0f} 次/s calls ÷ {machine.shard_calls:,.0f} = {calls / machine.shard_calls:.2f}；"
        f"文档与索引 documents and indexes ({each.documents_gib:,.2f} + {each.indexes_gib:,.2f}) GiB ÷ "
        f"{machine.shard_memory_gib:,.0f} = {each.working_set_gib / machine.shard_memory_gib:.2f}"
        f" → {each.shards:,} 个分片 shards",
        soft_wrap=True,
    )
    console.print(
        f"磁盘 disks：{calls:,.0f} × {machine.write_share:g}（写入 writes）× {machine.disk_writes}"
        f"（日志、文档、索引 journal, document, indexes）≤ {each.database_iops:,.0f} IOPS；"
        f"文件 files {each.files_gib:,.0f} GiB",
        soft_wrap=True,
    )
    console.print("最先用满 full first：", soft_wrap=True)
    for place, part in enumerate(each.fullness):
        if place >= _FULLEST and part.share < 1:
            break
        console.print(f"  {part.share:>6.1%}  {part.zh} · {part.en}", soft_wrap=True)
