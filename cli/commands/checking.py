"""`./dasai test` and `./dasai lint`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import typer

from cli.stack import prerequisites
from cli.stack.program import ROOT

SUITES = ("unit", "service", "contract", "e2e", "browser", "load", "chaos")
NEED_NOTHING = frozenset({"unit"})

LINTERS: dict[str, tuple[str, ...]] = {
    "ruff check": ("ruff", "check", "--quiet", "."),
    "ruff format": ("ruff", "format", "--check", "--quiet", "."),
    "mypy": ("mypy", "--no-error-summary", "chassis", "inspection", "services", "gateway", "cli"),
    "import-linter": ("importlinter.cli", "lint"),
    "contracts": ("cli", "contracts", "check"),
    "events": ("cli", "events", "catalogue", "--check"),
}


def run_tests(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[unit|service|contract|e2e|browser|load|chaos|all] [PYTEST ARGUMENTS]"),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="缺少的软件包直接安装 · install what is missing without asking")
    ] = False,
) -> None:
    """Run the tests, all of them unless suites are named; what follows goes to pytest (`./dasai test unit -k team -x`)."""
    suites, rest = split(arguments or [])
    if not set(suites) <= NEED_NOTHING or not suites:
        prerequisites.ensure(prerequisites.FOR_TESTS, yes=yes)
    paths = [str(ROOT / "tests" / suite) for suite in suites] + [located(argument) for argument in rest]
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *paths])  # noqa: S606 our own interpreter


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """The suites that are named first, and the rest for pytest; `all` stands for no choice."""
    suites: list[str] = []
    rest = list(arguments)
    while rest and rest[0] in (*SUITES, "all"):
        suites.append(rest.pop(0))
    return ([] if "all" in suites else suites), rest


def located(argument: str) -> str:
    """A path of a test as it is where the person stands, for pytest runs in the project's folder; the rest unchanged."""
    path, separator, test = argument.partition("::")
    if ("/" in path or path.endswith(".py")) and Path(path).exists():
        return f"{Path(path).resolve()}{separator}{test}"
    return argument


def run_linters() -> None:
    """Check the rules of the house: style, types, who imports whom, contracts; runs all and exits 1 where one is broken."""
    began = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(_run, LINTERS.values()))
    for name, done in zip(LINTERS, outcomes, strict=True):
        print(f"{'✓' if done.returncode == 0 else '✗'} {name}")
        if done.returncode != 0:
            print(done.stdout.rstrip())
    broken = sum(done.returncode != 0 for done in outcomes)
    seconds = time.monotonic() - began
    print(f"{len(LINTERS) - broken} 项通过，{broken} 项未通过 · passed, broken: {broken} ({seconds:.0f} s)")
    raise typer.Exit(1 if broken else 0)


def _run(command: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
