"""`./dasai test` and `./dasai lint`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer.main import get_command

from cli.stack import browser, rabbitmq
from cli.stack.environment import ExternalServers
from cli.stack.program import ROOT
from cli.vulnerabilities import NOT_CHECKED

SUITES = ("unit", "service", "contract", "e2e", "browser", "load", "chaos")
NEED_NOTHING = frozenset({"unit"})
# each worker has a broker and a database of its own
MAX_WORKERS = 4
# options of pytest for which a person watches one test
ONE_BY_ONE = frozenset({"-s", "--pdb", "--trace", "--capture=no"})
# the tests of a file go to one worker, in the order that tests/suites.py gives them
BY_FILE = ("--dist", "loadscope", "--no-loadscope-reorder")

_PARTS = ("chassis", "inspection", "services", "gateway", "cli")
# it asks a service on another machine, and may have no answer
VULNERABILITIES = "vulnerabilities"
LINTERS: dict[str, tuple[str, ...]] = {
    "style": ("ruff", "check", "--quiet", "."),
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "types": ("mypy", "--no-error-summary", *_PARTS),
    "imports": ("cli.imports", "--no-logo"),
    "contracts": ("cli", "contracts", "check"),
    "events": ("cli", "events", "catalogue", "--check"),
    "permissions": ("cli", "permissions", "--compare"),
    "client": ("cli", "client", "--compare"),
    "security": ("bandit", "--quiet", "--configfile", "pyproject.toml", "--recursive", *_PARTS),
    VULNERABILITIES: ("cli", VULNERABILITIES),
}
Linter = StrEnum("Linter", {name: name for name in LINTERS})  # type: ignore[misc]  # the names are those of the table


def run_tests(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[full|bare|unit|service|contract|e2e|browser|load|chaos] [PYTEST ARGUMENTS]"),
    ] = None,
) -> None:
    """运行测试，未指定时运行全部；其后的参数交给pytest（`./dasai test unit -k team -x`）。

    full另含耗时较长的测试，指定某一部分时也是如此。各部分同时运行，至多四个进程；`-n 0`逐个运行。
    bare在最小系统中试行README的各条命令。

    Run the tests, all suites unless some are named; what follows goes to pytest (`./dasai test unit -k team -x`).

    `full` runs the tests that take longer as well, and so does a suite that is named. Suites run side by side, on as many
    processors as there are, up to four; `-n 0` runs one test after the other, and so does a path. `bare` (alone) tries the
    README's commands in a bare root; its options are --suite, --mirror, --components, --keyring, --user, --teams, --tests
    and --keep.
    """
    names = arguments or []
    if names[:1] == ["bare"]:
        from cli.commands import bare

        get_command(bare.app)(names[1:], prog_name="./dasai test bare")
    choice = split(names)
    fetch(suites_of(choice))
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *choice.for_pytest(workers_for(choice, os.environ))])  # noqa: S606 - our own interpreter


@dataclass(frozen=True)
class Choice:
    """The suites that were named, if the long tests are wanted too, and the rest, which is for pytest."""

    suites: list[str]
    full: bool
    rest: list[str]

    def for_pytest(self, workers: int) -> list[str]:
        """Return pytest's arguments for so many workers; 1 runs the tests in pytest's own process."""
        paths = [str(ROOT / "tests" / suite) for suite in self.suites]
        return [
            *(["--full"] if self.full or self.suites else []),
            *(["-n", str(workers), *BY_FILE] if workers > 1 else []),
            *paths,
            *(located(argument) for argument in self.rest),
        ]


def workers_for(choice: Choice, environment: Mapping[str, str]) -> int:
    """Return how many workers run the tests: as many as processors up to MAX_WORKERS, or 1.

    It is 1 if a path is given or a person watches, and if the environment names servers: a virtual host has room for one stack.
    """
    if paths_in(choice.rest) or ONE_BY_ONE & set(choice.rest) or ExternalServers.named_in(environment):
        return 1
    return min(len(os.sched_getaffinity(0)), MAX_WORKERS)


def paths_in(arguments: list[str]) -> list[str]:
    """Return those of pytest's arguments that are paths of tests."""
    return [argument for argument in arguments if "/" in argument or argument.endswith(".py")]


def split(arguments: list[str]) -> Choice:
    """Return what the first words choose; `all` and `full` stand for every suite unless suites are named beside `full`."""
    words: list[str] = []
    rest = list(arguments)
    while rest and rest[0] in (*SUITES, "all", "full"):
        words.append(rest.pop(0))
    suites = [] if "all" in words else [word for word in words if word != "full"]
    return Choice(suites, "full" in words, rest)


def suites_of(choice: Choice) -> set[str]:
    """Return the suites that will run: those named, or those of the paths named, or all."""
    paths = paths_in(choice.rest)
    named = choice.suites or [suite for path in paths for suite in SUITES if suite in Path(path).resolve().parts]
    return set(named or SUITES)


def fetch(suites: set[str]) -> None:
    """Fetch the broker and the browser that the suites need, so that it is seen; fixtures would do it unseen."""
    if not suites <= NEED_NOTHING:
        rabbitmq.locate()
    if "browser" in suites:
        browser.locate()


def located(argument: str) -> str:
    """Return a test's path from the caller's folder as an absolute path, for pytest runs in the project's; the rest unchanged."""
    path, separator, test = argument.partition("::")
    if ("/" in path or path.endswith(".py")) and Path(path).exists():
        return f"{Path(path).resolve()}{separator}{test}"
    return argument


def run_linters(
    names: Annotated[
        list[Linter] | None,
        typer.Argument(metavar="[NAME]", help=f"只检查这些，共有 · only these of {', '.join(LINTERS)}"),
    ] = None,
) -> None:
    """检查代码规范：格式、类型、引用关系、接口约定、安全；全部执行，有一项未通过即以1退出。漏洞数据服务无法访问的，注明未核对。

    Check the rules of the house: style, types, who imports whom, contracts, security; runs all and exits 1 if one is broken.
    If the service that knows vulnerabilities can't be reached, it says that they were not checked.
    """
    linters = {name: LINTERS[name] for name in dict.fromkeys(names or LINTERS)}
    began = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(_run, linters.values()))
    marks = [mark_of(name, done.returncode) for name, done in zip(linters, outcomes, strict=True)]
    for name, mark, done in zip(linters, marks, outcomes, strict=True):
        print(f"{mark} {name}")
        if mark != "✓":
            print(done.stdout.rstrip())
    passed, broken, unchecked = (marks.count(mark) for mark in "✓✗?")
    seconds = time.monotonic() - began
    zh, en = (f"，{unchecked} 项未核对", f", not checked: {unchecked}") if unchecked else ("", "")
    print(f"{passed} 项通过，{broken} 项未通过{zh} · passed, broken: {broken}{en} ({seconds:.0f} s)")
    raise typer.Exit(1 if broken else 0)


def mark_of(name: str, code: int) -> str:
    """Return how a linter's end is shown: it passed, is broken, or could not check."""
    if name == VULNERABILITIES and code == NOT_CHECKED:
        return "?"
    return "✗" if code else "✓"


def _run(command: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
