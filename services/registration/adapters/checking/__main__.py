"""Looks into one file after the other: a path a line comes in, a finding a line goes out, in JSON; ends with its input."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from .faults import Fault, FoundError
from .look import look


def answer(path: str) -> dict[str, object]:
    """What was found in the file."""
    try:
        found = look(Path(path))
    except FoundError as error:
        return {"fault": error.fault.value, "what": error.what}
    except (MemoryError, RecursionError):
        return {"fault": Fault.BOMB.value, "what": "memory"}
    except OSError as error:
        return {"failed": type(error).__name__}
    return {"sha256": found.sha256, "size_bytes": found.size_bytes, "media_type": found.media_type}


def main() -> None:
    """Serve until the input ends, with it ends whoever asked; the argument is the address space that it may take, MiB."""
    limit = int(sys.argv[1]) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
