"""Log files of bounded size, and reading them."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

LIMIT_BYTES = 20 * 1024 * 1024


def rotate(path: Path, limit: int = LIMIT_BYTES) -> bool:
    """Keep one older generation once the file is larger than `limit` bytes; return True if it was.

    The writer holds the file open for appending and does not know: the text is copied and the file cut. A line that is
    written between the two steps is lost; a log may lose a line, a process may not be stopped by its log.
    """
    try:
        if path.stat().st_size <= limit:
            return False
    except FileNotFoundError:
        return False
    shutil.copyfile(path, path.with_suffix(path.suffix + ".1"))
    with path.open("r+b") as file:
        file.truncate(0)
    return True


def tail(path: Path, lines: int) -> list[str]:
    """Return the last lines of a log; no lines if there is no log."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            start = max(0, size - 512 * max(lines, 1))
            file.seek(start)
            text = file.read().decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return []
    return (text[1:] if start else text)[-lines:]


def follow(paths: list[Path], every: float = 0.2) -> Iterator[tuple[Path, str]]:
    """Iterate, without end, over new whole lines of the logs; copes with rotation and with files that come later."""
    places = {path: path.stat().st_size if path.exists() else 0 for path in paths}
    while True:
        for path in paths:
            try:
                size = path.stat().st_size
            except FileNotFoundError:
                continue
            if size < places[path]:
                places[path] = 0  # rotated: what is there now is new
            if size == places[path]:
                continue
            with path.open("rb") as file:
                file.seek(places[path])
                new = file.read(size - places[path])
            whole, newline, _ = new.rpartition(b"\n")
            places[path] += len(whole) + len(newline)
            for line in whole.splitlines():
                yield path, line.decode("utf-8", "replace")
        sys.stdout.flush()
        time.sleep(every)
