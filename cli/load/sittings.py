"""The sittings of a run: what each wrote down, read as if there had been no pause between them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cli.stack.program import StackProblem

from .ledger import Attempt
from .run_files import RunFiles
from .run_settings import MOST_SITTINGS, RunSettings
from .sampling import Samples


@dataclass(frozen=True)
class Sittings:
    """A folder with a folder of each sitting.

    Moved times are those at which things would have happened if the last sitting had been the only one.
    """

    folder: Path

    @property
    def all(self) -> list[RunFiles]:
        """Return the files of each sitting, the first one first."""
        numbers = sorted(int(path.name) for path in self.folder.glob("[0-9]*")) if self.folder.exists() else []
        return [RunFiles(self.folder / str(number)) for number in numbers]

    @property
    def last(self) -> RunFiles:
        """Return the files of the last sitting."""
        return self.all[-1]

    def begin(self, settings: RunSettings) -> RunFiles:
        """Make the folder of a sitting with its settings, and return its files."""
        files = RunFiles(self.folder / str(settings.sitting))
        files.folder.mkdir(mode=0o700, parents=True)
        files.write_settings(settings)
        return files

    def paused(self) -> RunSettings:
        """Return the settings of the last sitting; raise StackProblem if it did not pause, so that nothing can follow it."""
        if not self.all:
            raise StackProblem(
                f"{self.folder.parent} 中没有暂停的压力测试；用 --keep 与 --pause-after 开始一次",
                f"no load test paused in {self.folder.parent}: begin one with --keep and --pause-after",
            )
        settings = self.last.settings()
        if not settings.pauses_at or not self.last.samples.exists():
            raise StackProblem(
                f"{self.folder.parent} 中的压力测试已结束或中途停止，不能继续；请用 --keep 指定新的目录重新开始",
                f"the load test in {self.folder.parent} is over or was broken off, and can't go on: "
                "begin another in a new folder with --keep",
            )
        return settings

    def attempts(self) -> Iterator[Attempt]:
        """Yield the attempts of all sittings at their real times, by which they are in order."""
        for files in self.all:
            yield from files.attempts()

    def moved_attempts(self) -> Iterator[Attempt]:
        """Yield the attempts of all sittings at moved times."""
        for files, moved in self._moved():
            for attempt in files.attempts():
                yield replace(attempt, began=attempt.began + moved, ended=attempt.ended + moved)

    def requests(self) -> Iterator[tuple[float, str, int, float, bool]]:
        """Yield the requests of all sittings at moved times: begin, name, status, milliseconds, if the client gave it up."""
        for files, moved in self._moved():
            for at, name, status, took, cut in files.all_requests():
                yield at + moved, name, status, took, cut

    def reports(self) -> Iterator[dict[str, Any]]:
        """Yield what the processes of all sittings said of themselves, at moved times."""
        for files, moved in self._moved():
            for report in files.all_reports():
                yield report | {"at": report["at"] + moved}

    def samples(self, of_last: Samples) -> Samples:
        """Return the samples of all sittings at moved times, given those of the last.

        None are from after a pause began, nor from before it was over: sittings come up and end beside the run's own seconds.
        """
        samples, begins = Samples(), self.last.begins()
        for files, moved in self._moved():
            settings, is_last = files.settings(), files.folder == self.last.folder
            of_sitting = of_last if is_last else Samples.of_json(json.loads(files.samples.read_text("utf-8")))
            since = begins + settings.starts_at if settings.starts_at else -math.inf
            samples.add(of_sitting, moved, since, begins + settings.ends_at)
        return samples

    def _moved(self) -> Iterator[tuple[RunFiles, float]]:
        """Yield the files of each sitting, and by how many seconds its times are moved."""
        begins = self.last.begins()
        for files in self.all:
            yield files, begins - files.begins() if files.begins() else 0.0


def check_pause(settings: RunSettings, pauses_at: float) -> None:
    """Raise StackProblem if a run can't pause at that second: in its last ten minutes, or for want of another sitting."""
    latest = settings.wishes.timetable.starts[2]
    if pauses_at >= latest:
        raise StackProblem(
            f"最后10分钟须一次进行：--pause-after 须在运行的第{latest:.0f}秒之前，第{pauses_at:.0f}秒不可；不填即进行至结束",
            f"the last 10 minutes are played in one go: --pause-after must end before second {latest:.0f} of the run, and "
            f"{pauses_at:.0f} does not; without it the run goes on to its end",
        )
    if settings.sitting >= MOST_SITTINGS:
        raise StackProblem(
            f"一次测试最多分{MOST_SITTINGS}次进行；不填 --pause-after 即进行至结束",
            f"a run takes {MOST_SITTINGS} sittings at most: without --pause-after it goes on to its end",
        )
