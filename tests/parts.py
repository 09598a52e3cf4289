"""The real broker and database for tests, databases and virtual hosts of their own, and which tests need them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.kernel.clock import FileClock
from cli.demo import CHEAP_HASHES
from cli.stack import database
from cli.stack.environment import MANAGEMENT_URL, ExternalServers
from cli.stack.isolation import isolated_workspace
from cli.stack.local import LocalStack
from cli.stack.parts import Parts
from cli.stack.run_record import new_prefix
from cli.stack.throwaway import workspace_for
from cli.stack.virtual_hosts import VirtualHostInUse

# a process may take half a minute to start beside other work; the gateway's own limit is tried by tests of the gateway
STACK_SETTINGS = {**CHEAP_HASHES, "DASAI_CALL_SECONDS": "60"}
NEEDS_PARTS = frozenset({"parts", "amqp_url", "own_amqp_url", "mongodb_url", "database_prefix", "stack"})


def mark(items: list[pytest.Item]) -> None:
    """Mark every test that uses the broker or the database, through whatever fixture, with `parts`."""
    for item in items:
        if NEEDS_PARTS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.parts)


def servers() -> ExternalServers:
    """Return the broker and the database that the environment names, if any."""
    return ExternalServers.named_in(os.environ)


@contextmanager
def running_parts() -> Iterator[Parts]:
    """Run a broker and a database on a folder that is thrown away; those that the environment names are used instead."""
    named = servers()
    with (
        tempfile.TemporaryDirectory(prefix="dasai-test-", ignore_cleanup_errors=True) as data,
        Parts(Path(data), amqp_url=named.amqp_url, mongodb_url=named.mongodb_url) as parts,
    ):
        yield parts


@contextmanager
def fresh_prefix(parts: Parts) -> Iterator[str]:
    """Make a prefix of database names that nobody uses; its databases are dropped at the end."""
    if database.NAME in parts.own:
        prefix = new_prefix()
        try:
            yield prefix
        finally:
            database.drop_run(parts.mongodb_url, prefix)
        return
    with isolated_workspace(replace(servers(), amqp_url=None)) as workspace:
        yield workspace.database_prefix


@contextmanager
def fresh_amqp_url(parts: Parts) -> Iterator[str]:
    """Make a virtual host without any queue, deleted or emptied at the end."""
    if parts.broker is None:
        with isolated_workspace(replace(servers(), mongodb_url=None)) as workspace:
            yield str(workspace.amqp_url)
        return
    name = new_prefix()
    url = parts.broker.add_vhost(name)
    try:
        yield url
    finally:
        parts.broker.delete_vhost(name)


@contextmanager
def running_stack(clock: FileClock) -> Iterator[LocalStack]:
    """Run every process on a folder that is thrown away, with a broker and a database, or corners of them, of its own."""
    with (
        workspace_for() as workspace,
        LocalStack(clock_file=clock.path, extra_env=STACK_SETTINGS, workspace=workspace) as stack,
    ):
        yield stack


def require_own_parts() -> None:
    """Skip a module about the private broker and database if the environment names servers."""
    if servers():
        pytest.skip("the environment names servers: nothing private is started", allow_module_level=True)


@contextmanager
def skipping_without_virtual_host() -> Iterator[None]:
    """Skip what needs a second virtual host while another test's stack uses the only one that the environment names."""
    try:
        yield
    except VirtualHostInUse as problem:
        if problem.holder is None or not problem.holder.is_this_process:
            raise  # another program's: that is no reason to prove less
        pytest.skip(f"needs a virtual host of its own: run it alone, or set {MANAGEMENT_URL}")
