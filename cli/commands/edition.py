"""`./dasai edition`: look at an edition file before it is used (rule A1)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chassis.edition.check import report_lines

app = typer.Typer(help="检查届次文件 · check edition files", no_args_is_help=True)


@app.callback()
def edition() -> None:
    """届次文件 · edition files."""


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="届次文件 · the edition file")],
    since: Annotated[
        Path | None, typer.Option(help="上一版届次文件 · the file of the version that was published before it")
    ] = None,
) -> None:
    """列出届次文件的内容，或指出每一处错误（此时以1退出）。加 --since 时，还检查是否影响按上一版登记的内容，以及调整了哪些设置。

    Print what the file holds, or every place that is wrong; exits 1 if there is one.

    With `--since`, also check that all that is registered under the version before it stays as it is, and print what it adjusts.
    """
    good, lines = report_lines(file, since)
    for line in lines:
        typer.echo(line, err=not good)
    raise typer.Exit(0 if good else 1)
