"""The stack that is measured."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chassis.kernel.clock import FileClock
from cli import demo
from cli.stack.local import LocalStack

# those that a submission touches: the others would only share the machine
PROCESSES = (
    *(f"{service}-{part}" for service in ("registration", "review") for part in ("server", "worker", "relay")),
    "gateway",
)


@contextmanager
def bench_stack() -> Iterator[tuple[LocalStack, FileClock]]:
    """A throw-away stack of PROCESSES with the bare path, and its clock; nobody else's parts are used."""
    given = {name: os.environ.pop(name, None) for name in ("DASAI_AMQP_URL", "DASAI_MONGODB_URL")}
    try:
        with tempfile.TemporaryDirectory(prefix="dasai-bench-", ignore_cleanup_errors=True) as folder:
            clock = FileClock(Path(folder) / "clock.json")
            with LocalStack(
                data=Path(folder) / "data",
                clock_file=clock.path,
                extra_env=demo.CHEAP_HASHES,
                probe=True,
                processes=PROCESSES,
            ) as stack:
                yield stack, clock
    finally:
        os.environ.update({name: value for name, value in given.items() if value is not None})
