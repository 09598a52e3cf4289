"""The folder of a run: its settings, and what its processes wrote down."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from .ledger import Attempt, read
from .run_settings import RunSettings


@dataclass
class RunFiles:
    """The files of a run, in a folder that only its owner reads: reviewers' passwords are in the settings."""

    folder: Path
    _open: dict[str, IO[str]] = field(default_factory=dict, repr=False)

    @property
    def ledger(self) -> Path:
        """Return the file of attempts, a line each."""
        return self.folder / "ledger.jsonl"

    @property
    def requests(self) -> Path:
        """Return the file of requests, a list of them in each line."""
        return self.folder / "requests.jsonl"

    @property
    def reports(self) -> Path:
        """Return the file of what the processes said of themselves, a line each second and process."""
        return self.folder / "reports.jsonl"

    def write_settings(self, settings: RunSettings) -> None:
        """Write the settings, for the owner alone."""
        path = self.folder / "settings.json"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(settings.as_json(), file)

    def settings(self) -> RunSettings:
        """Return the settings."""
        return RunSettings.of_json(json.loads((self.folder / "settings.json").read_text("utf-8")))

    def write_begin(self, begins: float) -> None:
        """Write the real time at which the run begins, seconds since 1970."""
        fresh = self.folder / "begins.new"
        fresh.write_text(str(begins))
        fresh.replace(self.folder / "begins")

    def begins(self) -> float:
        """Return the real time at which the run begins; 0 if that is not known yet."""
        path = self.folder / "begins"
        return float(path.read_text()) if path.exists() else 0.0

    def write_report(self, report: dict[str, Any]) -> None:
        """Add what a process reported; whoever reads meanwhile sees whole lines."""
        requests, attempts = report.pop("requests"), report.pop("attempts")
        if requests:
            self._write(self.requests, json.dumps(requests))
        for attempt in attempts:
            self._write(self.ledger, attempt)
        self._write(self.reports, json.dumps(report))

    def _write(self, path: Path, line: str) -> None:
        if path.name not in self._open:
            self._open[path.name] = path.open("a", encoding="utf-8", buffering=1)
        self._open[path.name].write(line + "\n")

    def write_done(self) -> None:
        """Note that all processes came to their end."""
        (self.folder / "done").touch()

    @property
    def is_done(self) -> bool:
        """Return True if all processes came to their end."""
        return (self.folder / "done").exists()

    def close(self) -> None:
        """Close the files."""
        for file in self._open.values():
            file.close()
        self._open.clear()

    def attempts(self) -> Iterator[Attempt]:
        """Yield the attempts."""
        if self.ledger.exists():
            yield from read(self.ledger)

    def all_requests(self) -> Iterator[tuple[float, str, int, float, bool]]:
        """Yield the requests: begin, name, status, milliseconds, if the client gave it up."""
        if self.requests.exists():
            with self.requests.open(encoding="utf-8") as lines:
                for line in lines:
                    yield from (tuple(request) for request in json.loads(line))

    def all_reports(self) -> Iterator[dict[str, Any]]:
        """Yield what the processes said of themselves."""
        if self.reports.exists():
            with self.reports.open(encoding="utf-8") as lines:
                yield from map(json.loads, lines)
