"""`./dasai`: every command is a line of this table; its module is imported only when it is called.

To add a command, write a typer app (or a function) and add its line. A module that is not there is not listed.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import typer
from typer.main import get_command


@dataclass(frozen=True)
class Entry:
    """A command: where its typer app or function is, what it does in both languages, and whether it hands options on."""

    target: str
    zh: str
    en: str
    hands_on: bool = False

    @property
    def here(self) -> bool:
        """Whether its module exists."""
        module, _, _ = self.target.partition(":")
        try:
            return importlib.util.find_spec(module) is not None
        except ModuleNotFoundError:
            return False

    def command(self, name: str) -> Callable[..., Any]:
        """The command itself, to be called with its arguments; imports its module."""
        module, _, attribute = self.target.partition(":")
        found: Any = getattr(importlib.import_module(module), attribute)
        if isinstance(found, typer.Typer):
            return get_command(found)
        app = typer.Typer(add_completion=False)
        options = {"ignore_unknown_options": True} if self.hands_on else {}
        app.command(name, context_settings=options)(found)
        return get_command(app)


COMMANDS = {
    "up": Entry("cli.commands.running:up", "启动整套系统，Ctrl-C 停止", "start everything; Ctrl-C stops it"),
    "down": Entry("cli.commands.running:down", "停止在别处启动的系统", "stop what was started elsewhere"),
    "status": Entry("cli.commands.running:status", "各进程的状态", "how each process is"),
    "logs": Entry("cli.commands.running:logs", "查看日志", "show the logs"),
    "demo": Entry("cli.demo:app", "演练整届比赛", "run a whole contest on a throw-away stack"),
    "bench": Entry("cli.bench:app", "测量性能", "measure"),
    "chaos": Entry("cli.chaos:app", "故障演练", "break things on purpose"),
    "clean": Entry(
        "cli.commands.cleaning:clean", "清除异常退出的演练在服务上的遗留", "remove leftovers of killed runs"
    ),
    "edition": Entry("cli.commands.edition:app", "检查届次文件", "check an edition file"),
    "receipt": Entry("cli.receipt:app", "回执验证", "verify a receipt, offline"),
    "identity": Entry("cli.identity:app", "证件密钥轮换", "keys that seal and match people: status, rotate"),
    "deadletters": Entry("cli.deadletters:app", "死信：查看与重放", "events that could not be handled: see, replay"),
    "audit": Entry("cli.audit:app", "审计链核验", "verify the audit trails"),
    "events": Entry("cli.events:app", "事件目录", "the catalogue of events"),
    "contracts": Entry("cli.contracts:app", "接口约定核对", "check the contracts in proto/"),
    "containers": Entry("cli.containers:app", "容器部署的密钥", "secrets of a containers' stack"),
    "test": Entry("cli.commands.checking:run_tests", "运行测试", "run the tests", hands_on=True),
    "lint": Entry("cli.commands.checking:run_linters", "检查代码规范", "check the rules of the house"),
    "lock": Entry("cli.commands.locking:lock", "更新依赖锁文件", "renew the lock files"),
}


def usage() -> str:
    """The list of commands."""
    lines = [f"  {name:<13}{entry.en} · {entry.zh}" for name, entry in COMMANDS.items() if entry.here]
    return "\n".join(
        [
            "Dasai：全国比赛平台 · the platform that runs a national contest",
            "",
            "./dasai COMMAND ...    (./dasai COMMAND --help)",
            "",
            *lines,
        ]
    )


def main(arguments: list[str]) -> int:
    """Run a command line; what a person can mend is told in words on standard error. Answers the exit code."""
    from cli.stack.program import StackProblem

    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    name, *rest = arguments
    entry = COMMANDS.get(name)
    if entry is None or not entry.here:
        print(f"没有这个命令 · no such command: {name}\n\n{usage()}", file=sys.stderr)
        return 2
    try:
        entry.command(name)(rest, prog_name=f"./dasai {name}")
    except StackProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
