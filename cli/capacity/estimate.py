"""Compute from measured costs how many processes, broker writes and database shards a contest needs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

REGISTER, SAVE, FILE, TICKET, SUBMIT = "register", "save", "file", "ticket", "submit"
KINDS = (REGISTER, SAVE, FILE, TICKET, SUBMIT)
# processes of which more can run side by side, with the replicas that overlays/national allows; a relay holds its service's lease
MOST = {
    "gateway": 40,
    "accounts-server": 10,
    "accounts-worker": 10,
    "registration-server": 40,
    "registration-worker": 20,
    "review-worker": 20,
}
_MINUTE = 60.0
# copies of everything: one may be drained while another fails
_LEAST = 2
# messages a second: what a relay publishes in batches with confirms, and what a quorum queue takes on a node (docs/scaling.md)
_RELAY_MESSAGES, _QUEUE_MESSAGES = 12_000.0, 10_000.0
# a delivery is written by the majority of three nodes of a quorum queue, and its confirmation likewise
_COPIES = 3
# what is less is shown as less than this
_SMALLEST = 0.0001


@dataclass(frozen=True, kw_only=True)
class Load:
    """The busiest minute: so many teams, the share of them that submits in it, and what comes with each submission."""

    teams: int
    peak_share: float
    saves: float = 3.0
    files: float = 2.0
    registrations: float = 0.1
    # page and client ask for an arrival ticket before they submit, and send the submission with it
    tickets: float = 1.0

    @property
    def submits(self) -> float:
        """Return final submissions a second in the busiest minute."""
        return self.teams * self.peak_share / _MINUTE

    def rates(self) -> dict[str, float]:
        """Return calls a second of each kind."""
        submits = self.submits
        return {
            REGISTER: submits * self.registrations,
            SAVE: submits * self.saves,
            FILE: submits * self.files,
            TICKET: submits * self.tickets,
            SUBMIT: submits,
        }


@dataclass(frozen=True, kw_only=True)
class Machine:
    """Assumptions about machines and files; `core_speed`, `shard_calls`, `shard_memory_gib` and `file_mb` are options."""

    # how much faster a core is than the one that the costs were measured on
    core_speed: float = 1.0
    # of a core, so that a burst does not wait
    utilisation: float = 0.6
    # writes and reads a second that a shard serves within milliseconds
    shard_calls: float = 5_000.0
    # of the database's memory, shared by what is used at the deadline
    shard_memory_gib: float = 32.0
    # bytes of indexes for each byte of documents, of which a team has many small ones
    index_share: float = 0.5
    # of the database calls, and what a write puts on the disk at most: journal, document and two index entries
    write_share: float = 0.6
    disk_writes: int = 4
    file_mb: float = 1.0
    files_each: int = 7


@dataclass(frozen=True)
class Process:
    """A kind of process: cores that it needs at the peak with their arithmetic, and how many replicas that makes."""

    name: str
    cores: float
    replicas: int
    sum: str


@dataclass(frozen=True)
class Fullness:
    """Load of a part as a share of its limit, with the part's name in Chinese and English."""

    zh: str
    en: str
    share: float


@dataclass(frozen=True)
class Estimate:
    """Processes, deliveries, database calls and storage that a load needs."""

    load: Load
    rates: Mapping[str, float]
    processes: tuple[Process, ...]
    deliveries: float
    broker_writes: float
    database_calls: float
    database_iops: float
    shards: int
    documents_gib: float
    indexes_gib: float
    files_gib: float
    fullness: tuple[Fullness, ...]

    @property
    def working_set_gib(self) -> float:
        """Return what the database's memory holds at the deadline: documents and their indexes."""
        return self.documents_gib + self.indexes_gib

    def as_json(self) -> dict[str, Any]:
        """Return the estimate as JSON has it."""
        return {
            "teams": self.load.teams,
            "peak_share": self.load.peak_share,
            "calls_per_second": {kind: round(rate, 2) for kind, rate in self.rates.items()},
            "replicas": {process.name: process.replicas for process in self.processes},
            "cores": {process.name: round(process.cores, 2) for process in self.processes},
            "deliveries_per_second": round(self.deliveries, 1),
            "broker_writes_per_second": round(self.broker_writes, 1),
            "database_calls_per_second": round(self.database_calls, 1),
            "database_iops": round(self.database_iops, 1),
            "shards": self.shards,
            "documents_gib": round(self.documents_gib, 2),
            "indexes_gib": round(self.indexes_gib, 2),
            "working_set_gib": round(self.working_set_gib, 2),
            "files_gib": round(self.files_gib, 1),
            "fullness": [{"zh": part.zh, "en": part.en, "share": round(part.share, 3)} for part in self.fullness],
        }


def estimate(load: Load, costs: Mapping[str, Any], machine: Machine) -> Estimate:
    """Return what a load needs; `costs` is what `./dasai bench smoke --json` prints, of each kind of call alone.

    Raises KeyError if the costs lack a kind of call.
    """
    rates = load.rates()
    alone = {kind: costs["alone"][kind] for kind in KINDS}
    processes = tuple(_process(name, rates, alone, machine) for name in MOST)
    deliveries = sum(rate * alone[kind]["deliveries"] for kind, rate in rates.items())
    calls = sum(rate * sum(alone[kind]["database_calls"].values()) for kind, rate in rates.items())
    documents = load.teams * costs["team_bytes"] / 2**30
    working_set = documents * (1 + machine.index_share)
    shards = max(1, math.ceil(calls / machine.shard_calls), math.ceil(working_set / machine.shard_memory_gib))
    return Estimate(
        load=load,
        rates=rates,
        processes=processes,
        deliveries=deliveries,
        broker_writes=deliveries * _COPIES * 2,
        database_calls=calls,
        database_iops=calls * machine.write_share * machine.disk_writes,
        shards=shards,
        documents_gib=documents,
        indexes_gib=documents * machine.index_share,
        files_gib=load.teams * machine.files_each * machine.file_mb * 1e6 / 2**30,
        fullness=_fullness(processes, calls, working_set, deliveries, machine),
    )


def _process(name: str, rates: Mapping[str, float], alone: Mapping[str, Any], machine: Machine) -> Process:
    """Return how many of a kind of process a load needs: each takes one core."""
    parts = [(rates[kind], alone[kind]["processor_ms"].get(name, 0.0)) for kind in KINDS]
    cores = sum(rate * ms for rate, ms in parts) / 1000 / machine.core_speed
    replicas = max(_LEAST, math.ceil(cores / machine.utilisation))
    shown = " + ".join(f"{in_words(rate, '.1f')}×{ms:.1f}" for rate, ms in parts if rate * ms > 0) or "0"
    return Process(name, cores, replicas, f"({shown}) ÷ 1000 = {in_words(cores, '.2f')}")


def in_words(value: float, form: str) -> str:
    """Return a number in a form; one so small that the form has no digit of it with two digits that count."""
    if value <= 0 or float(format(value, form).replace(",", "")) > 0:
        return format(value, form)
    return f"{value:.2g}" if value >= _SMALLEST else f"<{_SMALLEST:g}"


def _fullness(
    processes: tuple[Process, ...], calls: float, working_set: float, deliveries: float, machine: Machine
) -> tuple[Fullness, ...]:
    """Return how full each part is that can't be multiplied at will, the fullest first."""
    parts = [
        Fullness(
            f"{process.name}：全国部署配置的副本数上限",
            f"{process.name}: the most replicas of overlays/national",
            process.cores / machine.utilisation / MOST[process.name],
        )
        for process in processes
    ]
    parts += [
        Fullness("数据库一个分片的处理能力", "calls of one shard of the database", calls / machine.shard_calls),
        Fullness("数据库一个分片的内存", "memory of one shard of the database", working_set / machine.shard_memory_gib),
        Fullness(
            "事件转发进程（持租约，仅一个在发送）",
            "a relay (it holds a lease: one publishes)",
            deliveries / _RELAY_MESSAGES,
        ),
        Fullness("一个节点上的仲裁队列", "quorum queues on one node", deliveries / _QUEUE_MESSAGES),
    ]
    return tuple(sorted(parts, key=lambda part: -part.share))
