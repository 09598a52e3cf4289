"""A stack on a folder that stays, with a contest clock to move, so that what runs there can be stopped and gone on with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from chassis.kernel.clock import FileClock

from .local import LocalStack
from .orphans import Tell, silent
from .rehearsal import clock_of
from .throwaway import workspace_for


@contextmanager
def kept_stack(
    data: Path, extra_env: Mapping[str, str], *, tell: Tell = silent
) -> Iterator[tuple[LocalStack, FileClock]]:
    """Run a stack on a data folder, fresh or used before, that stays; yields it with its contest clock.

    What it keeps on servers that the environment names is removed at its end.
    """
    data.mkdir(parents=True, exist_ok=True)
    clock = FileClock(clock_of(data))
    with (
        workspace_for(extra_env) as workspace,
        LocalStack(data, clock.path, extra_env=extra_env, workspace=workspace, tell=tell) as stack,
    ):
        yield stack, clock
