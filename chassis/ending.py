"""End a process in its drain time, whatever is away, or with status 78 if starting it again is no use."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from .settings import Misconfigured
from .telemetry import log

# the share of the drain time for what is under way; the rest is for closing connections
UNDER_WAY = 0.9
# the log line on a forced end may take so long, seconds
_LAST_WORDS = 0.5


def end_within(seconds: float) -> None:
    """End this process after so many seconds at the latest, whatever it waits for; the first call counts.

    For handlers of SIGTERM. It goes by the kernel's timer, so that no thread, event loop or greenlet needs to run for it. What is
    not done then is done by another process: events are delivered again, and commands are repeated under their key.
    """
    if signal.getitimer(signal.ITIMER_REAL)[0]:
        return
    signal.signal(signal.SIGALRM, _end)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.1))


def _end(_: int, __: FrameType | None) -> None:
    # if the line can't be written, the kernel ends the process
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, _LAST_WORDS)
    try:
        log("ending").warning("ended by force: the drain time is over")
    finally:
        os._exit(1)


def leave() -> NoReturn:
    """End this process now that its work is done, with status 0.

    The interpreter's own end waits for threads that wait for whatever is away, and for gRPC's, which now and then never ends.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


@contextmanager
def stating_misconfiguration() -> Iterator[None]:
    """Run a process; on Misconfigured write its text to standard error and end with EX_CONFIG (78): don't start it again."""
    try:
        yield
    except Misconfigured as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(os.EX_CONFIG) from None
