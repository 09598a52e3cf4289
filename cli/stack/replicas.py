"""How many of each process a stack runs: as an option or the environment says, else as many as fit the machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from . import machine
from .processes import KINDS, Process, table
from .program import StackProblem

VARIABLE = "DASAI_REPLICAS"
MOST = 32
# each core that is counted on has this much memory: below it more processes would not make anything faster
_GIB_A_CORE = 2.0
_PART = re.compile(r"(?:([a-z][a-z-]*)=)?([0-9]{1,3})")


@dataclass(frozen=True)
class Replicas:
    """How many run of each process: by its own number, else by its kind's, else `each`."""

    each: int = 1
    numbers: Mapping[str, int] = field(default_factory=dict)  # by the name of a process, or of a kind

    @classmethod
    def read(cls, text: str, known: Iterable[Process] | None = None) -> Replicas:
        """Return what a text says: `2`, or `gateway=4,server=2,registration-server=3`, or both; empty is one of each.

        Raises StackProblem, with the words that are known, if it says nothing that can be done.
        """
        names = [process.name for process in (table() if known is None else known)]
        each, numbers = 1, {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            match = _PART.fullmatch(part)
            name, number = (match[1], int(match[2])) if match else (None, 0)
            if not 1 <= number <= MOST or (name is not None and name not in (*names, *KINDS)):
                words = ", ".join((*KINDS, *(name for name in names if name not in KINDS)))
                raise StackProblem(
                    f"副本数“{part}”有误：请写1至{MOST}的数，或“名称=数”，名称为 {words}",
                    f"replicas: {part!r}: write a number from 1 to {MOST}, or name=number; names are {words}",
                )
            if name is None:
                each = number
            else:
                numbers[name] = number
        return cls(each, numbers)

    @classmethod
    def named_in(cls, environment: Mapping[str, str], known: Iterable[Process] | None = None) -> Replicas | None:
        """Return what the environment says (DASAI_REPLICAS); None if it says nothing."""
        text = environment.get(VARIABLE, "")
        return cls.read(text, known) if text else None

    @classmethod
    def fitting(cls, cores: int | None = None, memory_gib: float | None = None) -> Replicas:
        """Return what fits a machine, unless said this one: on two or three cores one of each.

        What a submission costs is mostly the work of gateway and registration's server, a core each at most; broker and database
        take the rest (docs/adr/0040-local-replicas.md).
        """
        memory = machine.memory_gib() if memory_gib is None else memory_gib
        counted = min(machine.cores() if cores is None else cores, int(memory / _GIB_A_CORE))
        most, others = (max(1, min(MOST, counted // share)) for share in (2, 4))
        busy = {"gateway": most, "registration-server": most}
        return cls(1, {"server": others, "worker": others} | busy) if most > 1 else cls()

    def of(self, process: Process) -> int:
        """Return how many of a process of the table run."""
        return self.numbers.get(process.name, self.numbers.get(process.kind, self.each))

    def applied(self, processes: Iterable[Process]) -> tuple[Process, ...]:
        """Return the processes that run; several of one have numbers after their names, from 1."""
        return tuple(
            process if count == 1 else replace(process, name=f"{process.name}-{number}", line=process.name)
            for process in processes
            for count in (self.of(process),)
            for number in range(1, count + 1)
        )
