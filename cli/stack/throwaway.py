"""A stack for one run, with a contest clock to move: the demo's, a benchmark's, a test's. Nothing of it is left afterwards."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from chassis.kernel.clock import FileClock

from .environment import ExternalServers
from .isolation import RETRY_DELAYS, isolated_workspace
from .local import LocalStack
from .orphans import Tell, silent
from .replicas import Replicas
from .signals import stopping_once
from .workspace import Workspace


@contextmanager
def throwaway_stack(
    extra_env: Mapping[str, str] | None = None,
    *,
    probe: bool = False,
    processes: tuple[str, ...] | None = None,
    replicas: Replicas | None = None,
    edition_file: Path | None = None,
    tell: Tell = silent,
) -> Iterator[tuple[LocalStack, FileClock]]:
    """Run a stack on a folder that is deleted at the end; answers it with its contest clock.

    Broker and database are private, or those that the environment names (DASAI_AMQP_URL, DASAI_MONGODB_URL): there the run
    has databases and a virtual host of its own, which are removed at the end, also after an exception or a signal.
    """
    with (
        stopping_once(),
        tempfile.TemporaryDirectory(prefix="dasai-run-", ignore_cleanup_errors=True) as folder,
        workspace_for(extra_env) as space,
    ):
        clock = FileClock(Path(folder) / "clock.json")
        with LocalStack(
            Path(folder) / "data",
            clock_file=clock.path,
            edition_file=edition_file,
            extra_env=extra_env,
            probe=probe,
            processes=processes,
            replicas=replicas,
            workspace=space,
            tell=tell,
            throw_away=True,
        ) as stack:
            yield stack, clock


@contextmanager
def workspace_for(extra_env: Mapping[str, str] | None = None) -> Iterator[Workspace]:
    """Make a workspace for a stack whose processes have this in their environment, on the servers that ours names."""
    delays = (extra_env or {}).get("DASAI_RETRY_DELAYS")
    with isolated_workspace(
        ExternalServers.named_in(os.environ),
        retry_delays=tuple(json.loads(delays)) if delays else RETRY_DELAYS,
        tell=_tell,
    ) as space:
        yield space


def _tell(zh: str, en: str) -> None:
    print(f"{zh} · {en}", file=sys.stderr, flush=True)
