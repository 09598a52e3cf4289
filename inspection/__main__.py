"""Looks into one file after the other: a path a line comes in, a finding a line goes out, in JSON; ends with its input."""

from __future__ import annotations

import json
import math
import os
import resource
import signal
import sys
from pathlib import Path

from .faults import Fault, FoundError, What
from .look import look

# computing that a file may cost, seconds: so many, and one more for each so many bytes
SECONDS, BYTES_A_SECOND = 10, 16 * 1024 * 1024


def answer(path: str, most_seconds: float) -> dict[str, object]:
    """What was found in the file."""
    try:
        _allow(min(SECONDS + os.stat(path).st_size / BYTES_A_SECOND, most_seconds))
        found = look(Path(path))
    except FoundError as error:
        return {"fault": error.fault.value, "what": _said(error)}
    except (MemoryError, RecursionError):
        return {"fault": Fault.BOMB.value, "what": What.MEMORY.name}
    except OSError as error:
        return {"failed": type(error).__name__}
    return {"sha256": found.sha256, "size_bytes": found.size_bytes, "media_type": found.media_type}


def _said(error: FoundError) -> str:
    name = error.what.fact.upper()
    return name if name in What.__members__ else error.what.fact


def _allow(seconds: float) -> None:
    """So much more computing, whatever else the machine does; past it the kernel ends this process with SIGXCPU."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(spent.ru_utime + spent.ru_stime + seconds)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))


def main() -> None:
    """Serve until the input ends: with it ends whoever asked. Until then signals to end are whoever asked's to obey.

    The argument is the address space that it may take, MiB.
    """
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    limit = int(sys.argv[1]) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _say("ready")
    for line in sys.stdin:
        path, most_seconds = json.loads(line)
        _say(json.dumps(answer(path, most_seconds)))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
