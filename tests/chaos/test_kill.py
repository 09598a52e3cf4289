"""Killing with -9 any one process at any moment, and starting it again, loses nothing and doubles nothing."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from cli import demo
from cli.chaos import Killer
from cli.stack.processes import table

PARTS = {"broker", "database"}


@pytest.mark.parts
@pytest.mark.timeout(900)
def test_the_contest_ends_well_while_every_process_is_killed_once() -> None:
    """C8, D1, B5, E4, F1, G2: a whole contest with each of the 13 processes killed, RabbitMQ restarted, the database killed."""
    killer = Killer(seed=7, gap=120)
    console = Console(file=io.StringIO(), width=120)
    _, findings = demo.run(40, 7, console, meanwhile=killer)
    assert killer.trouble == ""
    assert set(killer.killed) == {process.name for process in table()} | PARTS
    assert [finding for finding in findings if not finding.holds] == []
