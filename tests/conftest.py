"""Fixtures for all tests: the real parts, started when the first test asks for them."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parents[1]))  # `tests.parts` under --import-mode=importlib

from chassis.kernel.clock import FileClock
from cli.stack.local import LocalStack
from cli.stack.parts import Parts
from tests import parts as helpers
from tests import suites
from tests.documented import Documented, holding

# an example that was slow once on a busy machine has found nothing; all else as it was, in CI and out of it
settings.register_profile("unhurried", settings(), deadline=None)
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--full`, which `./dasai test full` gives."""
    parser.addoption("--full", action="store_true", help="run the tests marked `long` as well")


def pytest_configure(config: pytest.Config) -> None:
    """Measure how long each suite takes, and end a stack when no test needs it any more."""
    config.pluginmanager.register(suites.Times())
    config.pluginmanager.register(suites.LastUses())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let `-m "not parts"` leave out what needs the broker or the database, and the default what takes long; group the rest."""
    helpers.mark(items)
    suites.leave_out_long(config, items)
    suites.order_for_workers(config, items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> suites.Scheduling:
    """Return how tests are given to workers, if there are workers."""
    return suites.Scheduling(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None, object, object]:
    """Skip a test whose fixtures need a second virtual host, if there is only one."""
    with helpers.skipping_without_virtual_host():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Skip a test that needs a second virtual host, if there is only one."""
    with helpers.skipping_without_virtual_host():
        return (yield)


@pytest.fixture(scope="session")
def documented() -> Iterator[Documented]:
    """Yield what holds the answers of running gateways against their documents."""
    documented = Documented()
    with holding(documented):
        yield documented


@pytest.fixture(autouse=True)
def answers_are_documented(documented: Documented) -> Iterator[None]:
    """Fail a test that got an answer of the API that its document does not know: another status, media type or form."""
    yield
    faults, documented.faults = documented.faults, []
    assert faults == []


@pytest.fixture(scope="session")
def parts() -> Iterator[Parts]:
    """Yield RabbitMQ and a database server, one of each for the whole run."""
    with helpers.running_parts() as running:
        yield running


@pytest.fixture(scope="session")
def amqp_url(parts: Parts) -> str:
    """Return the broker's URL, password included; shared by the whole run."""
    return parts.amqp_url


@pytest.fixture(scope="module")
def own_amqp_url(parts: Parts) -> Iterator[str]:
    """Yield the broker, with a virtual host that only this module sees."""
    with helpers.fresh_amqp_url(parts) as url:
        yield url


@pytest.fixture(scope="session")
def mongodb_url(parts: Parts) -> str:
    """Return the database server's URL."""
    return parts.mongodb_url


@pytest.fixture
def database_prefix(parts: Parts) -> Iterator[str]:
    """Yield a prefix for DASAI_DATABASE_PREFIX that only this test uses."""
    with helpers.fresh_prefix(parts) as prefix:
        yield prefix


@pytest.fixture(scope="session")
def contest_clock(tmp_path_factory: pytest.TempPathFactory) -> FileClock:
    """Return the clock of `stack`: `move_to` moves contest time for all its processes; real time until the first move."""
    return FileClock(tmp_path_factory.mktemp("clock") / "clock.json")


@pytest.fixture(scope="session")
def stack(contest_clock: FileClock) -> Iterator[LocalStack]:
    """Yield a stack of all processes for the whole run; tests make their own divisions and teams."""
    with helpers.running_stack(contest_clock) as running:
        yield running
