"""`./dasai identity`: keys under which people are sealed and matched, and their rotation (rules B5, K4; docs/en/operators.md)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from cli.network import reaching
from cli.stack.deployment import DataOption, Deployment

app = typer.Typer(
    help="人员信息的加密与匹配密钥：状态、轮换 · keys that seal and match people: status, rotate", no_args_is_help=True
)


@contextmanager
def _registration(data: Path | None) -> Iterator[None]:
    """Connect to registration's database, with its keys, of the deployment that is named."""
    from chassis.actor import system
    from chassis.context import Context, handling
    from chassis.mongo.connection import connect
    from chassis.settings import settings

    Deployment(data).become("registration")
    url = settings().mongodb_url
    with reaching("数据库", "the database", url):
        client = connect(settings(), "registration")
    try:
        with handling(Context(actor=system("registration"), causation_id="identity-rotation")):
            yield
    finally:
        client.close()


@app.command(short_help="各密钥下的数据量 · how much is sealed and matched under each key")
def status(data: DataOption = None) -> None:
    """列出各密钥加密和匹配的数据量；仍在使用的密钥缺失时以1退出。

    Show how much is sealed and matched under which key; exits 1 if a key is gone that something is sealed under.
    """
    from services.registration.teams.commands.key_rotation import key_use

    console = Console()
    with _registration(data):
        use = key_use()
    table = Table("密钥 key", "状态 state", "加密 sealed", "匹配 matched", title=f"参赛代表 people: {use.people}")
    for name in (*use.configured, *use.unknown):
        state = (
            "当前 current"
            if name == use.current
            else "缺失 gone"
            if name in use.unknown
            else "可停用 may be dropped"
            if name in use.droppable
            else "仍需保留 needed"
        )
        table.add_row(name, state, str(use.sealed[name]), str(use.matched[name]))
    console.print(table)
    if use.unknown:
        lost_keys = ", ".join(use.unknown)
        console.print(
            f"[red]✗ 密钥{lost_keys}仍有数据使用，但未配置，请恢复该密钥。 "
            f"Something is sealed under {lost_keys}, which is not configured: bring it back.[/red]"
        )
        raise typer.Exit(1)


@app.command(short_help="改用当前密钥 · seal and match everybody under the current keys")
def rotate(data: DataOption = None) -> None:
    """用当前密钥重新加密并计算匹配值；可中断后再次执行。有未完成的即以1退出。

    Seal and hash everyone under the current keys; may be stopped and called again. Exits 1 if some could not be.
    """
    from chassis.settings import settings
    from services.registration.teams.commands.key_rotation import rotate as walk

    console = Console()
    with _registration(data):
        done = walk(settings().clock.now)
    console.print(f"已检查 seen {done.seen} · 已更新 renewed {done.changed}")
    for title, teams in (
        ("无法解密（密钥缺失或数据损坏） does not open: key gone, or altered", done.broken),
        ("代表已在其他团队 a person is held by another team: settle it by hand", done.doubled),
    ):
        for team_id in teams:
            console.print(f"[red]✗ {team_id}: {title}[/red]")
    if done.broken or done.doubled:
        raise typer.Exit(1)
