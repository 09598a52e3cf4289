"""Lets a program of its own store teams in a stack: it runs with the settings and keys of the stack's registration."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from cli.demo.world import Plan, later
from cli.stack.local import LocalStack
from cli.stack.program import ROOT


def store_teams(
    stack: LocalStack, plan: Plan, division: str, first: int, count: int, accounts: Sequence[str] = (), *more: str
) -> None:
    """Store teams from a synthetic index on, ready to submit if accounts own them; `more` are further words for the program."""
    if not count:
        return
    options = {
        "--first": str(first),
        "--count": str(count),
        "--seed": str(plan.seed),
        "--division": division,
        "--at": later(plan.opens, minutes=1).isoformat(),
    }
    words = [
        *(word for pair in options.items() for word in pair),
        *more,
        *(["--accounts", *accounts] if accounts else []),
    ]
    subprocess.run(
        [sys.executable, "-c", "from cli.bench import stored; stored.main()", *words],
        env=stack.env_for("registration-server"),
        cwd=ROOT,
        check=True,
    )
