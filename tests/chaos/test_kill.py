"""Killing any process with -9 at any moment, and starting it again, loses nothing and doubles nothing."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from cli import demo
from cli.chaos import Killer
from cli.stack.processes import table
from tests.parts import servers


@pytest.mark.parts
@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_contest_ends_well_while_each_process_is_killed_once() -> None:
    """C8, D1, B5, E4, F1, G2: run a whole contest, kill each of the 16 processes and the database, restart RabbitMQ."""
    killer = Killer(seed=7, gap=120)
    console = Console(file=io.StringIO(), width=120)
    _, findings = demo.run(40, 7, console, meanwhile=killer)
    assert killer.trouble == ""
    named = {"broker": servers().amqp_url, "database": servers().mongodb_url}
    assert killer.left_alone == tuple(name for name, url in named.items() if url)
    assert set(killer.killed) == {process.name for process in table()} | {
        name for name, url in named.items() if not url
    }
    assert [finding for finding in findings if not finding.holds] == []
