"""`./dasai lint`: everything that can be said of the tree without running it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """One check: what it is called, and the command that answers 0 where all is well."""

    name: str
    argv: tuple[str, ...]


CHECKS = (
    Check("ruff", (str(BIN / "ruff"), "check", "--quiet", ".")),
    Check("format", (str(BIN / "ruff"), "format", "--check", "--quiet", ".")),
    Check("types", (str(BIN / "mypy"), "chassis", "services", "gateway", "cli")),
    Check("imports", (str(BIN / "lint-imports"),)),
    Check("contracts", (sys.executable, "-m", "cli.contracts", "check")),
    Check("events", (sys.executable, "-m", "cli.events", "catalogue", "--check")),
)


@dataclass(frozen=True)
class Outcome:
    """What a check said, and the seconds that it took."""

    check: Check
    good: bool
    said: str
    seconds: float


def perform(check: Check, root: Path = ROOT) -> Outcome:
    """Run one check over the tree at `root`."""
    began = time.monotonic()
    done = subprocess.run(
        check.argv,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(check, done.returncode == 0, done.stdout.strip(), time.monotonic() - began)


def run(checks: Sequence[Check] = CHECKS, root: Path = ROOT) -> int:
    """Run all checks, also after one failed, and say of each how it went; 1 where one is not content."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = pool.map(lambda check: perform(check, root), checks)
        failed = []
        for outcome in outcomes:
            word = "通过 · passed" if outcome.good else "未通过 · FAILED"
            print(f"{outcome.check.name:<10} {word}  {outcome.seconds:.1f} s", flush=True)
            if not outcome.good:
                failed.append(outcome.check.name)
                print("\n".join(f"    {line}" for line in outcome.said.splitlines()), flush=True)
    if failed:
        print(f"未通过 · failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0
