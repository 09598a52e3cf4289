"""Killing or rolling any process at any moment loses nothing and doubles nothing."""

from __future__ import annotations

import io
import os

import pytest
from rich.console import Console

from cli import demo
from cli.chaos import Killer
from cli.stack.processes import table
from cli.stack.replicas import Replicas
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
    processes = (Replicas.named_in(os.environ) or Replicas()).applied(table())
    assert set(killer.killed) == {process.name for process in processes} | {
        name for name, url in named.items() if not url
    }
    assert [finding for finding in findings if not finding.holds] == []


@pytest.mark.parts
@pytest.mark.long
@pytest.mark.timeout(1200)
def test_a_contest_sees_no_error_while_each_of_two_of_every_process_is_stopped_and_started_anew() -> None:
    """C8, C9, D1: roll all as an update does; the client library repeats what is asked of it, and no error comes through.

    The contest itself ends with the first error that it did not ask for.
    """
    roller = Killer(seed=11, gap=50, politely=True)
    console = Console(file=io.StringIO(), width=120)
    contest, findings = demo.run(40, 11, console, meanwhile=roller, replicas=Replicas(2))
    assert roller.trouble == ""
    assert set(roller.killed) == {process.name for process in Replicas(2).applied(table())}
    assert [finding for finding in findings if not finding.holds] == []
    assert [code for code in contest.tally.refused if code in ("UNAVAILABLE", "PLATFORM_BUSY", "INTERNAL")] == []
