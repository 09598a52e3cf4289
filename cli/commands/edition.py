"""`./dasai edition`: look at an edition file before it is used (rule A1)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from chassis.edition.check import report_lines

app = typer.Typer(help="届次文件 · edition files", no_args_is_help=True)


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
    """Say what the file holds, or every place where it is wrong; exits 1 where it is.

    With `--since`, also whether it leaves all that is registered under the version before it as it is, and what it adjusts.
    """
    good, lines = report_lines(file, since)
    for line in lines:
        typer.echo(line, err=not good)
    raise typer.Exit(0 if good else 1)
