"""What each process of a run costs, second by second, and what the platform's metrics say meanwhile."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psutil

from . import metrics

EVERY, METRICS_EVERY = 1.0, 5.0  # seconds


@dataclass
class Samples:
    """By process, at which second: CPU as a part of a core, and memory in MiB; and the readings of metrics."""

    cpu: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    memory: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    readings: list[tuple[float, metrics.Reading]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return them as JSON has them."""
        readings = [(at, [[*names, value] for names, value in reading.items()]) for at, reading in self.readings]
        return {"cpu": self.cpu, "memory": self.memory, "readings": readings}

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> Samples:
        """Return the samples that `as_json` returned."""
        samples = cls()
        samples.cpu |= {name: [(at, value) for at, value in points] for name, points in values["cpu"].items()}
        samples.memory |= {name: [(at, value) for at, value in points] for name, points in values["memory"].items()}
        samples.readings += [
            (at, {(name, label, bound): value for name, label, bound, value in reading})
            for at, reading in values["readings"]
        ]
        return samples

    def add(self, other: Samples, moved: float, since: float, until: float) -> None:
        """Add the samples of another, moved by so many seconds, from one moment to another."""
        for source, target in ((other.cpu, self.cpu), (other.memory, self.memory)):
            for name, points in source.items():
                target[name] += [(at + moved, value) for at, value in points if since <= at + moved <= until]
        self.readings += [(at + moved, reading) for at, reading in other.readings if since <= at + moved <= until]


class Sampler:
    """Samples in a thread until it is left; `pids` says which processes there are, by name, and is asked each time."""

    def __init__(self, pids: Callable[[], Mapping[str, int]], ports: Mapping[str, int]) -> None:
        self._pids, self._ports = pids, ports
        self.samples = Samples()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sampling", daemon=True)
        # by process: CPU seconds so far, and when that was
        self._before: dict[str, tuple[int, float, float]] = {}

    def __enter__(self) -> Sampler:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        next_metrics = 0.0
        while not self._over.wait(EVERY):
            self._sample()
            if time.monotonic() >= next_metrics:
                self.samples.readings.append((time.time(), metrics.read(self._ports)))
                next_metrics = time.monotonic() + METRICS_EVERY

    def _sample(self) -> None:
        for name, pid in self._pids().items():
            used = _used(pid)
            if used is None:
                continue
            seconds, bytes_ = used
            now = time.time()
            known = self._before.get(name)
            if known is not None and known[0] == pid and now > known[2]:
                # a child that ended takes its seconds with it
                self.samples.cpu[name].append((now, max(seconds - known[1], 0.0) / (now - known[2])))
            self.samples.memory[name].append((now, bytes_ / 2**20))
            self._before[name] = pid, seconds, now


def _used(pid: int) -> tuple[float, int] | None:
    """Return the CPU seconds and the resident bytes of a process with its children; None if it is gone."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return None
    seconds, bytes_ = 0.0, 0
    for member in family:
        try:
            times = member.cpu_times()
            seconds += times.user + times.system
            bytes_ += member.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return seconds, bytes_
