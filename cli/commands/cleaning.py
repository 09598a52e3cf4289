"""`./dasai clean`: remove what killed runs left on a broker and a database that the environment names."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from cli.stack.environment import AMQP_URL, MONGODB_URL, ExternalServers
from cli.stack.isolation import Leftover, leftovers, remove
from cli.stack.program import StackProblem


def clean(
    prefix: Annotated[
        str,
        typer.Argument(help="只清除这一次运行的，不论在哪台机器上运行 · of this run only, on whichever machine it ran"),
    ] = "",
) -> None:
    """清除被终止的demo、test、bench、chaos在服务器上遗留的数据库和虚拟主机。

    不指定前缀时，只清除本机已结束进程的遗留；其他机器的仅列出，须指定前缀才会清除。

    Remove the databases and virtual hosts that killed runs of demo, test, bench or chaos left on the servers.

    Without a prefix, those of runs of this machine whose process has ended. What runs of other machines have there is only
    listed, for it can't be seen from here if they still go on: name the prefix to remove it.
    """
    servers = ExternalServers.named_in(os.environ)
    if not servers:
        raise StackProblem(
            f"请用 {AMQP_URL}、{MONGODB_URL} 指定要清理的服务", f"name the servers in {AMQP_URL} and {MONGODB_URL}"
        )
    present = [leftover for leftover in leftovers(servers) if not prefix or leftover.prefix == prefix]
    if not present:
        typer.echo("没有遗留 · nothing is left behind")
    uncertain = False
    for leftover in present:
        if _goes_on(leftover):
            typer.echo(f"正在运行 · still runs: {leftover.in_words()}")
        elif prefix or (leftover.record is not None and leftover.record.has_ended):
            remove(servers, leftover)
            typer.echo(f"已清除 · removed: {leftover.in_words()}")
        else:
            uncertain = True
            typer.echo(
                f"无法确认是否已结束，清除：./dasai clean {leftover.prefix} · may still run; to remove it, "
                f"./dasai clean {leftover.prefix}: {leftover.in_words()}"
            )
    raise typer.Exit(1 if uncertain else 0)


def _goes_on(leftover: Leftover) -> bool:
    return leftover.record is not None and leftover.record.goes_on
