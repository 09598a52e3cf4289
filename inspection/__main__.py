"""Inspects one file after the other: reads a path per line, writes an answer per line, in JSON, until its input ends."""

from __future__ import annotations

import json
import math
import os
import resource
import signal
import sys
from pathlib import Path

from .defects import Defect, DefectError, Detail
from .files import inspect_file

# seconds of computing that a file may cost, and bytes for which it may cost one second more
SECONDS, BYTES_A_SECOND = 10, 16 * 1024 * 1024


def answer(path: str, most_seconds: float) -> dict[str, object]:
    """Return hash, size and type of the file, its defect, or the failure of the machine."""
    try:
        _allow_computing(min(SECONDS + os.stat(path).st_size / BYTES_A_SECOND, most_seconds))
        inspected = inspect_file(Path(path))
    except DefectError as error:
        return {"defect": error.defect.value, "detail": _detail_name(error)}
    except (MemoryError, RecursionError):
        return {"defect": Defect.BOMB.value, "detail": Detail.MEMORY.name}
    except OSError as error:
        return {"failed": type(error).__name__}
    return {"sha256": inspected.sha256, "size_bytes": inspected.size_bytes, "media_type": inspected.media_type}


def _detail_name(error: DefectError) -> str:
    name = error.detail.fact.upper()
    return name if name in Detail.__members__ else error.detail.fact


def _allow_computing(seconds: float) -> None:
    """Allow this process so many more seconds of computing; past them the kernel ends it with SIGXCPU."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(spent.ru_utime + spent.ru_stime + seconds)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))


def main() -> None:
    """Answer until the input ends, which it does with the parent process; ignore signals to end, which are for the parent.

    The argument is the address space that the process may take, MiB.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    limit = int(sys.argv[1]) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _write_line("ready")
    for line in sys.stdin:
        path, most_seconds = json.loads(line)
        _write_line(json.dumps(answer(path, most_seconds)))


def _write_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
