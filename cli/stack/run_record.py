"""Record who made the databases and the virtual host of a run, so that a later run can tell what a killed one left."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from .program import Identity

# the names that runs give to what they make; nothing else is ever dropped or deleted by its name
PREFIX = "dasai_run_"
_PREFIX_IS = re.compile(rf"{PREFIX}[0-9a-f]{{10}}")


def new_prefix() -> str:
    """Return a prefix for names of databases and virtual hosts that no other run has."""
    return f"{PREFIX}{secrets.token_hex(5)}"


def is_prefix(text: str) -> bool:
    """Return True if `new_prefix` made this, as far as can be seen."""
    return _PREFIX_IS.fullmatch(text) is not None


def prefix_in(name: str) -> str | None:
    """Return the prefix with which the name of a run's database or virtual host begins; None if it is not of a run."""
    match = _PREFIX_IS.match(name)
    return match.group() if match and name[match.end() :][:1] in ("", "_") else None


@dataclass(frozen=True)
class RunRecord:
    """One run: its prefix, what was called, when, the process and its machine, and the delays of the workers' retries."""

    prefix: str
    command: str
    begun: str
    host: str
    process: Identity
    retry_delays: tuple[float, ...]  # seconds; queues are called after them

    @classmethod
    def of_this_process(cls, retry_delays: Iterable[float]) -> RunRecord:
        """Return a record, with a new prefix, of a run that begins now in this process."""
        process = Identity.of(os.getpid())
        if process is None:
            raise RuntimeError("this process is not in /proc")
        command = _command(sys.orig_argv)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return cls(new_prefix(), command, now, socket.gethostname(), process, tuple(retry_delays))

    @classmethod
    def from_json(cls, text: str) -> RunRecord | None:
        """Return the record that `json` wrote; None if the text is none."""
        try:
            values = json.loads(text)
            process, delays = Identity(**values["process"]), tuple(values["retry_delays"])
            return cls(**{**values, "process": process, "retry_delays": delays})
        except (ValueError, TypeError, KeyError):
            return None

    def json(self) -> str:
        """Return the record as text."""
        return json.dumps(asdict(self))

    @property
    def is_this_process(self) -> bool:
        """Return True if the run is that of this process."""
        return self.goes_on and self.process.pid == os.getpid()

    @property
    def here(self) -> bool:
        """Return True if the run began on this machine, so that it can be seen if it still goes on."""
        return self.host == socket.gethostname()

    @property
    def goes_on(self) -> bool:
        """Return True if its process is alive on this machine."""
        return self.here and self.process.alive

    @property
    def has_ended(self) -> bool:
        """Return True if it began on this machine and its process is gone."""
        return self.here and not self.process.alive


def _command(words: list[str]) -> str:
    """Return what was called, in short: the program or Python's module, and its first argument."""
    program, *arguments = words[words.index("-m") + 1 :] if "-m" in words[:-1] else words
    return " ".join(("./dasai" if program == "cli" else program, *arguments[:1]))
