"""The real broker and database for tests, fresh corners of both, and which tests need them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from cli.stack import database
from cli.stack.local import LocalStack
from cli.stack.parts import Parts

NEEDS_PARTS = frozenset({"parts", "amqp_url", "own_amqp_url", "mongodb_url", "database_prefix", "stack"})


def mark(items: list[pytest.Item]) -> None:
    """Mark every test that uses the broker or the database, through whatever fixture, with `parts`."""
    for item in items:
        if NEEDS_PARTS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.parts)


@contextmanager
def running_parts() -> Iterator[Parts]:
    """Those that DASAI_TEST_AMQP_URL and DASAI_TEST_MONGODB_URL name, else private ones on a folder that is thrown away."""
    amqp, mongodb = os.environ.get("DASAI_TEST_AMQP_URL"), os.environ.get("DASAI_TEST_MONGODB_URL")
    with (
        tempfile.TemporaryDirectory(prefix="dasai-test-", ignore_cleanup_errors=True) as data,
        Parts(Path(data), amqp_url=amqp, mongodb_url=mongodb) as parts,
    ):
        yield parts


@contextmanager
def fresh_prefix(parts: Parts) -> Iterator[str]:
    """A prefix of database names that nobody uses; its databases are dropped at the end."""
    prefix = f"t{uuid4().hex[:10]}"
    yield prefix
    database.drop(parts.mongodb_url, prefix)


@contextmanager
def fresh_amqp_url(parts: Parts) -> Iterator[str]:
    """A virtual host without any queue, deleted at the end; where the broker isn't ours, that broker as it is."""
    if parts.broker is None:
        yield parts.amqp_url
        return
    vhost = f"t{uuid4().hex[:10]}"
    url = parts.broker.add_vhost(vhost)
    yield url
    parts.broker.delete_vhost(vhost)


@contextmanager
def running_stack(clock_file: Path) -> Iterator[LocalStack]:
    """Every process, with a broker and a database of its own on a folder that is thrown away."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DASAI_AMQP_URL", "DASAI_MONGODB_URL"):
            patch.delenv(name, raising=False)  # never a system that somebody works with
        with LocalStack(clock_file=clock_file) as stack:
            yield stack
