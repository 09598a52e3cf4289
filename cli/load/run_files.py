"""The folder of a sitting of a run: its settings, and what its processes wrote down."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from .ledger import Attempt, read
from .run_settings import RunSettings


@dataclass
class RunFiles:
    """The files of a sitting, in a folder that only its owner reads: reviewers' passwords are in the settings."""

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

    @property
    def teams(self) -> Path:
        """Return the file of what the teams know as the sitting pauses, a line each."""
        return self.folder / "teams.jsonl"

    @property
    def samples(self) -> Path:
        """Return the file of what was sampled, of a sitting that paused."""
        return self.folder / "samples.json"

    def write_settings(self, settings: RunSettings) -> None:
        """Write the settings, for the owner alone."""
        path = self.folder / "settings.json"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(settings.as_json(), file)

    def settings(self) -> RunSettings:
        """Return the settings."""
        return RunSettings.of_json(json.loads((self.folder / "settings.json").read_text("utf-8")))

    def write_begin(self, begins: float) -> None:
        """Write the real time of the run's second 0, as this sitting counts it, seconds since 1970."""
        fresh = self.folder / "begins.new"
        fresh.write_text(str(begins))
        fresh.replace(self.folder / "begins")

    def begins(self) -> float:
        """Return the real time of the run's second 0, as this sitting counts it; 0 if that is not known yet."""
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

    def write_teams(self, teams: Iterable[Mapping[str, Any]]) -> None:
        """Add what teams know as the sitting pauses."""
        for team in teams:
            self._write(self.teams, json.dumps(team))

    def write_samples(self, samples: Mapping[str, Any]) -> None:
        """Write what was sampled until the sitting paused, the last thing of it."""
        fresh = self.folder / "samples.new"
        fresh.write_text(json.dumps(samples), "utf-8")
        fresh.replace(self.samples)

    def all_teams(self) -> Iterator[dict[str, Any]]:
        """Yield what teams knew as the sitting paused."""
        yield from _lines(self.teams)

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
        for line in _lines(self.requests):
            yield from (tuple(request) for request in line)

    def all_reports(self) -> Iterator[dict[str, Any]]:
        """Yield what the processes said of themselves."""
        yield from _lines(self.reports)


def _lines(path: Path) -> Iterator[Any]:
    """Yield the values of a file, one a line; none if there is no such file."""
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
