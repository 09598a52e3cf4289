"""`./dasai migrate`: bring stored data to the form of this release, or say how far it is (docs/adr/0015-migrations.md).

Each server, worker and gateway does the same by itself before it serves; this command does it, or shows it, beforehand.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from pymongo import MongoClient
from rich.console import Console
from rich.table import Table

from chassis.mongo.migrations import bring_up_to_date, migrations_of, progress
from chassis.service_names import SERVICES
from cli.stack.deployment import DataOption, Deployment
from cli.stack.program import StackProblem

MIGRATED = SERVICES
STATES = {"done": "已完成 done", "interrupted": "进行中或已中断 under way or interrupted", "pending": "待执行 pending"}


def migrate(
    services: Annotated[
        list[str] | None, typer.Argument(metavar="[SERVICE]...", help="服务，默认全部 · services, all if none is named")
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="只列出各项迁移和待改文档数，不作改动 · list migrations and documents, change nothing"
        ),
    ] = False,
    data: DataOption = None,
) -> None:
    """按编号迁移已存储的数据；可中断后重新执行 · migrate stored data by number; may be ended and called again."""
    wanted = services or list(MIGRATED)
    unknown = [service for service in wanted if service not in MIGRATED]
    if unknown:
        raise StackProblem(
            f"没有这个服务：{'、'.join(unknown)}（可选：{'、'.join(MIGRATED)}）",
            f"no such service: {', '.join(unknown)} (there are {', '.join(MIGRATED)})",
        )
    console, deployment = Console(), Deployment(data)
    client: MongoClient[dict[str, Any]] = MongoClient(
        deployment.mongodb_url, tz_aware=True, w="majority", journal=True, serverSelectionTimeoutMS=5000
    )
    try:
        for service in wanted:
            database = client[f"{deployment.database_prefix}_{service}"]
            if not dry_run:
                bring_up_to_date(database, migrations_of(service))
            console.print(_table(database, service, dry_run))
    finally:
        client.close()


def _table(database: Any, service: str, dry_run: bool) -> Table:
    table = Table("编号 no.", "迁移 migration", "状态 state", "完成时间 ended", "文档 documents", title=database.name)
    for row in progress(database, migrations_of(service), count=dry_run):
        ended = f"{row.ended_at:%Y-%m-%d %H:%M:%S} UTC" if row.ended_at else ""
        table.add_row(f"{row.number:04}", f"{row.name}\n{row.purpose}", STATES[row.state], ended, f"{row.documents:,}")
    return table
