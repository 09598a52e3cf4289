"""The session's stack with a division open, for the rules of registration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chassis.edition import load_edition
from chassis.kernel.clock import FileClock
from cli.demo.client import Tally, User, browserless
from cli.demo.world import Plan
from cli.stack.local import LocalStack
from cli.stack.program import ROOT
from tests.e2e.registration.running import SEED, SHARED, Contest


@pytest.fixture(scope="session")
def nation(stack: LocalStack, contest_clock: FileClock) -> Iterator[Contest]:
    """The stack, with the shared division open."""
    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 3, SEED)
    with browserless() as connections:
        secretariat = User(stack.url, Tally(), http=connections)
        secretariat.sign_in("secretariat", stack.accounts["secretariat"])
        contest = Contest(stack, plan, contest_clock, secretariat, connections)
        contest.open(SHARED)
        yield contest


@pytest.fixture
def contest(nation: Contest) -> Contest:
    """The contest while the shared division is open, whatever a test before did to the clock."""
    nation.clock.move_to(nation.plan.opens + timedelta(hours=1))
    return nation
