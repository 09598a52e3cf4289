"""What this machine offers its processes: cores and memory, as far as a container's limits let them have it."""

from __future__ import annotations

import math
import os
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")


def cores(cgroup: Path = CGROUP) -> int:
    """Return how many cores this process may use at once: those that it may run on, or its container's quota if that is less."""
    own = len(os.sched_getaffinity(0))
    quota, _, period = _read(cgroup / "cpu.max").partition(" ")
    if not (quota.isdigit() and period.isdigit()):  # `max` is no limit
        return own
    return max(1, min(own, math.ceil(int(quota) / int(period))))


def memory_gib(cgroup: Path = CGROUP) -> float:
    """Return the memory that the machine has, or the container's limit if that is less, GiB."""
    own = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = _read(cgroup / "memory.max")
    return (min(own, int(limit)) if limit.isdigit() else own) / 2**30


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
