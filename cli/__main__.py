"""`./dasai`: every command is a line of this table; its module is imported only when it is called.

To add a command, write a typer app (or a function) and add its line. A command whose module or whose libraries are not
there is not listed: the image of the containers has those of the `runtime` lock, and not those of the local stack.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from typer.exceptions import TyperException
from typer.main import get_command

# how a person calls us: by the script of a checkout, or by the program that an image has on its path
PROGRAM = "./dasai" if (Path(__file__).parents[1] / "dasai").is_file() else "dasai"
# libraries that only a developer's machine has
LOCAL, TOOLS = ("psutil", "httpx"), ("pytest",)


@dataclass(frozen=True)
class Entry:
    """A command: where its typer app or function is, what it does, the libraries that it needs, and if it hands options on."""

    target: str
    zh: str
    en: str
    needs: tuple[str, ...] = ()
    hands_on: bool = False

    @property
    def here(self) -> bool:
        """Return True if its module and its libraries are installed."""
        module, _, _ = self.target.partition(":")
        return all(_installed(name) for name in (module, *self.needs))

    def command(self, name: str) -> Callable[..., Any]:
        """Import the command's module and return the command, to be called with its arguments."""
        from cli import help_text

        module, _, attribute = self.target.partition(":")
        target: Any = getattr(importlib.import_module(module), attribute)
        if not isinstance(target, typer.Typer):
            app = typer.Typer(add_completion=False)
            options = {"ignore_unknown_options": True} if self.hands_on else {}
            app.command(name, context_settings=options)(target)
            target = app
        command = get_command(target)
        command.short_help = f"{self.zh} · {self.en}"
        help_text.use(command)
        return command


def _installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


COMMANDS = {
    "up": Entry("cli.commands.running:up", "启动整套系统，Ctrl-C停止", "start everything; Ctrl-C stops it", LOCAL),
    "down": Entry("cli.commands.running:down", "停止在别处启动的系统", "stop what was started elsewhere", LOCAL),
    "status": Entry("cli.commands.running:status", "各进程的状态", "show how each process is", LOCAL),
    "logs": Entry("cli.commands.running:logs", "查看日志", "show the logs", LOCAL),
    "demo": Entry("cli.demo:demo", "演练整届比赛", "run a whole contest on a throw-away stack", LOCAL),
    "bench": Entry("cli.bench:app", "测量性能", "measure", LOCAL),
    "chaos": Entry("cli.chaos:chaos", "故障演练", "break things on purpose", LOCAL),
    "fuzz": Entry(
        "cli.fuzz:fuzz", "随机调用接口", "try the API by its document, as each role", (*LOCAL, "schemathesis")
    ),
    "capacity": Entry("cli.capacity:capacity", "容量估算", "estimate replicas for so many teams"),
    "load": Entry(
        "cli.commands.load:load",
        "压力测试",
        "play the weeks before a deadline",
        (*LOCAL, "locust"),
        hands_on=True,
    ),
    "clean": Entry("cli.commands.cleaning:clean", "清除演练遗留", "remove leftovers of killed runs", LOCAL),
    "edition": Entry("cli.commands.edition:app", "检查届次文件", "check an edition file"),
    "receipt": Entry("cli.receipt:app", "回执验证", "verify a receipt, offline", ("httpx",)),
    "lists": Entry("cli.lists:lists", "列表与索引", "print the table of lists", LOCAL),
    "permissions": Entry("cli.permissions:permissions", "权限表", "print and prove the table of permissions"),
    "identity": Entry("cli.identity:app", "证件密钥轮换", "keys of identity data: status, rotate"),
    "migrate": Entry("cli.migrate:migrate", "迁移已存储的数据", "migrate stored data; see how far it is"),
    "backfill": Entry("cli.backfill:backfill_", "补发订阅之前的事件", "give services the events they lack"),
    "deadletters": Entry("cli.deadletters:app", "死信：查看与重放", "events that failed: see, put back"),
    "audit": Entry("cli.audit:app", "审计链核验", "verify the audit trails"),
    "containers": Entry("cli.containers:app", "容器部署的密钥", "secrets for containers"),
    "events": Entry("cli.events:app", "事件目录", "the catalogue of events", ("grpc_tools",)),
    "client": Entry("cli.client:client", "Python客户端", "make the Python client from the API document", TOOLS),
    "contracts": Entry("cli.contracts:app", "接口约定核对", "check the contracts in proto/", ("grpc_tools",)),
    "test": Entry("cli.commands.checking:run_tests", "运行测试", "run the tests", TOOLS, hands_on=True),
    "lint": Entry("cli.commands.checking:run_linters", "检查代码规范", "check the rules of the house", TOOLS),
    "vulnerabilities": Entry(
        "cli.vulnerabilities:vulnerabilities",
        "依赖的已知漏洞",
        "known vulnerabilities of the locked packages",
        ("pip_audit",),
    ),
    "shots": Entry("cli.shots:shots", "页面截图", "pictures of every page", (*LOCAL, "playwright")),
    "vendor": Entry("cli.vendor:vendor", "更新前端文件", "renew the pages' front-end files", TOOLS),
    "lock": Entry("cli.commands.locking:lock", "更新依赖锁文件", "renew the lock files", TOOLS),
}


def usage() -> str:
    """Return the list of commands."""
    shown = {name: entry for name, entry in COMMANDS.items() if entry.here}
    column = max(map(len, shown)) + 2
    lines = [f"  {name:<{column}}{entry.zh} · {entry.en}" for name, entry in shown.items()]
    return "\n".join(
        [
            "Dasai：全国比赛平台 · the platform that runs a national contest",
            "",
            f"{PROGRAM} COMMAND ...    ({PROGRAM} COMMAND --help)",
            "",
            *lines,
        ]
    )


def main(arguments: list[str]) -> int:
    """Run a command line; what a person can mend is said in words on standard error.

    Returns the exit code, or raises SystemExit with it.
    """
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # a library's advice to programmers is none to who runs a command
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    name, *rest = arguments
    entry = COMMANDS.get(name)
    if entry is None or not entry.here:
        print(f"没有这个命令 · no such command: {name}\n\n{usage()}", file=sys.stderr)
        return 2
    return run(entry.command(name), rest, f"{PROGRAM} {name}")


def run(command: Callable[..., Any], arguments: list[str], name: str) -> int:
    """Run a command of Typer's and return its exit code; errors of usage and of the network are explained."""
    from cli.network import explained, is_network_error
    from cli.stack.program import StackProblem
    from cli.usage_errors import report

    try:
        outcome = command(arguments, prog_name=name, standalone_mode=False)
    except StackProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    except TyperException as error:
        print(report(error), file=sys.stderr)
        return error.exit_code
    except typer.Abort:
        print("已中止 · aborted", file=sys.stderr)
        return 1
    except Exception as error:
        if not is_network_error(error):
            raise
        print(explained(error, "服务", "a server", ""), file=sys.stderr)
        return 1
    return outcome if isinstance(outcome, int) else 0


def command_line() -> None:
    """Run what this process was called with."""
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    command_line()
