"""The stack that is measured."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from chassis.kernel.clock import FileClock
from cli import demo
from cli.stack.local import LocalStack
from cli.stack.throwaway import throwaway_stack

# those that a submission touches, and those by which its users sign in: the others would only share the machine
PROCESSES = (
    *(
        f"{service}-{part}"
        for service in ("accounts", "registration", "review")
        for part in ("server", "worker", "relay")
    ),
    "gateway",
)


@contextmanager
def bench_stack() -> Iterator[tuple[LocalStack, FileClock]]:
    """Run a throw-away stack of PROCESSES with the bare path; answers it with its contest clock."""
    with throwaway_stack(demo.CHEAP_HASHES, probe=True, processes=PROCESSES) as (stack, clock):
        yield stack, clock
