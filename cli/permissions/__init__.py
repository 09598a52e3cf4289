"""`./dasai permissions`: print the table of permissions for an auditor, keep docs/permissions.md, and prove it (rule K1)."""

from __future__ import annotations

import typer
from rich.console import Console

from chassis.permissions import OPERATIONS

from .printing import DOCUMENT as DOCUMENT
from .printing import document as document


def permissions(
    write: bool = typer.Option(False, "--write", help="写入docs/permissions.md · write docs/permissions.md"),
    compare: bool = typer.Option(False, "--compare", help="只核对文件是否过期 · only compare docs/permissions.md"),
    check: bool = typer.Option(
        False, "--check", help="在独立系统上逐项验证权限表 · prove the table on a private stack"
    ),
    operations: str = typer.Option(
        "",
        "--operations",
        help="与 --check 同用：只验证名称或接口含此文字的操作 · with --check: only operations with this in name or route",
    ),
) -> None:
    """打印权限表：每项操作的可办理者、范围、可见字段及可能的拒绝状态；--check 在独立系统上逐项验证，有一项不符即以1退出。

    Print who may do each operation, on which objects, which fields who is shown, and which refusals may come back. --check proves
    it: every operation as every caller, on own and foreign objects, on a private stack; exits 1 if anything is otherwise.
    """
    if check:
        from .proof import prove  # needs a stack: what prints and compares does without

        raise typer.Exit(0 if prove(Console(), operations) else 1)
    text = document()
    if write:
        DOCUMENT.write_text(text, encoding="utf-8")
    elif compare:
        if not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != text:
            typer.echo("docs/permissions.md 已过期 · is stale: run `./dasai permissions --write`", err=True)
            raise typer.Exit(1)
    else:
        typer.echo(text, nl=False)
        return
    typer.echo(f"docs/permissions.md: {len(OPERATIONS)} 项操作 · operations")
